import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { selectMembership } from '../../db/organizations.ts';
import { Forbidden, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { myWallets } from '../wallets/read.ts';
import { LastOrganizationAdmin } from './errors.ts';
import { removeMember } from './remove-member.ts';

let t: TestApp;
let [ann, bob, eve] = [] as unknown as [TestUser, TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp();
  [ann, bob, eve] = await Promise.all([t.user('ann'), t.user('bob'), t.user('eve')]);
});
beforeEach(async () => {
  moss = await foundedBy(t, ann, [bob, 'FINANCE']);
});
afterAll(() => t[Symbol.asyncDispose]());

const wishOf = ({ id }: TestUser) => ({ memberId: encodeId('OrganizationMember', moss.members.get(id)?.id ?? id) });
const roleOf = ({ id }: TestUser) => selectMembership(t.db, { organizationId: moss.row.id, userId: id });

test('who was removed can do nothing for the organization any more', async () => {
  await myWallets(bob.ctx, moss);
  expect(await removeMember(ann.ctx, wishOf(bob))).toMatchObject({ userId: bob.id, organizationId: moss.row.id });
  expect(await roleOf(bob)).toBeUndefined();
  await expect(myWallets(bob.ctx, moss)).rejects.toThrow(Forbidden);
  const audits = await t.db.sql`select actor_id, detail from audit_log where subject_id = ${moss.row.id}`;
  expect(audits).toEqual([{ actorId: ann.id, detail: { userId: bob.id, role: 'FINANCE' } }]);
  await expect(removeMember(ann.ctx, wishOf(bob))).rejects.toThrow(NotFound);
});

test('anybody may leave, but the last ADMIN', async () => {
  await removeMember(bob.ctx, wishOf(bob));
  expect(await roleOf(bob)).toBeUndefined();
  await expect(removeMember(ann.ctx, wishOf(ann))).rejects.toThrow(LastOrganizationAdmin);
  expect(await roleOf(ann)).toBe('ADMIN');
});

test('nobody else removes anybody, and strangers find nobody', async () => {
  await expect(removeMember(bob.ctx, wishOf(ann))).rejects.toThrow(Forbidden);
  await expect(removeMember(eve.ctx, wishOf(bob))).rejects.toThrow(NotFound);
  await expect(removeMember(t.nobody, wishOf(bob))).rejects.toThrow(Unauthenticated);
  expect(await Promise.all([ann, bob].map(roleOf))).toEqual(['ADMIN', 'FINANCE']);
});
