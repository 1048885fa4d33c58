import { afterAll, beforeAll, expect, test } from 'vitest';
import { passAnalytics } from '../../test/analytics.ts';
import { offerIn, step } from '../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { readPlatformStatistics } from '../resolvers/analytics/read.ts';
import { moneyTotals } from '../resolvers/analytics/totals.ts';
import { placeTrade } from '../resolvers/trades/place-trade.ts';

let t: TestApp;
let [seller, buyer] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  seller = await t.user('seller', { funds: { CARBON: '1000' } });
  buyer = await t.user('buyer', { funds: { EUR: '10000.00' } });
});
afterAll(() => t[Symbol.asyncDispose]());

test('a trade is counted once, however often its event or its row is met', async () => {
  const offer = await offerIn(t, seller, 'ACTIVE', { quantity: '120', price: { fixed: '8.35' } });
  await placeTrade(buyer.ctx, { ...step(offer), quantity: '120' });
  await passAnalytics(t);
  await t.db.sql`delete from rollup_rebuilds where source <> 'noted'`;
  await passAnalytics(t);
  const statistics = await readPlatformStatistics(t.nobody, { period: 'DAY', timeZone: 'UTC' });
  expect(moneyTotals('TRADE', await statistics.flows(), [])).toMatchObject([
    { unit: 'EUR', count: 1n, amount: 100_200n },
  ]);
  expect(moneyTotals('FEE', await statistics.flows(), [])).toMatchObject([{ unit: 'EUR', amount: 1_503n }]);
});
