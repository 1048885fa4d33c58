import { afterAll, beforeAll, expect, test } from 'vitest';
import { offerId, step } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOrderLab, order, type OrderLab, payByCard, settled } from '../../../test/order-lab.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { platformAccounts } from '../../db/ledger.ts';
import { selectOrderEvents, selectOrdersById } from '../../db/order-lists.ts';
import { lockOrder, selectOrderLines } from '../../db/order-writes.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { selectTradesById } from '../../db/trades.ts';
import { cancelAnnouncement } from '../announcements/cancel-announcement.ts';
import { encodeId } from '../ids.ts';
import { orderPaid } from './paid.ts';
import { settleOrder, settleOrders } from './settle-orders.ts';

let t: TestApp;
let lab: OrderLab;
let buyer: TestUser;

beforeAll(async () => {
  // One of them fails on purpose.
  t = await openTestApp({ LOG_LEVEL: 'silent' });
  lab = await openOrderLab(t);
  buyer = await t.user('buyer');
});
afterAll(() => t[Symbol.asyncDispose]());

const platformSum = async (accountId: bigint): Promise<bigint> =>
  (
    await t.db.sql<{ sum: bigint }[]>`
      select coalesce(sum(amount), 0) as sum from postings where account_id = ${accountId.toString()}::bigint`
  )[0]?.sum ?? 0n;
const rowOf = async ({ id }: { readonly id: string }) => (await selectOrdersById(t.db, [id]))[0];

test('the worked example comes out to the cent in every account', async () => {
  const seller = await t.user('worked-seller');
  const batchId = await lab.batch();
  const offer = await lab.offer(batchId, 120n, { seller });
  const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '120' });
  const payment = await payByCard(buyer, ordered);
  // Charged so that 1012.02 are left once the processor has kept 2.9 % and 0.30.
  expect(payment).toMatchObject({ status: 'CAPTURED', due: 1012_02n, received: 1042_56n, keptFee: 30_54n });
  expect(await rowOf(ordered)).toMatchObject({ status: 'PAID' });
  expect(await t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 1012_02n });

  expect(await settled(t, ordered)).toMatchObject({ status: 'COMPLETED' });
  expect(await t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 0n });
  expect(await t.balance(seller, 'EUR')).toEqual({ available: 996_99n, held: 0n });
  expect(await lab.holding(buyer.id, batchId)).toEqual({ available: 120n, held: 0n });
  expect(await lab.holding(seller.id, batchId)).toEqual({ available: 0n, held: 0n });
  const { FEES, FEES_COMMUNITY, FEES_INSURANCE, PROCESSOR, EXTERNAL } = platformAccounts;
  expect(await platformSum(FEES.EUR)).toBe(10_52n);
  expect(await platformSum(FEES_COMMUNITY.EUR)).toBe(3_01n);
  expect(await platformSum(FEES_INSURANCE.EUR)).toBe(1_50n);
  expect(await platformSum(PROCESSOR.EUR)).toBe(30_54n);
  expect(await platformSum(EXTERNAL.EUR)).toBe(-1042_56n);
  expect(await lab.faultsInBooks()).toEqual([]);
  const history = await selectOrderEvents(t.db, [ordered.id]);
  expect(history.map(({ status }) => status)).toEqual(['PENDING_PAYMENT', 'PAID', 'SETTLING', 'COMPLETED']);
});

test('what it buys of an announcement is a trade like any other', async () => {
  const batchId = await lab.batch();
  const offer = await lab.offer(batchId, 5n);
  const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '5' });
  await payByCard(buyer, ordered);
  await settled(t, ordered);
  const [line] = await selectOrderLines(t.db, [ordered.id]);
  const [trade] = await selectTradesById(t.db, [line?.tradeId ?? '']);
  expect(trade).toMatchObject({
    announcementId: offer.id,
    buyerId: buyer.id,
    sellerId: offer.sellerId,
    batchId,
    quantity: 5n,
    totalPrice: 41_75n,
    buyerFee: 42n,
    sellerFee: 21n,
    status: 'COMPLETED',
  });
  const [sold] = await t.db.sql`select status, remaining, reserved from announcements where id = ${offer.id}`;
  expect(sold).toMatchObject({ status: 'SOLD_OUT', remaining: 0n, reserved: 0n });
  const told = await t.db.sql`select from outbox where topic = 'trade' and key = ${trade?.id ?? ''}`;
  expect(told).toHaveLength(1);
});

test('of several offers each seller gets its part, and the platform that of its stock', async () => {
  const batchId = await lab.batch({ vintage: new Date().getUTCFullYear() });
  const seller = await t.user('part-seller');
  await lab.offer(batchId, 3n, { price: { fixed: '10.00' }, seller });
  await lab.stock(batchId, 7n);
  const before = await platformSum(platformAccounts.FEES.EUR);
  const ordered = await order(buyer, { batchId: encodeId('CreditBatch', batchId), quantity: '10', currency: 'EUR' });
  // 3 t at 10.00 and 7 t at 16.00; 1 % for the buyer, 0.5 % for the seller.
  expect(ordered).toMatchObject({ total: 142_00n, buyerFee: 1_42n });
  await payByCard(buyer, ordered);
  await settled(t, ordered);
  expect(await t.balance(seller, 'EUR')).toEqual({ available: 29_85n, held: 0n });
  expect(await t.balance({ ...buyer, id: PLATFORM_PARTY }, 'EUR')).toEqual({ available: 112_00n, held: 0n });
  expect((await lab.holding(buyer.id, batchId)).available).toBeGreaterThanOrEqual(10n);
  // 70 % of 0.30 + 0.15, and of 1.12; of equal remainders the first gets the cent.
  expect((await platformSum(platformAccounts.FEES.EUR)) - before).toBe(32n + 79n);
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('is done once, however many passes run at the same time', async () => {
  const offer = await lab.offer(await lab.batch(), 50n);
  const orders = await Promise.all(
    Array.from({ length: 8 }, () => order(buyer, { announcementId: offerId(offer), quantity: '5' })),
  );
  for (const each of orders) await payByCard(buyer, each);
  const passes = await Promise.all([settleOrders(t.nobody), settleOrders(t.nobody), settleOrders(t.nobody)]);
  expect(passes.reduce((sum, pass) => sum + pass.settled, 0)).toBe(8);
  expect(passes.every(({ failed }) => failed === 0)).toBe(true);
  const rows = await selectOrdersById(
    t.db,
    orders.map(({ id }) => id),
  );
  expect(rows.every(({ status }) => status === 'COMPLETED')).toBe(true);
  expect(await settleOrders(t.nobody)).toEqual({ settled: 0, failed: 0 });
  const [left] = await t.db.sql`select remaining, reserved from announcements where id = ${offer.id}`;
  expect(left).toEqual({ remaining: 10n, reserved: 0n });
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('delivers what was reserved, also of an announcement that its seller has cancelled meanwhile', async () => {
  const seller = await t.user('leaving-seller');
  const batchId = await lab.batch();
  const offer = await lab.offer(batchId, 20n, { seller });
  const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '8' });
  await cancelAnnouncement(seller.ctx, step(offer));
  expect(await lab.holding(seller.id, batchId)).toEqual({ available: 12n, held: 8n });
  await payByCard(buyer, ordered);
  expect(await settled(t, ordered)).toMatchObject({ status: 'COMPLETED' });
  expect(await lab.holding(seller.id, batchId)).toEqual({ available: 12n, held: 0n });
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('an organization’s order is paid from and delivered to the organization', async () => {
  const founder = await t.user('founder', { roles: ['ENTERPRISE_USER'] });
  const { organizationId, owner } = await foundedBy(t, founder);
  const batchId = await lab.batch();
  const offer = await lab.offer(batchId, 2n);
  const ordered = await order(founder, { announcementId: offerId(offer), quantity: '2', organizationId });
  await payByCard(founder, ordered);
  await settled(t, ordered);
  expect(await lab.holding(owner.id, batchId)).toEqual({ available: 2n, held: 0n });
  expect(await lab.holding(founder.id, batchId)).toEqual({ available: 0n, held: 0n });
});

test('one that cannot be settled keeps no other from it, and is tried again', async () => {
  const other = await t.user('other');
  const offer = await lab.offer(await lab.batch(), 10n);
  const [broken, fine] = [
    await order(buyer, { announcementId: offerId(offer), quantity: '1' }),
    await order(other, { announcementId: offerId(offer), quantity: '1' }),
  ];
  // Marked as paid by nobody: there is no money for it.
  await t.db.transact(async (tx) => {
    const row = await lockOrder(tx, broken.id);
    if (row) await orderPaid(tx, row, { id: 'none', net: row.total + row.buyerFee });
  });
  await payByCard(other, fine);
  expect(await settleOrders(t.nobody)).toEqual({ settled: 1, failed: 1 });
  expect(await rowOf(broken)).toMatchObject({ status: 'SETTLING' });
  expect(await rowOf(fine)).toMatchObject({ status: 'COMPLETED' });
  expect(await settleOrders(t.nobody)).toEqual({ settled: 0, failed: 1 });
  expect(await t.db.transact((tx) => settleOrder(tx, fine.id))).toBe(false);
});
