import { afterAll, beforeAll, expect, test } from 'vitest';
import { offerId } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOrderLab, order, type OrderLab, payByCard, settled } from '../../../test/order-lab.ts';
import { selectOrdersById } from '../../db/order-lists.ts';
import { lockOrder } from '../../db/order-writes.ts';
import { expireOrders } from './expire-orders.ts';
import { extendPayBy, orderPaymentFailed } from './paid.ts';

let t: TestApp;
let lab: OrderLab;
let buyer: TestUser;

beforeAll(async () => {
  t = await openTestApp({ ORDER_EXPIRY_BATCH: '3', ORDERS_OPEN: '100' });
  lab = await openOrderLab(t);
  buyer = await t.user('buyer');
});
afterAll(() => t[Symbol.asyncDispose]());

/** Lets the time to pay run out, which the database lets nobody shorten. */
async function runOutOf(ids: readonly string[]): Promise<void> {
  await t.db.transact(async ({ sql }) => {
    await sql`set local session_replication_role = replica`;
    await sql`update orders set pay_by = now() - interval '1 second' where id = any(${[...ids]}::uuid[])`;
  });
}
const rowOf = async ({ id }: { readonly id: string }) => (await selectOrdersById(t.db, [id]))[0];

test('orders that are not paid in time end, so many in a pass, and what they reserved is for sale again', async () => {
  const offer = await lab.offer(await lab.batch(), 50n);
  const wish = { announcementId: offerId(offer), quantity: '10' };
  const orders = [];
  for (let i = 0; i < 5; i += 1) orders.push(await order(buyer, wish));
  await runOutOf(orders.slice(0, 4).map(({ id }) => id));
  expect(await expireOrders(t.nobody)).toBe(3);
  expect(await expireOrders(t.nobody)).toBe(1);
  expect(await expireOrders(t.nobody)).toBe(0);
  const rows = await Promise.all(orders.map(rowOf));
  expect(rows.map((row) => row?.status)).toEqual(['EXPIRED', 'EXPIRED', 'EXPIRED', 'EXPIRED', 'PENDING_PAYMENT']);
  expect(rows[0]?.reason).toBe('It was not paid in time.');
  const [left] = await t.db.sql`select remaining, reserved from announcements where id = ${offer.id}`;
  expect(left).toEqual({ remaining: 50n, reserved: 10n });
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('one whose time is over can be paid as long as no pass has ended it', async () => {
  const offer = await lab.offer(await lab.batch(), 10n);
  const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '10' });
  await payByCard(buyer, ordered);
  await runOutOf([ordered.id]);
  expect(await expireOrders(t.nobody)).toBe(0);
  expect(await settled(t, ordered)).toMatchObject({ status: 'COMPLETED' });
});

test('a way of paying that takes days gives it more time, never less', async () => {
  const offer = await lab.offer(await lab.batch(), 10n);
  const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '1' });
  const later = new Date(Date.now() + 864_000_000);
  const extend = (until: Date) =>
    t.db.transact(async (tx) => {
      const row = await lockOrder(tx, ordered.id);
      return row && extendPayBy(tx, row, until);
    });
  expect((await extend(later))?.payBy).toEqual(later);
  expect((await extend(new Date()))?.payBy).toEqual(later);
});

test('a payment that failed is noted, and ends the order only where it is for good', async () => {
  const offer = await lab.offer(await lab.batch(), 10n);
  const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '1' });
  const fail = (forGood: boolean) =>
    t.db.transact(async (tx) => {
      const row = await lockOrder(tx, ordered.id);
      if (row) await orderPaymentFailed(tx, row, 'The card was declined.', forGood);
    });
  await fail(false);
  expect(await rowOf(ordered)).toMatchObject({ status: 'PENDING_PAYMENT', reason: null });
  await fail(true);
  expect(await rowOf(ordered)).toMatchObject({ status: 'FAILED', reason: 'The card was declined.' });
  await fail(true);
  const [left] = await t.db.sql`select reserved from announcements where id = ${offer.id}`;
  expect(left).toEqual({ reserved: 0n });
  const history = await t.db.sql`select status, reason from order_events where order_id = ${ordered.id} order by seq`;
  expect(history.map(({ reason }) => reason as unknown)).toEqual([
    null,
    'The card was declined.',
    'The card was declined.',
  ]);
});
