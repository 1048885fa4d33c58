import { afterAll, beforeAll, expect, test } from 'vitest';
import { passAnalytics } from '../../../test/analytics.ts';
import { offerIn, step } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { readEvents } from '../../db/outbox.ts';
import { type FeedEvent, toFeedEvent } from '../feed.ts';
import { placeTrade } from '../trades/place-trade.ts';
import { foldedTopics, foldEvents } from './fold-events.ts';
import { readBalances, readPlatformStatistics } from './read.ts';
import { moneyTotals } from './totals.ts';

type Folded = FeedEvent<(typeof foldedTopics)[number]>;
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
  // Once more by all of the rows, and by all of the events.
  await t.db.sql`delete from rollup_rebuilds where source <> 'noted'`;
  await passAnalytics(t);
  const events = (await readEvents(t.db, { xid: '0', position: 0n }, 1_000)).map(toFeedEvent);
  const told = events.filter(({ topic }) => (foldedTopics as readonly string[]).includes(topic)) as Folded[];
  expect(told.map(({ topic }) => topic)).toContain('trade');
  await t.db.transact((tx) => foldEvents(tx, told));
  const statistics = await readPlatformStatistics(t.nobody, { period: 'DAY', timeZone: 'UTC' });
  expect(moneyTotals('TRADE', await statistics.flows(), [])).toMatchObject([
    { unit: 'EUR', count: 1n, amount: 100_200n },
  ]);
  expect(moneyTotals('FEE', await statistics.flows(), [])).toMatchObject([{ unit: 'EUR', amount: 1_503n }]);
  expect(await statistics.states()).toEqual([{ thing: 'ANNOUNCEMENT', state: 'SOLD_OUT', count: 1n }]);
  expect(await readBalances(statistics)).toMatchObject([
    { asset: 'EUR', holders: 2n, total: 998_497n },
    { asset: 'CARBON', holders: 2n },
  ]);
});
