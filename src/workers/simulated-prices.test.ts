import { afterEach, beforeEach, expect, test } from 'vitest';
import { documentKeys } from '../../test/document-keys.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { loadConfig } from '../config.ts';
import { selectPriceDays } from '../db/price-days.ts';
import type { Pair } from '../db/prices.ts';
import { readHistory, readPrices } from '../resolvers/prices/read.ts';
import { recordDays } from '../resolvers/prices/record-days.ts';
import { recordTicks } from '../resolvers/prices/record-ticks.ts';
import { PAIRS } from '../resolvers/prices/rules.ts';
import { passDerivedDays } from './prices.ts';
import { fillSimulatedHistory, passSimulation } from './simulated-prices.ts';

let t: TestApp;
beforeEach(async () => {
  t = await openTestApp();
});
afterEach(() => t[Symbol.asyncDispose]());

/** Numbers that look random and are the same in every run. */
function sequence(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

test('moves every pair, and says SIMULATED of each', async () => {
  const random = sequence();
  const start = Date.now();
  for (let step = 0; step < 5; step += 1) await passSimulation(t.nobody, new Date(start + step * 2_000), random);
  const prices = await readPrices(t.nobody);
  expect(prices).toHaveLength(PAIRS.length);
  expect(new Set(prices.map(({ source }) => source))).toEqual(new Set(['SIMULATED']));
  const events = await t.db.sql<
    { source: string }[]
  >`select payload->>'source' as source from outbox where topic = 'price'`;
  expect(events.length).toBeGreaterThan(PAIRS.length * 3);
  expect(new Set(events.map(({ source }) => source))).toEqual(new Set(['SIMULATED']));
});

test('ends for a pair with its first real price', async () => {
  const pair: Pair = { instrument: 'EUA', currency: 'EUR' };
  const start = Date.now();
  await passSimulation(t.nobody, new Date(start), sequence());
  await recordTicks(t.nobody, {
    source: 'INVESTING',
    ticks: [{ ...pair, price: '79.54', asOf: new Date(start) }],
    seenAt: new Date(start),
  });
  await passSimulation(t.nobody, new Date(start + 2_000), sequence());
  const prices = await readPrices(t.nobody, ['EUA', 'MCO2']);
  expect(prices.map(({ currency, instrument, source }) => `${instrument}/${currency} ${source}`)).toEqual([
    'MCO2/EUR SIMULATED',
    'MCO2/USD SIMULATED',
    'MCO2/ETH SIMULATED',
    'EUA/EUR INVESTING',
    // Its other leg is still simulated.
    'EUA/ETH SIMULATED',
  ]);
});

test('fills a history that says SIMULATED, without week-ends for EUA, and the ratio follows', async () => {
  const now = new Date();
  await fillSimulatedHistory(t.nobody, { days: 30, now, random: sequence() });
  while (await passDerivedDays(t.nobody));
  const eth = await readHistory(t.nobody, { instrument: 'ETH', currency: 'EUR', interval: 'DAY' });
  expect(eth).toHaveLength(30);
  expect(new Set(eth.flatMap(({ sources }) => sources))).toEqual(new Set(['SIMULATED']));
  expect(eth.every(({ flags, isOpen }) => flags.length === 0 && !isOpen)).toBe(true);
  const ratio = await readHistory(t.nobody, { instrument: 'EUA', currency: 'ETH', interval: 'DAY' });
  expect(ratio.length).toBeGreaterThanOrEqual(20);
  expect(ratio.length).toBeLessThanOrEqual(23);
  expect(new Set(ratio.flatMap(({ sources }) => sources))).toEqual(new Set(['SIMULATED']));
});

test('a history is filled where it lacks, and what is there stays', async () => {
  const pair: Pair = { instrument: 'ETH', currency: 'EUR' };
  const now = new Date('2026-07-10T12:00:00Z');
  const day = { date: '2026-07-05', open: null, high: null, low: null, close: '1', volume: null, changePercent: null };
  await recordDays(t.nobody, { source: 'IMPORT', pair, days: [{ ...day, isOpenDay: false }], now });
  await fillSimulatedHistory(t.nobody, { days: 8, now, random: sequence() });
  const all = { from: '2026-01-01', to: '2026-12-31', limit: 99 };
  const before = await selectPriceDays(t.db, pair, all);
  expect(before.map(({ source }) => source)).toEqual([
    ...Array<string>(3).fill('SIMULATED'),
    'IMPORT',
    ...Array<string>(4).fill('SIMULATED'),
  ]);
  await fillSimulatedHistory(t.nobody, { days: 10, now });
  expect((await selectPriceDays(t.db, pair, all)).slice(2)).toEqual(before);
});

test('a simulated day is over when the next has begun', async () => {
  const pair: Pair = { instrument: 'MCO2', currency: 'EUR' };
  await passSimulation(t.nobody, new Date('2026-07-01T23:59:59Z'), sequence());
  await passSimulation(t.nobody, new Date('2026-07-02T00:00:01Z'), sequence());
  const days = await selectPriceDays(t.db, pair, { from: '2026-07-01', to: '2026-07-02', limit: 9 });
  expect(days.map(({ date, isOpenDay }) => [date, isOpenDay])).toEqual([
    ['2026-07-01', false],
    ['2026-07-02', true],
  ]);
});

test('is of development only', () => {
  const production = { NODE_ENV: 'production', JWT_PRIVATE_KEY: 'x', DATABASE_URL: 'postgres://x', ...documentKeys };
  expect(loadConfig({}).simulatePrices).toBe(true);
  expect(loadConfig(production).simulatePrices).toBe(false);
  expect(() => loadConfig({ ...production, PRICE_SIMULATION: 'true' })).toThrow(/PRICE_SIMULATION/);
});
