import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { Unauthenticated } from '../errors.ts';
import { inviteMember } from './invite-member.ts';
import {
  findOrganization,
  invitationsOf,
  membersOf,
  myOrganizations,
  organizationActionsOf,
  roleIn,
  seesInside,
  visibleInvitations,
  visibleMembers,
} from './read.ts';

let t: TestApp;
let users: Record<'ann' | 'bob' | 'carl' | 'dora' | 'eve', TestUser>;
let [moss, other] = [] as unknown as [TestOrganization, TestOrganization];
beforeAll(async () => {
  t = await openTestApp();
  users = {
    ann: await t.user('ann', { roles: ['PROJECT_OWNER'] }),
    bob: await t.user('bob', { roles: ['PROJECT_OWNER'] }),
    carl: await t.user('carl'),
    dora: await t.user('dora'),
    eve: await t.user('eve', { roles: ['PLATFORM_ADMIN'] }),
  };
  const { ann, bob, carl, dora } = users;
  moss = await foundedBy(t, ann, [bob, 'FINANCE'], [carl, 'AUDITOR'], [dora, 'VIEWER']);
  other = await foundedBy(t, ann);
});
afterAll(() => t[Symbol.asyncDispose]());

test('everybody finds an organization, and only members look inside', async () => {
  expect(await findOrganization(t.nobody, moss.organizationId)).toMatchObject({ legalName: 'Moss AG' });
  const inside = (user: TestUser) => seesInside(user.ctx, moss.row);
  expect(await Promise.all(Object.values(users).map(inside))).toEqual([true, true, true, true, false]);
  expect(await seesInside(t.nobody, moss.row)).toBe(false);
  const roles = Object.values(users).map(({ ctx }) => roleIn(ctx, moss.row));
  expect(await Promise.all(roles)).toEqual(['ADMIN', 'FINANCE', 'AUDITOR', 'VIEWER', null]);
});

test('members are listed to members, newest first and page by page', async () => {
  const { ann, dora, eve } = users;
  const first = await membersOf(dora.ctx, moss.row, { first: 3 });
  expect(first?.items.map(({ role }) => role)).toEqual(['VIEWER', 'AUDITOR', 'FINANCE']);
  const last = first?.items.at(-1);
  const after = first && last && first.cursorOf(last);
  const rest = await membersOf(dora.ctx, moss.row, { first: 3, after: after ?? null });
  expect(rest?.items.map(({ userId }) => userId)).toEqual([ann.id]);
  expect(await membersOf(eve.ctx, moss.row, {})).toBeNull();
  expect(await membersOf(t.nobody, moss.row, {})).toBeNull();
});

test('invitations are listed to its ADMIN alone, and nodes are seen by the same rule', async () => {
  const { ann, bob, eve } = users;
  const wish = { organizationId: moss.organizationId, email: 'x@example.org', role: 'VIEWER' };
  const { id } = await inviteMember(ann.ctx, wish);
  expect((await invitationsOf(ann.ctx, moss.row, {}))?.items).toMatchObject([{ id }]);
  expect(await invitationsOf(bob.ctx, moss.row, {})).toBeNull();
  expect((await visibleInvitations(ann.ctx, [id, bob.id])).map((row) => row?.id)).toEqual([id, undefined]);
  expect(await visibleInvitations(bob.ctx, [id])).toEqual([null]);
  const member = moss.members.get(bob.id)?.id ?? '';
  expect((await visibleMembers(users.dora.ctx, [member]))[0]?.userId).toBe(bob.id);
  expect(await visibleMembers(eve.ctx, [member])).toEqual([null]);
});

test('one’s own are listed, newest first', async () => {
  const mine = await myOrganizations(users.ann.ctx, {});
  expect(mine.items.map(({ id }) => id)).toEqual([other.row.id, moss.row.id]);
  expect((await myOrganizations(users.eve.ctx, {})).items).toEqual([]);
  await expect(myOrganizations(t.nobody, {})).rejects.toThrow(Unauthenticated);
});

test('what one can do comes from the tables that are enforced', async () => {
  const actions = ({ ctx }: TestUser) => organizationActionsOf(ctx, moss.row);
  const { ann, bob, carl, dora, eve } = users;
  expect(await actions(ann)).toEqual([
    'UPDATE',
    'READ_MEMBERS',
    'MANAGE_MEMBERS',
    'LEAVE',
    'READ_WALLETS',
    'ANNOUNCE',
    'TRADE',
    'TRANSFER',
    'CREATE_PROJECT',
    'MANAGE_API_KEYS',
  ]);
  expect(await actions(bob)).toEqual(['READ_MEMBERS', 'LEAVE', 'READ_WALLETS', 'ANNOUNCE', 'TRADE', 'TRANSFER']);
  expect(await actions(carl)).toEqual(['READ_MEMBERS', 'LEAVE', 'READ_WALLETS']);
  expect(await actions(dora)).toEqual(['READ_MEMBERS', 'LEAVE']);
  expect(await actions(eve)).toEqual([]);
  // In the platform's table, writing projects is for PROJECT_OWNER: being ADMIN of an organization is not enough.
  await t.db.sql`delete from user_roles where user_id = ${ann.id}`;
  expect(await actions(ann)).not.toContain('CREATE_PROJECT');
});
