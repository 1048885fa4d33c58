import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { brokenConstraint } from './client.ts';
import {
  insertInvitation,
  revokeInvitations,
  selectInvitationByToken,
  selectOpenInvitationsOf,
  takeInvitation,
  updateInvitationToken,
} from './organization-invitations.ts';
import {
  deleteMember,
  insertMember,
  insertOrganization,
  type MemberRow,
  type OrganizationRow,
  selectMembership,
  selectMembershipsOf,
  selectMembersOf,
  selectOrganizationsOf,
  updateMemberRole,
  updateOrganizationRow,
} from './organizations.ts';

let t: TestApp;
let [ann, bob] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  [ann, bob] = await Promise.all([t.user('ann'), t.user('bob')]);
});
afterAll(() => t[Symbol.asyncDispose]());

const broken = (done: Promise<unknown>): Promise<string | undefined> => done.then(() => 'none', brokenConstraint);

interface Founded {
  readonly organization: OrganizationRow;
  readonly members: readonly MemberRow[];
}

const founded = (admins: readonly TestUser[] = [ann], given: Partial<OrganizationRow> = {}): Promise<Founded> =>
  t.db.transact(async (tx) => {
    const organization = await insertOrganization(tx, {
      legalName: 'Moss AG',
      country: 'CH',
      createdBy: ann.id,
      ...given,
    });
    const members: MemberRow[] = [];
    for (const { id } of admins) {
      const member = await insertMember(tx, { organizationId: organization.id, userId: id, role: 'ADMIN' });
      if (member) members.push(member);
    }
    return { organization, members };
  });

/** The two members with whom a test begins. */
async function pair(): Promise<{ organization: OrganizationRow; one: MemberRow; two: MemberRow }> {
  const { organization, members } = await founded([ann, bob]);
  const [one, two] = members;
  if (!one || !two) throw new Error('no members');
  return { organization, one, two };
}

test('an organization is written with its first member and read again', async () => {
  const given = {
    lei: '529900T8BM49AURSDO55',
    billingAddress: ['Way 1', '8000 Zürich'],
    vatId: 'CHE-1',
    invoiceEmail: 'a@b.ch',
  };
  const { organization } = await founded([ann], given);
  expect(organization).toMatchObject({ legalName: 'Moss AG', country: 'CH', createdBy: ann.id, ...given });
  const [newest] = await selectOrganizationsOf(t.db, { userId: ann.id, before: undefined, limit: 5 });
  expect(newest).toEqual(organization);
  expect(await selectMembership(t.db, { organizationId: organization.id, userId: ann.id })).toBe('ADMIN');
  expect(await selectMembership(t.db, { organizationId: organization.id, userId: bob.id })).toBeUndefined();
  expect(await selectMembershipsOf(t.db, [ann.id, bob.id])).toEqual([
    { organizationId: organization.id, userId: ann.id, role: 'ADMIN' },
  ]);
});

test.each([
  ['of Deutsche Bank', '7LTWFZYICNSX8D621K86', 'none'],
  ['of Apple', 'HWUPKR0MPOU8FGXBT394', 'none'],
  ['with another last digit', '7LTWFZYICNSX8D621K87', 'organizations_lei_form'],
  ['with two letters exchanged', '7LWTFZYICNSX8D621K86', 'organizations_lei_form'],
  ['in lower case', '7ltwfzyicnsx8d621k86', 'organizations_lei_form'],
  ['that is too short', '7LTWFZYICNSX8D621K8', 'organizations_lei_form'],
])('the database knows whether an LEI can be one: %s', async (_, lei, expected) => {
  expect(await broken(founded([ann], { lei }))).toBe(expected);
});

test('two organizations never have the same LEI', async () => {
  await founded([ann], { lei: '506700GE1G29325QX363' });
  expect(await broken(founded([bob], { lei: '506700GE1G29325QX363' }))).toBe('organizations_lei');
});

test('what is changed is changed, and nobody is deleted', async () => {
  const { organization } = await founded();
  const changed = await updateOrganizationRow(t.db, organization.id, { legalName: 'Moss SA' });
  expect(changed).toEqual({ ...organization, legalName: 'Moss SA', updatedAt: changed.updatedAt });
  await expect(t.db.sql`delete from organizations`).rejects.toThrow('append-only');
});

test('an organization always has an ADMIN, also at its beginning', async () => {
  expect(await broken(founded([]))).toBe('organization_members_admin');
  const { one, two } = await pair();
  expect(await broken(updateMemberRole(t.db, two.id, 'VIEWER').then(() => 0))).toBe('none');
  expect(await broken(updateMemberRole(t.db, one.id, 'FINANCE'))).toBe('organization_members_admin');
  expect(await broken(deleteMember(t.db, one.id))).toBe('organization_members_admin');
  // Within one transaction the only one may be replaced.
  await t.db.transact(async (tx) => {
    await deleteMember(tx, one.id);
    await updateMemberRole(tx, two.id, 'ADMIN');
  });
});

test('of two that remove the two ADMINs at once, one is refused', async () => {
  const { organization, one, two } = await pair();
  const both = Promise.withResolvers<void>();
  let removed = 0;
  const remove = (member: MemberRow) =>
    broken(
      t.db.transact(async (tx) => {
        await deleteMember(tx, member.id);
        removed += 1;
        if (removed === 2) both.resolve();
        await both.promise;
      }),
    );
  const outcomes = await Promise.all([remove(one), remove(two)]);
  expect(outcomes.toSorted()).toEqual(['none', 'organization_members_admin']);
  expect(await selectMembersOf(t.db, { organizationId: organization.id, after: undefined, limit: 5 })).toHaveLength(1);
});

test('a membership changes its role and nothing else, and there is one of a user', async () => {
  const { organization, one, two } = await pair();
  const again = { organizationId: organization.id, userId: bob.id, role: 'VIEWER' } as const;
  expect(await insertMember(t.db, again)).toBeUndefined();
  const other = t.db.sql`update organization_members set user_id = ${ann.id} where id = ${two.id}`;
  expect(await broken(other)).toBe('organization_members_same');
  const page = await selectMembersOf(t.db, { organizationId: organization.id, after: two.id, limit: 5 });
  expect(page).toEqual([one]);
});

test('an invitation is open for one token at a time, serves once, and ends for good', async () => {
  const { organization } = await founded();
  const asked = {
    organizationId: organization.id,
    email: 'Eve@example.org',
    role: 'VIEWER',
    invitedBy: ann.id,
  } as const;
  const invitation = await insertInvitation(t.db, { ...asked, ttlS: 60 });
  expect(invitation).not.toHaveProperty('tokenHash');
  expect(await broken(insertInvitation(t.db, { ...asked, email: 'eve@EXAMPLE.org', ttlS: 60 }))).toBe(
    'organization_invitations_open',
  );
  const [first, second] = [hash('first'), hash('second')];
  await updateInvitationToken(t.db, { id: invitation.id, tokenHash: first, ttlS: 60 });
  await updateInvitationToken(t.db, { id: invitation.id, tokenHash: second, ttlS: 60 });
  expect(await selectInvitationByToken(t.db, first)).toBeUndefined();
  expect(await selectInvitationByToken(t.db, second)).toMatchObject({ id: invitation.id, role: 'VIEWER' });
  expect(await takeInvitation(t.db, { id: invitation.id, userId: bob.id })).toMatchObject({ acceptedBy: bob.id });
  expect(await takeInvitation(t.db, { id: invitation.id, userId: bob.id })).toBeUndefined();
  expect(await selectInvitationByToken(t.db, second)).toBeUndefined();
  expect(await revokeInvitations(t.db, organization.id, { id: invitation.id })).toEqual([]);
  const reopened = t.db.sql`update organization_invitations set accepted_at = null, accepted_by = null`;
  expect(await broken(reopened)).toBe('organization_invitations_once');
});

test('what was revoked or has expired can neither be accepted nor get a token', async () => {
  const { organization } = await founded();
  const ask = (email: string, ttlS: number) =>
    insertInvitation(t.db, { organizationId: organization.id, email, role: 'ADMIN', invitedBy: ann.id, ttlS });
  const [revoked, late, open] = [await ask('a@x.org', 60), await ask('b@x.org', -1), await ask('c@x.org', 60)];
  expect(await revokeInvitations(t.db, organization.id, { email: 'A@X.org' })).toMatchObject([{ id: revoked.id }]);
  const token = { id: revoked.id, tokenHash: hash('late'), ttlS: 60 };
  expect(await updateInvitationToken(t.db, token)).toBeUndefined();
  expect(await takeInvitation(t.db, { id: late.id, userId: bob.id })).toBeUndefined();
  const page = { organizationId: organization.id, after: undefined, limit: 5 };
  expect((await selectOpenInvitationsOf(t.db, page)).map(({ id }) => id)).toEqual([open.id]);
});

const hash = (secret: string): Buffer => createHash('sha256').update(secret).digest();
