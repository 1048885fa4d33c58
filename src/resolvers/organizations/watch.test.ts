import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { updateMemberRole } from '../../db/organizations.ts';
import { Forbidden, Unauthenticated } from '../errors.ts';
import type { FeedStream, Topic } from '../feed.ts';
import { encodeId } from '../ids.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { watchWallets } from '../wallets/watch.ts';
import { removeMember } from './remove-member.ts';
import { updateMember } from './update-member.ts';
import { updateOrganization } from './update-organization.ts';
import { watchOrganizations } from './watch.ts';

let t: TestApp;
let [ann, bob, eve] = [] as unknown as [TestUser, TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp();
  const funds = { EUR: '100.00' };
  [ann, bob, eve] = await Promise.all([t.user('ann', { funds }), t.user('bob'), t.user('eve')]);
});
beforeEach(async () => {
  moss = await foundedBy(t, ann, [bob, 'FINANCE']);
});
afterAll(() => t[Symbol.asyncDispose]());

const memberId = ({ id }: TestUser) => encodeId('OrganizationMember', moss.members.get(id)?.id ?? id);
const rename = (legalName: string, of = moss) =>
  updateOrganization(ann.ctx, { organizationId: of.organizationId, legalName });
let count = 0;
const pay = () =>
  sendTransfer(ann.ctx, {
    recipientId: moss.organizationId,
    asset: 'EUR',
    amount: '1.00',
    idempotencyKey: `payment-${(count += 1)}`,
  });
async function next<T extends Topic>(stream: FeedStream<T>) {
  const item = await stream.next();
  return item.done ? 'ended' : item.value.payload;
}

test('members are told of their organizations, each of theirs alone', async () => {
  const other = await foundedBy(t, ann);
  const [all, one] = [
    await watchOrganizations(bob.ctx, {}),
    await watchOrganizations(bob.ctx, { id: moss.organizationId }),
  ];
  await rename('Elsewhere', other);
  await rename('Moss SA');
  await t.broadcast();
  const renamed = { id: moss.row.id, change: 'UPDATED', userId: null, role: null };
  expect([await next(all), await next(one)]).toEqual([renamed, renamed]);
  await Promise.all([all.return?.(), one.return?.()]);
});

test('one who is removed is told so, and nothing that follows', async () => {
  const [all, one] = [
    await watchOrganizations(bob.ctx, {}),
    await watchOrganizations(bob.ctx, { id: moss.organizationId }),
  ];
  await removeMember(ann.ctx, { memberId: memberId(bob) });
  await rename('A secret');
  const later = await foundedBy(t, bob);
  await updateOrganization(bob.ctx, { organizationId: later.organizationId, legalName: 'His own' });
  await t.broadcast();
  expect(await next(one)).toBe('ended');
  expect(await next(all)).toMatchObject({ change: 'MEMBER_REMOVED', userId: bob.id });
  expect(await next(all)).toMatchObject({ id: later.row.id });
  await all.return?.();
});

test('the wallets of an organization are told of to those who see its money, as long as they do', async () => {
  const stream = await watchWallets(bob.ctx, { organizationId: moss.organizationId });
  await pay();
  await t.broadcast();
  expect(await next(stream)).toMatchObject({ ownerId: moss.row.id });
  await updateMember(ann.ctx, { memberId: memberId(bob), role: 'AUDITOR' });
  await pay();
  await t.broadcast();
  expect(await next(stream)).toMatchObject({ ownerId: moss.row.id });
  await updateMember(ann.ctx, { memberId: memberId(bob), role: 'VIEWER' });
  await pay();
  await t.broadcast();
  expect(await next(stream)).toBe('ended');
  await expect(watchWallets(bob.ctx, { organizationId: moss.organizationId })).rejects.toThrow(Forbidden);
});

test('a role that is lost while the subscription begins ends it', async () => {
  const member = moss.members.get(bob.id);
  if (!member) throw new Error('no member');
  const looking = watchWallets(bob.ctx, { organizationId: moss.organizationId });
  await updateMemberRole(t.db, member.id, 'VIEWER');
  await looking.then(
    (stream) => stream.return?.(),
    (error: unknown) => expect(error).toBeInstanceOf(Forbidden),
  );
  await expect(watchWallets(bob.ctx, { organizationId: moss.organizationId })).rejects.toThrow(Forbidden);
});

test('others are refused', async () => {
  await expect(watchOrganizations(eve.ctx, { id: moss.organizationId })).rejects.toThrow(Forbidden);
  await expect(watchOrganizations(t.nobody, {})).rejects.toThrow(Unauthenticated);
});
