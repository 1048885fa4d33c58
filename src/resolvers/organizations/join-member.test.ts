import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { insertInvitation, updateInvitationToken } from '../../db/organization-invitations.ts';
import { selectMembership } from '../../db/organizations.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { TokenInvalid } from '../sessions/errors.ts';
import { newSecret } from '../sessions/secrets.ts';
import { AlreadyMember, InvitationOfAnother } from './errors.ts';
import { joinMember } from './join-member.ts';

let t: TestApp;
let [ann, eve, mal] = [] as unknown as [TestUser, TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp();
  [ann, eve, mal] = await Promise.all([t.user('ann'), t.user('eve'), t.user('mal')]);
  await t.db.sql`update users set email_verified_at = now() where id <> ${eve.id}`;
  moss = await foundedBy(t, ann);
});
afterAll(() => t[Symbol.asyncDispose]());

/** An invitation as its mail would carry it. */
async function tokenFor(email: string, ttlS = 60): Promise<string> {
  const { secret, hash } = newSecret();
  const asked = { organizationId: moss.row.id, email, role: 'FINANCE', invitedBy: ann.id } as const;
  const { id } = await insertInvitation(t.db, { ...asked, ttlS });
  await updateInvitationToken(t.db, { id, tokenHash: hash, ttlS });
  return secret;
}
const roleOf = ({ id }: TestUser) => selectMembership(t.db, { organizationId: moss.row.id, userId: id });

test('only the account with the address gets in, and only once the address is proven', async () => {
  const token = await tokenFor('EVE@example.org');
  await expect(joinMember(mal.ctx, { token })).rejects.toThrow(InvitationOfAnother);
  await expect(joinMember(eve.ctx, { token })).rejects.toThrow(InvitationOfAnother);
  expect(await roleOf(eve)).toBeUndefined();
  await t.db.sql`update users set email_verified_at = now() where id = ${eve.id}`;
  expect(await joinMember(eve.ctx, { token })).toMatchObject({ userId: eve.id, role: 'FINANCE' });
  expect(await roleOf(eve)).toBe('FINANCE');
  expect(await roleOf(mal)).toBeUndefined();
  await expect(joinMember(eve.ctx, { token })).rejects.toThrow(TokenInvalid);
  const told = await t.db.sql`select payload from outbox where topic = 'organization'`;
  expect(told).toMatchObject([{ payload: { change: 'MEMBER_JOINED', userId: eve.id, role: 'FINANCE' } }]);
});

test('a token serves once, also when it comes twice at once', async () => {
  const token = await tokenFor('mal@example.org');
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => joinMember(mal.ctx, { token })));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
});

test('who is a member already stays what they are', async () => {
  await expect(joinMember(ann.ctx, { token: await tokenFor('ann@example.org') })).rejects.toThrow(AlreadyMember);
  expect(await roleOf(ann)).toBe('ADMIN');
});

test('what has expired, is unknown or is no token is refused', async () => {
  await t.db
    .sql`update organization_invitations set revoked_at = now() where accepted_at is null and revoked_at is null`;
  await expect(joinMember(mal.ctx, { token: await tokenFor('mal@example.org', -1) })).rejects.toThrow(TokenInvalid);
  await expect(joinMember(mal.ctx, { token: 'unknown' })).rejects.toThrow(TokenInvalid);
  await expect(joinMember(mal.ctx, { token: '' })).rejects.toThrow(InputInvalid);
  await expect(joinMember(t.nobody, { token: 'unknown' })).rejects.toThrow(Unauthenticated);
});
