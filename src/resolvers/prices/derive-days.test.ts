import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { selectPriceDayRevisions, selectPriceDays } from '../../db/price-days.ts';
import type { Pair } from '../../db/prices.ts';
import { deriveDays } from './derive-days.ts';
import { recordDays } from './record-days.ts';
import { RATIO, SIMULATED } from './rules.ts';

const NOW = new Date('2026-07-10T12:00:00Z');

let t: TestApp;
beforeEach(async () => {
  t = await openTestApp();
});
afterEach(() => t[Symbol.asyncDispose]());

const rest = { open: null, high: null, low: null, volume: null, changePercent: null };
const record = (pair: Pair, date: string, close: string, { source = 'IMPORT', isOpenDay = false } = {}) =>
  recordDays(t.nobody, { source, pair, days: [{ ...rest, date, close, isOpenDay }], now: NOW });
const ratios = () => selectPriceDays(t.db, RATIO.quotient, { from: '2026-01-01', to: '2026-12-31', limit: 100 });

test('only days that both have make a ratio, once', async () => {
  await record(RATIO.dividend, '2026-07-01', '80');
  await record(RATIO.dividend, '2026-07-02', '81');
  await record(RATIO.divisor, '2026-07-01', '2500');
  await record(RATIO.divisor, '2026-07-04', '2600');
  expect(await deriveDays(t.nobody, NOW)).toBe(1);
  expect(await deriveDays(t.nobody, NOW)).toBe(0);
  expect(await ratios()).toMatchObject([
    { date: '2026-07-01', close: 32_000_000_000_000_000n, source: 'DERIVED', isOpenDay: false },
  ]);
});

test('a revised day makes its ratio anew, and the earlier one is kept', async () => {
  await record(RATIO.dividend, '2026-07-01', '80', { isOpenDay: true });
  await record(RATIO.divisor, '2026-07-01', '2500');
  await deriveDays(t.nobody, NOW);
  expect(await ratios()).toMatchObject([{ isOpenDay: true }]);
  await record(RATIO.dividend, '2026-07-01', '80');
  expect(await deriveDays(t.nobody, NOW)).toBe(1);
  expect(await ratios()).toMatchObject([{ isOpenDay: false, revision: 1 }]);
  await record(RATIO.divisor, '2026-07-01', '2000');
  await deriveDays(t.nobody, NOW);
  expect(await ratios()).toMatchObject([{ close: 40_000_000_000_000_000n, revision: 2 }]);
  expect(await selectPriceDayRevisions(t.db, RATIO.quotient, '2026-07-01')).toMatchObject([
    { close: 32_000_000_000_000_000n },
  ]);
});

test('a ratio of a simulated day is simulated, until both are real', async () => {
  await record(RATIO.dividend, '2026-07-01', '80', { source: SIMULATED });
  await record(RATIO.divisor, '2026-07-01', '2500');
  await deriveDays(t.nobody, NOW);
  expect(await ratios()).toMatchObject([{ source: SIMULATED }]);
  await record(RATIO.dividend, '2026-07-01', '81');
  await deriveDays(t.nobody, NOW);
  expect(await ratios()).toMatchObject([{ source: 'DERIVED', close: 32_400_000_000_000_000n }]);
});

test('two passes at once make each ratio once', async () => {
  await record(RATIO.dividend, '2026-07-01', '80');
  await record(RATIO.divisor, '2026-07-01', '2500');
  const made = await Promise.all([deriveDays(t.nobody, NOW), deriveDays(t.nobody, NOW)]);
  expect(made.reduce((sum, count) => sum + count)).toBe(1);
});
