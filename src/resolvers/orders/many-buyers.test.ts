import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { type Engine, openEngine, outcomesOf } from '../../../test/engines.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOrderLab, orderIdOf, type OrderLab, payByCard } from '../../../test/order-lab.ts';
import type { AnnouncementRow } from '../../db/announcements.ts';
import { selectOrdersById } from '../../db/order-lists.ts';
import type { OrderRow } from '../../db/orders.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { placeTrade } from '../trades/place-trade.ts';
import { encodeId } from '../ids.ts';
import { cancelOrder } from './cancel-order.ts';
import { createOrder } from './create-order.ts';
import { settleOrders } from './settle-orders.ts';

// A hundred buyers order by the same criteria at the same moment, in two processes, while others buy from their wallets.

const BUYERS = 100;
const OFFERS = [30n, 25n, 20n, 15n, 40n, 10n, 35n, 5n];
const STOCK = 60n;

let t: TestApp;
let lab: OrderLab;
let [here, there] = [] as unknown as [Engine, Engine];
let buyers: TestUser[];
let batchId: string;
let offers: AnnouncementRow[];

beforeAll(async () => {
  t = await openTestApp({ LOG_LEVEL: 'silent' });
  lab = await openOrderLab(t);
  [here, there] = [await openEngine(t), await openEngine(t)];
  batchId = await lab.batch({ project: { category: 'ARR; WRC' } });
  offers = [];
  for (const [index, tonnes] of OFFERS.entries()) {
    const minimumFill = index % 3 === 2 ? '4' : '1';
    offers.push(await lab.offer(batchId, tonnes, { price: { fixed: `${8 + (index % 4)}.00` }, minimumFill }));
  }
  await lab.stock(batchId, STOCK);
  buyers = [];
  for (let i = 0; i < BUYERS; i += 1) buyers.push(await t.user(`buyer-${i}`, { funds: { EUR: '1000.00' } }));
});
afterAll(async () => {
  await here[Symbol.asyncDispose]();
  await there[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
});

const engineOf = (index: number): Engine => (index % 2 === 0 ? here : there);
const wish = (index: number) => ({
  criteria: { categories: ['WRC'], batchIds: [encodeId('CreditBatch', batchId)] },
  quantity: String(1 + (index % 6)),
  currency: 'EUR',
  fill: index % 4 === 0 ? 'PARTIAL' : 'ALL_OR_NOTHING',
  idempotencyKey: newId(),
});

/** What of the batch is whose, or waits for whom: the offers are never more than what there was. */
async function whereItIs(): Promise<{ left: bigint; reserved: bigint; traded: bigint; ordered: bigint }> {
  const [row] = await t.db.sql<{ left: bigint; reserved: bigint; traded: bigint; ordered: bigint }[]>`
    select (select sum(remaining) from announcements) as left, (select sum(reserved) from announcements) as reserved,
           (select coalesce(sum(quantity), 0) from trades) as traded,
           (select coalesce(sum(l.quantity), 0) from order_lines l join orders o on o.id = l.order_id
            where o.status in ('PENDING_PAYMENT', 'PAID', 'SETTLING')) as ordered`;
  if (!row) throw new Error('no row');
  return row;
}
const ALL = OFFERS.reduce((sum, tonnes) => sum + tonnes, 0n);

let placed: OrderRow[];

test('nothing is reserved twice, and nobody is refused what there is', async () => {
  const trades = buyers.slice(0, 10).map((buyer, index) =>
    placeTrade(engineOf(index).at(buyer.ctx), {
      announcementId: encodeId('Announcement', offers[index % offers.length]?.id ?? ''),
      quantity: '1',
      idempotencyKey: newId(),
    }),
  );
  // These are under way when the orders come: else nothing would be left for them.
  await Promise.any(trades);
  const calls = buyers.map((buyer, index) => createOrder(engineOf(index).at(buyer.ctx), wish(index)));
  const [{ done, refused }, traded] = await Promise.all([outcomesOf(calls), outcomesOf(trades)]);
  placed = done;
  const codes = refused.map((error) => ('code' in error ? error.code : error.message));
  expect(codes.filter((code) => code !== 'NOT_ENOUGH_OFFERED')).toEqual([]);
  // No deadlock, no broken constraint: whoever lost a race looked once more, with all offers locked.
  const failures = [...here.failures, ...there.failures]
    .map(String)
    .filter((text) => /deadlock|constraint/i.test(text));
  expect(failures).toEqual([]);

  const now = await whereItIs();
  const stock = await lab.holding(PLATFORM_PARTY, batchId);
  expect(now.left).toBe(ALL - now.traded);
  expect(now.reserved + stock.held).toBe(now.ordered);
  expect(stock.available + stock.held).toBe(STOCK);
  expect(done.reduce((sum, { quantity }) => sum + quantity, 0n)).toBe(now.ordered);
  // What is left is too little for whoever went without, or there is nothing left at all.
  const free = now.left - now.reserved + stock.available;
  expect(refused.length === 0 || free < 6n).toBe(true);
  expect(traded.done.length, traded.refused.map(String).join('; ')).toBeGreaterThan(0);
  expect(await lab.faultsInBooks()).toEqual([]);
}, 120_000);

test('each that is paid is settled once, while others are cancelled, and the books are in order', async () => {
  const byId = new Map(buyers.map((buyer) => [buyer.id, buyer]));
  const acts = placed.map(async (row, index) => {
    const buyer = byId.get(row.buyerId) as TestUser;
    const at = { ...buyer, ctx: engineOf(index).at(buyer.ctx) };
    if (index % 5 === 4) await cancelOrder(at.ctx, { orderId: orderIdOf(row), idempotencyKey: newId() });
    else await payByCard(at, row);
  });
  const passes = [here, there, here, there].map((engine) => settleOrders(engine.at(t.nobody)));
  expect((await outcomesOf(acts)).refused).toEqual([]);
  await Promise.all(passes);
  for (const engine of [here, there, here]) await settleOrders(engine.at(t.nobody));

  const rows = await selectOrdersById(
    t.db,
    placed.map(({ id }) => id),
  );
  const completed = rows.filter(({ status }) => status === 'COMPLETED');
  expect(rows.filter(({ status }) => status === 'CANCELLED')).toHaveLength(rows.length - completed.length);
  expect(completed).toHaveLength(placed.filter((_, index) => index % 5 !== 4).length);
  for (const { buyerId, quantity } of completed) {
    expect((await lab.holding(buyerId, batchId)).available).toBeGreaterThanOrEqual(quantity);
  }
  const now = await whereItIs();
  expect(now).toEqual({ left: ALL - now.traded, reserved: 0n, traded: now.traded, ordered: 0n });
  const entries = await t.db.sql<{ lines: bigint }[]>`
    select count(*) as lines from entries where kind = 'ORDER_SETTLEMENT' group by reference_id order by lines`;
  const lines = await t.db.sql<{ lines: bigint }[]>`
    select count(*) as lines from order_lines l join orders o on o.id = l.order_id and o.status = 'COMPLETED'
    group by o.id order by lines`;
  expect([...entries]).toEqual([...lines]);
  expect(await lab.faultsInBooks()).toEqual([]);
}, 120_000);
