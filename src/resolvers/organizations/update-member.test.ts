import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { selectMembership } from '../../db/organizations.ts';
import { Forbidden, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { LastOrganizationAdmin } from './errors.ts';
import { updateMember } from './update-member.ts';

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

const memberId = ({ id }: TestUser) => encodeId('OrganizationMember', moss.members.get(id)?.id ?? id);
const roleOf = ({ id }: TestUser) => selectMembership(t.db, { organizationId: moss.row.id, userId: id });

test('gives a member another role, records it and tells of it; the same role is no change', async () => {
  await updateMember(ann.ctx, { memberId: memberId(bob), role: 'AUDITOR' });
  await updateMember(ann.ctx, { memberId: memberId(bob), role: 'AUDITOR' });
  expect(await roleOf(bob)).toBe('AUDITOR');
  const audits = await t.db.sql`select detail from audit_log where subject_id = ${moss.row.id}`;
  expect(audits).toEqual([{ detail: { userId: bob.id, from: 'FINANCE', to: 'AUDITOR' } }]);
  const told = await t.db.sql`select payload from outbox where key = ${moss.row.id}`;
  expect(told).toMatchObject([{ payload: { change: 'MEMBER_UPDATED', userId: bob.id, role: 'AUDITOR' } }]);
});

test('the last ADMIN stays one until there is another', async () => {
  const step = { memberId: memberId(ann), role: 'VIEWER' };
  await expect(updateMember(ann.ctx, step)).rejects.toThrow(LastOrganizationAdmin);
  await updateMember(ann.ctx, { memberId: memberId(bob), role: 'ADMIN' });
  await updateMember(ann.ctx, step);
  expect(await Promise.all([ann, bob].map(roleOf))).toEqual(['VIEWER', 'ADMIN']);
});

test('of two ADMINs who step back at once, one stays', async () => {
  await updateMember(ann.ctx, { memberId: memberId(bob), role: 'ADMIN' });
  const outcomes = await Promise.allSettled(
    [ann, bob].map((each) => updateMember(each.ctx, { memberId: memberId(each), role: 'VIEWER' })),
  );
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(new Set(await Promise.all([ann, bob].map(roleOf)))).toEqual(new Set(['ADMIN', 'VIEWER']));
});

test('nobody gives themselves more, and strangers find nobody', async () => {
  const more = { memberId: memberId(bob), role: 'ADMIN' };
  await expect(updateMember(bob.ctx, more)).rejects.toThrow(Forbidden);
  await expect(updateMember(eve.ctx, more)).rejects.toThrow(NotFound);
  await expect(updateMember(t.nobody, more)).rejects.toThrow(Unauthenticated);
  await expect(updateMember(ann.ctx, { memberId: memberId(eve), role: 'VIEWER' })).rejects.toThrow(NotFound);
  expect(await roleOf(bob)).toBe('FINANCE');
});
