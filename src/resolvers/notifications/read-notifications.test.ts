import { afterAll, beforeAll, expect, test } from 'vitest';
import { callByKey, keyOf } from '../../../test/api-keys.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { notice, toldTo } from '../../../test/notifications.ts';
import { Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { myNotifications, unreadCount, visibleNotifications } from './read.ts';
import { readNotifications } from './read-notifications.ts';

let t: TestApp;
let [ann, bob] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp({ NOTIFICATION_UNREAD_COUNTED: '4' });
  [ann, bob] = [await t.user('ann'), await t.user('bob')];
});
afterAll(() => t[Symbol.asyncDispose]());

const idOf = ({ id }: { readonly id: string }) => encodeId('Notification', id);

test('some are read, or all up to one; what came after and what is of others stays unread', async () => {
  for (let amount = 1; amount <= 6; amount += 1) await notice(t, ann, String(amount));
  await notice(t, bob);
  expect(await unreadCount(ann.ctx), 'counted up to a limit').toBe(4);
  const told = await toldTo(t, ann);
  const [first, second, third] = told;
  if (!first || !second || !third) throw new Error('too few');
  expect(await readNotifications(ann.ctx, { notificationIds: [idOf(second)] })).toEqual({ unread: 4 });
  expect(await readNotifications(ann.ctx, { untilId: idOf(third) })).toEqual({ unread: 3 });
  expect((await toldTo(t, ann)).map(({ readAt }) => readAt !== null)).toEqual([true, true, true, false, false, false]);
  const unread = await myNotifications(ann.ctx, { filterBy: { unread: true } });
  expect(unread.items.map(({ facts }) => facts['amount'])).toEqual(['6', '5', '4']);
  const page = await myNotifications(ann.ctx, { first: 2 });
  expect([page.items.length, page.hasNextPage]).toEqual([2, true]);
  const trades = await myNotifications(ann.ctx, { filterBy: { triggers: ['TRADE'] } });
  expect(trades.items).toEqual([]);

  await readNotifications(bob.ctx, { notificationIds: told.map(idOf) });
  expect(await unreadCount(ann.ctx), 'nobody reads for others').toBe(3);
  expect(await visibleNotifications(bob.ctx, [first.id])).toEqual([null]);
});

test('refuses what cannot be, and who may not', async () => {
  for (const wrong of [{}, { notificationIds: [] }, { notificationIds: ['x'] }, { untilId: 'x' }]) {
    await expect(readNotifications(ann.ctx, wrong)).rejects.toThrow(InputInvalid);
  }
  const [first] = await toldTo(t, ann);
  const both = { notificationIds: [idOf(first as { id: string })], untilId: idOf(first as { id: string }) };
  await expect(readNotifications(ann.ctx, both)).rejects.toThrow(InputInvalid);
  await expect(readNotifications(t.nobody, both)).rejects.toThrow(Unauthenticated);
  const { token } = await keyOf(ann, ['trade.*']);
  await expect(myNotifications(await callByKey(t, token), {})).rejects.toThrow(Forbidden);
});
