import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import type { AnnouncementRow } from '../src/db/announcements.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { placeTrade } from '../src/resolvers/trades/place-trade.ts';
import { type Doomed, openDoomed } from './crashes.ts';
import { faultsInBooks } from './engines.ts';
import { openTestApp, type TestApp, type TestUser, units } from './harness.ts';
import { openOffer } from './offers.ts';

let t: TestApp;
let [seller, buyer] = [] as unknown as [TestUser, TestUser];
let offer: AnnouncementRow;
let doomed: Doomed;

beforeAll(async () => {
  t = await openTestApp();
  seller = await t.user('seller', { funds: { CARBON: '1000' } });
  buyer = await t.user('buyer', { funds: { EUR: '1000.00' } });
  offer = await openOffer(seller, { quantity: '1000', price: { fixed: '1' } });
  const { dataDir } = t.app.config;
  doomed = await openDoomed(t, 'test/settlement-crash-child.ts', { dataDir, userId: buyer.id });
});
afterAll(async () => {
  await doomed[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
});

async function situation(): Promise<{ trades: number; credits: bigint; euros: bigint }> {
  const [count] = await t.db.sql<{ trades: number }[]>`select count(*)::int as trades from trades`;
  const [credits, money] = [await t.balance(buyer, 'CARBON'), await t.balance(buyer, 'EUR')];
  return { trades: count?.trades ?? 0, credits: credits.available, euros: money.available };
}

/** After so many trades of 1 t at 1.00 EUR, with 1 cent of fee each. */
const after = (trades: number) => ({
  trades,
  credits: BigInt(trades) * units('1', 'CARBON'),
  euros: units('1000', 'EUR') - BigInt(trades) * 101n,
});

test('a process killed between any two steps of a trade leaves all of it or nothing, and its key still makes one', async () => {
  const wish = () => ({
    announcementId: encodeId('Announcement', offer.id),
    quantity: '1',
    idempotencyKey: newId(),
  });
  const steps = await doomed.toTheEnd(wish());
  // Each statement leaves and is answered: beginning, five that lock and read, some that write, committing.
  expect(steps).toBeGreaterThanOrEqual(2 * 12);

  const lost = { nothing: 0, all: 0 };
  for (let step = 1; step <= steps; step += 1) {
    const input = wish();
    await doomed.toStep(step, input);
    const now = await situation();
    lost[now.trades === step ? 'nothing' : 'all'] += 1;
    expect(now).toEqual(after(now.trades === step ? step : step + 1));
    expect(await faultsInBooks(t)).toEqual([]);

    const trade = await placeTrade(buyer.ctx, input);
    expect((await placeTrade(buyer.ctx, input)).id).toBe(trade.id);
    expect(await situation()).toEqual(after(step + 1));
    expect(await faultsInBooks(t)).toEqual([]);
  }
  // Only when the commit has left can there be a trade.
  expect(lost.all).toBeGreaterThanOrEqual(1);
  expect(lost.nothing + lost.all).toBe(steps);
  expect(lost.nothing).toBeGreaterThanOrEqual(steps - 4);
}, 600_000);
