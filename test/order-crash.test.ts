import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnnouncementRow } from '../src/db/announcements.ts';
import { selectOrderEvents, selectOrdersById } from '../src/db/order-lists.ts';
import type { OrderRow } from '../src/db/orders.ts';
import { offerId } from './announcements.ts';
import { type Doomed, openDoomed } from './crashes.ts';
import { openTestApp, type TestApp, type TestUser } from './harness.ts';
import { openOrderLab, order, type OrderLab, payByCard, settled } from './order-lab.ts';

let t: TestApp;
let lab: OrderLab;
let [seller, buyer] = [] as unknown as [TestUser, TestUser];
let batchId: string;
let offer: AnnouncementRow;
let doomed: Doomed;

beforeAll(async () => {
  t = await openTestApp();
  lab = await openOrderLab(t);
  seller = await t.user('seller');
  buyer = await t.user('buyer');
  batchId = await lab.batch();
  offer = await lab.offer(batchId, 1_000n, { seller, price: { fixed: '1' } });
  doomed = await openDoomed(t, 'test/order-crash-child.ts', { dataDir: t.app.config.dataDir });
});
afterAll(async () => {
  await doomed[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
});

/** An order of 1 t at 1.00 EUR, with 1 cent of fee on each side, that is paid and not settled. */
async function paid(): Promise<OrderRow> {
  const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '1' });
  await payByCard(buyer, ordered);
  return ordered;
}

/** What everybody has after so many orders, of which one may be paid and not settled. */
async function situation() {
  const [credits, money] = [await lab.holding(buyer.id, batchId), await t.balance(buyer, 'EUR')];
  const [trades] = await t.db.sql<{ count: bigint }[]>`select count(*) as count from trades`;
  return {
    settled: credits.available,
    waiting: money.held / 101n,
    trades: trades?.count,
    earned: (await t.balance(seller, 'EUR')).available,
  };
}
const after = (orders: bigint, waiting: bigint) => ({
  settled: orders - waiting,
  waiting,
  trades: orders - waiting,
  earned: (orders - waiting) * 99n,
});

test('a process killed between payment and settlement leaves an order that the next one settles, once', async () => {
  await paid();
  const steps = await doomed.toTheEnd();
  expect(await situation()).toEqual(after(1n, 0n));
  // Two transactions, each with its beginning, locks, writes and commit.
  expect(steps).toBeGreaterThanOrEqual(2 * 20);

  const lost = { before: 0, between: 0, after: 0 };
  for (let step = 1; step <= steps; step += 1) {
    const ordered = await paid();
    await doomed.toStep(step);
    const [now] = await selectOrdersById(t.db, [ordered.id]);
    const stage = now?.status === 'PAID' ? 'before' : now?.status === 'SETTLING' ? 'between' : 'after';
    lost[stage] += 1;
    expect(await situation()).toEqual(after(BigInt(step) + 1n, stage === 'after' ? 0n : 1n));
    expect(await lab.faultsInBooks()).toEqual([]);

    expect(await settled(t, ordered)).toMatchObject({ status: 'COMPLETED' });
    expect(await situation()).toEqual(after(BigInt(step) + 1n, 0n));
    const history = await selectOrderEvents(t.db, [ordered.id]);
    expect(history.map(({ status }) => status)).toEqual(['PENDING_PAYMENT', 'PAID', 'SETTLING', 'COMPLETED']);
  }
  expect(await lab.faultsInBooks()).toEqual([]);
  // Only when a commit has left can what it wrote be there.
  expect(lost.before).toBeGreaterThanOrEqual(2);
  expect(lost.between).toBeGreaterThanOrEqual(2);
  expect(lost.after).toBeGreaterThanOrEqual(1);
}, 600_000);
