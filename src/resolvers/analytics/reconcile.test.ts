import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { passAnalytics } from '../../../test/analytics.ts';
import { step } from '../../../test/announcements.ts';
import { batchIdOf } from '../../../test/credits.ts';
import type { TestUser } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import { order, orderIdOf, payByCard } from '../../../test/order-lab.ts';
import { rawActiveUsers, rawFees, rawFigures, rawParties, rawStanding, scatter } from '../../../test/raw-statistics.ts';
import { openToldRetirements, type ToldRetirements } from '../../../test/told-retirements.ts';
import type { AnnouncementRow } from '../../db/announcements.ts';
import type { OrderRow } from '../../db/orders.ts';
import type { RetirementRow } from '../../db/retirements.ts';
import { selectActiveUsers } from '../../db/rollup-reads.ts';
import { cancelAnnouncement } from '../announcements/cancel-announcement.ts';
import { pauseAnnouncement } from '../announcements/pause-announcement.ts';
import { platformContext } from '../context.ts';
import { Refusal } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { refundOrder } from '../orders/refund-order.ts';
import { settleOrders } from '../orders/settle-orders.ts';
import { placeTrade } from '../trades/place-trade.ts';
import { sendTransfer } from '../transfers/send-transfer.ts';
import { registerUser } from '../users/register-user.ts';
import { readBalances, readPlatformStatistics, readSeries } from './read.ts';
import { restartRebuild } from './rebuild.ts';

const ZONES = ['UTC', 'America/St_Johns', 'Asia/Kathmandu'] as const;
const CURRENCIES = ['EUR', 'USD'] as const;
const DAY_MS = 86_400_000;

let lab: ToldRetirements;
let [finance, seller] = [] as unknown as [TestUser, TestUser];
const buyers: TestUser[] = [];
const offers: AnnouncementRow[] = [];
const orders: { readonly row: OrderRow; readonly buyer: TestUser }[] = [];
let [batchId, names] = ['', 0];

beforeAll(async () => {
  lab = await openToldRetirements({ ORDERS_OPEN: '1000', ORDER_REFUND_DAYS: '1000' });
  finance = await lab.t.user('finance', { roles: ['FINANCE'] });
  seller = await lab.t.user('seller', { funds: { CARBON: '100000', EUR: '100' } });
  for (let i = 0; i < 4; i += 1) {
    const funds = { EUR: '90000.00', USD: '90000.00', CARBON: '50' };
    buyers.push(await lab.t.user(`buyer-${i}`, { funds }));
  }
  batchId = await lab.batch();
  await lab.give(seller, batchId, 4_000n);
  await lab.give(undefined, batchId, 4_000n);
  for (const buyer of buyers) await lab.give(buyer, batchId, 100n);
  await lab.finalize();
});
afterAll(() => lab[Symbol.asyncDispose]());

const pick = <T>(things: readonly T[], which: number): T => things[which % things.length] as T;
const open = (n: number) =>
  openOffer(seller, {
    quantity: String(5 + n),
    currency: pick(CURRENCIES, n),
    price: { fixed: `${1 + (n % 40)}.37` },
    ...(n % 3 === 0 && { batchId: batchIdOf(batchId) }),
  });

/** What can be done, each with a number that says to which thing and with how much. */
const acts = {
  async OFFER(n) {
    offers.push(await open(n));
  },
  async TRADE(n) {
    const quantity = String(1 + (n % 9));
    await placeTrade(pick(buyers, n).ctx, { ...step(pick(offers, n)), quantity });
  },
  async TRANSFER(n) {
    const recipientId = encodeId('User', pick(buyers, n + 1).id);
    const asset = pick(['EUR', 'USD', 'CARBON'], n);
    await sendTransfer(pick(buyers, n).ctx, {
      recipientId,
      asset,
      amount: String(1 + n),
      note: '',
      idempotencyKey: newId(),
    });
  },
  async ORDER(n) {
    const buyer = pick(buyers, n);
    const wish = {
      criteria: { batchIds: [batchIdOf(batchId)] },
      quantity: String(1 + (n % 30)),
      currency: 'EUR',
      fill: 'PARTIAL',
    };
    const row = await order(buyer, wish);
    orders.push({ row, buyer });
    if (n % 4 > 0) await payByCard(buyer, row);
    await settleOrders(lab.t.nobody);
  },
  async REFUND(n) {
    const { row } = pick(orders, n);
    await refundOrder(finance.ctx, { orderId: orderIdOf(row), reason: 'found wanting', idempotencyKey: newId() });
  },
  async RETIRE(n) {
    await lab.retire(pick(buyers, n), { batchId, quantity: String(1 + (n % 5)) });
    await lab.pass();
    const open = await lab.t.db.sql<RetirementRow[]>`
      select r.* from retirements r
      where r.intent_id is not null and r.status <> 'REVERTED'
        and not exists (select from chain_receipts c where c.kind = 'CREDITS_RETIRED_FOR' and c.ref = r.chain_ref)`;
    await lab.carryOut(open);
    if (n % 2 > 0) await lab.finalize();
  },
  async CLOSE(n) {
    const announcementId = encodeId('Announcement', pick(offers, n).id);
    if (n % 2 === 0) await pauseAnnouncement(seller.ctx, { announcementId });
    else await cancelAnnouncement(seller.ctx, { announcementId, idempotencyKey: newId() });
  },
  async REGISTER() {
    names += 1;
    await registerUser(lab.t.nobody, {
      username: `newcomer${names}`,
      email: `new${names}@example.org`,
      password: 'three green turtles',
    });
  },
} as const satisfies Record<string, (n: number) => Promise<void>>;
type Act = keyof typeof acts;

const done = new Map<Act, number>();
async function carryOut(steps: readonly { readonly act: Act; readonly n: number }[]): Promise<void> {
  for (const { act, n } of steps) {
    try {
      await acts[act](n);
      done.set(act, (done.get(act) ?? 0) + 1);
    } catch (error) {
      // What is refused moved nothing, and counts for nothing.
      if (!(error instanceof Refusal)) throw error;
    }
  }
}

/** The sums by day of a zone, in the form of the raw figures. */
async function summed(timeZone: string, span: { from: Date; to: Date }) {
  const { nobody } = lab.t;
  const [from, to] = [span.from.toISOString(), span.to.toISOString()];
  const statistics = await readPlatformStatistics(nobody, { period: 'CUSTOM', from, to, timeZone });
  const figures = new Map<string, { measure: string; unit: string; day: string; count: bigint; amount: bigint }>();
  for (const point of await readSeries(nobody, statistics, 'DAY')) {
    const day = point.from.toLocaleDateString('sv', { timeZone });
    for (const { measure, unit, count, amount } of point.flows) {
      if (measure === 'FEE' || measure === 'STOCK_SALE') continue;
      const name = [measure, unit, day].join(' ');
      const known = figures.get(name) ?? { measure, unit, day, count: 0n, amount: 0n };
      figures.set(name, { ...known, count: known.count + count, amount: known.amount + amount });
    }
  }
  return [...figures.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, figure]) => figure);
}

const sorted = <T extends object>(rows: readonly T[], nameOf: (row: T) => string): T[] =>
  rows.map((row) => ({ ...row })).toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

/** Compares all sums with the rows that they are of. */
async function reconcile(moments: readonly number[]): Promise<void> {
  const { db } = lab.t;
  const now = Date.now();
  const whole = { from: new Date(now - 70 * DAY_MS), to: new Date(now + DAY_MS) };
  for (const zone of ZONES) {
    const raw = sorted(await rawFigures(db, zone), ({ measure, unit, day }) => [measure, unit, day].join(' '));
    expect(await summed(zone, whole), zone).toEqual(raw);
  }
  const fees = await db.sql<{ unit: string; amount: bigint }[]>`
    select unit, sum(amount) as amount from rollups where measure = 'FEE' and level = 900
      and party_id = '00000000-0000-0000-0000-000000000000' group by unit having sum(amount) <> 0 order by unit`;
  expect([...fees]).toEqual([...(await rawFees(db))]);
  const parties = await db.sql`
    select measure::text as side, party_id as owner_id, unit, sum(amount) as amount from rollups
    where measure in ('SALE', 'SPEND') and level = 86400 group by 1, 2, 3 having sum(amount) <> 0
    order by side, owner_id, unit`;
  expect([...parties]).toEqual([...(await rawParties(db))]);
  for (const moment of moments) {
    // Ends on quarters of an hour, as every period has them.
    const quarter = (ms: number) => new Date(Math.floor(ms / 900_000) * 900_000);
    const span = { from: quarter(now - moment), to: quarter(now - moment + (moment % (9 * DAY_MS))) };
    expect(await selectActiveUsers(db, span), JSON.stringify(span)).toBe(await rawActiveUsers(db, span.from, span.to));
  }
  await reconcileStanding();
}

async function reconcileStanding(): Promise<void> {
  const statistics = await readPlatformStatistics(lab.t.nobody, { period: 'DAY', timeZone: 'UTC' });
  const states = (await statistics.states()).map(({ thing, state, count }) => ({
    what: `${thing} ${state}`,
    count,
    total: 0n,
  }));
  const balances = (await readBalances(statistics)).map(({ asset, holders, total }) => ({
    what: `balance ${asset}`,
    count: holders,
    total,
  }));
  const raw = await rawStanding(lab.t.db);
  expect(sorted([...states, ...balances], ({ what }) => what)).toEqual(sorted(raw, ({ what }) => what));
  const [users] = await lab.t.db.sql<{ count: bigint }[]>`select count(*) as count from users`;
  expect((await statistics.standing()).users).toBe(users?.count);
}

const all = ({ sql }: typeof lab.t.db) =>
  sql`select * from rollups where count <> 0 or amount <> 0 order by party_id, level, bucket, measure, unit, key`;

test(
  'property: whatever is done, the sums are what the rows come to, and a rebuild comes to the same',
  { timeout: 240_000 },
  async () => {
    const stepOf = fc.record({
      act: fc.constantFrom<Act>(...(Object.keys(acts) as Act[]), 'TRADE', 'ORDER'),
      n: fc.nat(99),
    });
    await carryOut((['OFFER', 'OFFER', 'OFFER', 'TRADE', 'ORDER'] as const).map((act, n) => ({ act, n: n + 1 })));
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepOf, { minLength: 12, maxLength: 24, size: 'max' }),
        fc.array(fc.nat(65 * DAY_MS), { minLength: 4, maxLength: 4 }),
        async (steps, moments) => {
          await carryOut(steps);
          await lab.t.db.transact(scatter);
          await passAnalytics(lab.t);
          await reconcile(moments);
        },
      ),
      // Nothing is taken back between runs: a shorter sequence would be another one.
      { numRuns: 8, endOnFailure: true },
    );
    for (const act of Object.keys(acts) as Act[]) expect(done.get(act) ?? 0, act).toBeGreaterThan(0);
    const before = await all(lab.t.db);
    expect(await restartRebuild(platformContext(lab.t.app, 'test'))).toBe(true);
    expect(await all(lab.t.db)).toHaveLength(0);
    await passAnalytics(lab.t);
    expect([...(await all(lab.t.db))]).toEqual([...before]);
    await reconcile([DAY_MS, 30 * DAY_MS]);
  },
);
