import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import type { Pair } from '../../db/prices.ts';
import { readCorrelation, readHistory, readPrice, readPrices } from './read.ts';
import { type DayInput, recordDays } from './record-days.ts';
import { recordTicks } from './record-ticks.ts';

const EUA: Pair = { instrument: 'EUA', currency: 'EUR' };
const ETH: Pair = { instrument: 'ETH', currency: 'EUR' };
const NOW = new Date('2026-07-10T12:00:00Z');
const UNIT = 10n ** 18n;

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ PRICE_CANDLES: '60' });
});
afterAll(() => t[Symbol.asyncDispose]());
beforeEach(async () => {
  await t.db.sql`truncate price_latest, price_ticks, price_days`;
});

const day = (date: string, close: string, more: Partial<DayInput> = {}): DayInput => ({
  date,
  close,
  open: null,
  high: null,
  low: null,
  volume: null,
  changePercent: null,
  isOpenDay: false,
  ...more,
});
const record = (pair: Pair, days: DayInput[]) => recordDays(t.nobody, { source: 'IMPORT', pair, days, now: NOW });

describe('the latest prices', () => {
  test('none yet', async () => {
    expect(await readPrices(t.nobody)).toEqual([]);
    expect(await readPrice(t.nobody, EUA)).toBeNull();
  });

  test('come in the order of the pairs, of the instruments asked for', async () => {
    const now = new Date();
    const tick = (pair: Pair, price: string) => ({ ...pair, price, asOf: now });
    const ticks = [
      tick(ETH, '2500'),
      tick({ instrument: 'MCO2', currency: 'USD' }, '0.08'),
      tick({ instrument: 'MCO2', currency: 'EUR' }, '0.07'),
    ];
    await recordTicks(t.nobody, { source: 'COINGECKO', ticks, seenAt: now });
    const keys = (await readPrices(t.nobody)).map(({ instrument, currency }) => `${instrument}/${currency}`);
    expect(keys).toEqual(['MCO2/EUR', 'MCO2/USD', 'ETH/EUR']);
    expect(await readPrices(t.nobody, ['ETH'])).toMatchObject([{ ...ETH, price: 2_500n * UNIT, stale: false }]);
  });

  test('are stale when their source was not heard for long', async () => {
    const hourAgo = new Date(Date.now() - 3_600_000);
    await recordTicks(t.nobody, {
      source: 'COINGECKO',
      ticks: [{ ...ETH, price: '2500', asOf: hourAgo }],
      seenAt: hourAgo,
    });
    expect(await readPrice(t.nobody, ETH)).toMatchObject({ asOf: hourAgo, stale: true });
  });

  test('where no live source has told of any, are the last stored day’s, with its age', async () => {
    await record(EUA, [day('2026-06-30', '80.16'), day('2026-07-01', '79.54')]);
    expect(await readPrice(t.nobody, EUA)).toMatchObject({
      price: 7_954n * 10n ** 16n,
      source: 'IMPORT',
      session: '2026-07-01',
      asOf: new Date('2026-07-01T16:00:00Z'),
      marketOpen: false,
      stale: true,
    });
  });

  test('of a pair that there is not are refused with those that there are', async () => {
    await expect(readPrice(t.nobody, { instrument: 'EUA', currency: 'USD' })).rejects.toThrow(
      'currency: EUA has a price in EUR, ETH only',
    );
  });
});

describe('the history', () => {
  const history = (more: object) => readHistory(t.nobody, { ...EUA, interval: 'DAY', ...more });

  beforeEach(() =>
    record(EUA, [
      day('2026-06-26', '80.28'),
      day('2026-06-29', '78.78', {
        open: '80.19',
        high: '80.69',
        low: '78.31',
        volume: '26470',
        changePercent: '-1.87',
      }),
      day('2026-06-30', '80.16'),
      day('2026-07-01', '79.54', { isOpenDay: true }),
      day('2026-07-06', '81.00'),
    ]),
  );

  test('of days, with the change from the day before the range', async () => {
    const candles = await history({ from: '2026-06-29', to: '2026-07-01' });
    expect(candles.map(({ date, changeBps, isOpen }) => [date, changeBps, isOpen])).toEqual([
      ['2026-06-29', -187, false],
      ['2026-06-30', 175, false],
      ['2026-07-01', -77, true],
    ]);
    expect(candles[0]).toMatchObject({ open: 8_019n * 10n ** 16n, high: 8_069n * 10n ** 16n, volume: 26_470n * UNIT });
  });

  test('of weeks and months begins with a whole period', async () => {
    const weeks = await history({ from: '2026-07-01', to: '2026-07-06', interval: 'WEEK' });
    expect(weeks.map(({ date, days, changeBps }) => [date, days, changeBps])).toEqual([
      ['2026-06-29', 3, -92],
      ['2026-07-06', 1, 184],
    ]);
    const months = await history({ from: '2026-06-30', to: '2026-07-31', interval: 'MONTH' });
    expect(months.map(({ date, days }) => [date, days])).toEqual([
      ['2026-06-01', 3],
      ['2026-07-01', 2],
    ]);
  });

  test('is of the last 30 days where nothing else is asked', async () => {
    expect(await history({ to: '2026-07-26' })).toHaveLength(5);
    expect(await history({ to: '2026-07-28' })).toHaveLength(4);
  });

  test('ends today where nothing else is asked', async () => {
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    const told = [day(ago(1), '2500'), day(ago(29), '2400'), day(ago(32), '2300')];
    await recordDays(t.nobody, { source: 'IMPORT', pair: ETH, days: told, now: new Date() });
    const candles = await readHistory(t.nobody, { ...ETH, interval: 'DAY' });
    expect(candles.map(({ date }) => date)).toEqual([ago(29), ago(1)]);
  });

  test.each([
    [{ from: '2026-07-02', to: '2026-07-01' }, /from: is after/],
    [{ from: '2026-05-02', to: '2026-07-01' }, /more than 60 candles/],
    [{ from: '2026-02-30' }, /from: is not a day/],
    [{ to: '9999-01-01' }, /to: is out of range/],
    [{ from: '\u0000' }, /from: is not a day/],
  ])('refuses %o in words', async (range, message) => {
    await expect(history(range)).rejects.toThrow(message);
  });
});

describe('the correlation', () => {
  test('of days that both have, with their number', async () => {
    await record(EUA, [
      day('2026-07-01', '80'),
      day('2026-07-02', '82'),
      day('2026-07-03', '81'),
      day('2026-07-06', '85'),
    ]);
    await record(ETH, [
      day('2026-07-01', '2000'),
      day('2026-07-02', '2050'),
      day('2026-07-03', '2025'),
      day('2026-07-05', '9'),
    ]);
    const { ofReturns, ofPrices, ...rest } = await readCorrelation(t.nobody, { windowDays: 30, to: '2026-07-06' });
    expect(rest).toEqual({ from: '2026-06-07', to: '2026-07-06', n: 3, sources: ['IMPORT'] });
    expect(ofPrices).toBeCloseTo(1, 9);
    // Two returns are too few for a coefficient.
    expect(ofReturns).toBeNull();
  });

  test('of nothing is none', async () => {
    expect(await readCorrelation(t.nobody, { windowDays: 30, to: '2026-07-06' })).toMatchObject({
      n: 0,
      ofReturns: null,
      ofPrices: null,
    });
    await expect(readCorrelation(t.nobody, { windowDays: 1 })).rejects.toThrow(/windowDays: must be at least 3/);
  });
});
