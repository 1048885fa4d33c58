import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { updateInvitationToken } from '../../db/organization-invitations.ts';
import { NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { TokenInvalid } from '../sessions/errors.ts';
import { newSecret } from '../sessions/secrets.ts';
import { inviteMember } from './invite-member.ts';
import { joinMember } from './join-member.ts';
import { revokeInvitation } from './revoke-invitation.ts';

let t: TestApp;
let [ann, bob, eve] = [] as unknown as [TestUser, TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp();
  [ann, bob, eve] = await Promise.all([t.user('ann'), t.user('bob'), t.user('eve')]);
  await t.db.sql`update users set email_verified_at = now()`;
  moss = await foundedBy(t, ann, [bob, 'FINANCE']);
});
afterAll(() => t[Symbol.asyncDispose]());

const invited = () =>
  inviteMember(ann.ctx, { organizationId: moss.organizationId, email: 'eve@example.org', role: 'ADMIN' });
const wishOf = ({ id }: { id: string }) => ({ invitationId: encodeId('OrganizationInvitation', id) });

test('the token of an invitation that was taken back serves no longer', async () => {
  const invitation = await invited();
  const { secret, hash } = newSecret();
  await updateInvitationToken(t.db, { id: invitation.id, tokenHash: hash, ttlS: 60 });
  expect((await revokeInvitation(ann.ctx, wishOf(invitation))).revokedAt).not.toBeNull();
  await expect(joinMember(eve.ctx, { token: secret })).rejects.toThrow(TokenInvalid);
  await expect(revokeInvitation(ann.ctx, wishOf(invitation))).rejects.toThrow(NotFound);
  const [audit] = await t.db.sql`select detail from audit_log where action = 'INVITATION_REVOKED'`;
  expect(audit?.['detail']).toEqual({ invitationId: invitation.id, email: 'eve@example.org' });
});

test('to whoever does not manage the members, it does not exist', async () => {
  const wish = wishOf(await invited());
  await expect(revokeInvitation(bob.ctx, wish)).rejects.toThrow(NotFound);
  await expect(revokeInvitation(eve.ctx, wish)).rejects.toThrow(NotFound);
  await expect(revokeInvitation(t.nobody, wish)).rejects.toThrow(Unauthenticated);
  await expect(revokeInvitation(ann.ctx, wishOf({ id: eve.id }))).rejects.toThrow(NotFound);
});
