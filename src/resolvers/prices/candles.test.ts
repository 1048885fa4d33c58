import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PriceDayRow } from '../../db/price-days.ts';
import { candlesOf, correlationOf, logReturns, periodOf } from './candles.ts';

function day(date: string, close: bigint, more: Partial<PriceDayRow> = {}): PriceDayRow {
  return {
    instrument: 'EUA',
    currency: 'EUR',
    date,
    open: null,
    high: null,
    low: null,
    close,
    volume: null,
    changeBps: null,
    flags: [],
    source: 'IMPORT',
    isOpenDay: false,
    revision: 1,
    recordedAt: new Date(0),
    basis: null,
    ...more,
  };
}

describe('candles', () => {
  test.each([
    ['2026-07-01', 'WEEK', '2026-06-29'],
    ['2026-06-28', 'WEEK', '2026-06-22'],
    ['2026-06-29', 'WEEK', '2026-06-29'],
    ['2027-01-01', 'WEEK', '2026-12-28'],
    ['2026-07-31', 'MONTH', '2026-07-01'],
    ['2026-07-31', 'DAY', '2026-07-31'],
  ] as const)('%s lies in the %s of %s', (date, interval, period) => {
    expect(periodOf(date, interval)).toBe(period);
  });

  test('of weeks', () => {
    const days = [
      day('2026-06-29', 100n, { open: 90n, high: 110n, low: 80n, volume: 5n }),
      day('2026-06-30', 120n, { open: 100n, high: 115n, low: 95n, volume: null, source: 'INVESTING' }),
      day('2026-07-06', 60n, { isOpenDay: true, flags: ['CHANGE_MISMATCH'] }),
    ];
    expect(candlesOf(days, 'WEEK', 80n)).toEqual([
      {
        date: '2026-06-29',
        open: 90n,
        // The close counts too: it lies above the printed high.
        high: 120n,
        low: 80n,
        close: 120n,
        volume: 5n,
        changeBps: 5_000,
        days: 2,
        isOpen: false,
        sources: ['IMPORT', 'INVESTING'],
        flags: [],
      },
      {
        date: '2026-07-06',
        open: 60n,
        high: 60n,
        low: 60n,
        close: 60n,
        volume: null,
        changeBps: -5_000,
        days: 1,
        isOpen: true,
        sources: ['IMPORT'],
        flags: ['CHANGE_MISMATCH'],
      },
    ]);
    expect(candlesOf(days, 'DAY')[0]?.changeBps).toBeNull();
    expect(candlesOf([], 'DAY')).toEqual([]);
  });

  test('of any days and interval hold together', () => {
    const closes = fc.array(fc.bigInt({ min: 1n, max: 10n ** 24n }), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(closes, fc.constantFrom('DAY', 'WEEK', 'MONTH'), (all, interval) => {
        const start = Date.UTC(2026, 0, 1);
        const days = all.map((close, i) => day(new Date(start + i * 86_400_000).toISOString().slice(0, 10), close));
        const candles = candlesOf(days, interval);
        expect(candles.reduce((sum, candle) => sum + candle.days, 0)).toBe(days.length);
        expect(candles.at(-1)?.close).toBe(all.at(-1));
        for (const { open, high, low, close } of candles) {
          expect(low <= open && low <= close && high >= open && high >= close).toBe(true);
        }
        expect(candles.map(({ date }) => date)).toEqual(candles.map(({ date }) => date).toSorted());
      }),
      { numRuns: 50 },
    );
  });
});

describe('correlation', () => {
  const value = fc.integer({ min: -1_000, max: 1_000 });
  const series = fc.array(fc.tuple(value, value), { minLength: 3, maxLength: 60 });

  test('of a series with itself, its mirror, and what never moves', () => {
    expect(correlationOf([1, 2, 4], [1, 2, 4])).toBeCloseTo(1, 12);
    expect(correlationOf([1, 2, 4], [-1, -2, -4])).toBeCloseTo(-1, 12);
    expect(correlationOf([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull();
    expect(correlationOf([1, 2], [1, 2])).toBeNull();
    expect(() => correlationOf([1, 2, 3], [1, 2])).toThrow(RangeError);
    // By hand: covariance 2.5, deviations 2 and 5, sqrt(2 * 5).
    expect(correlationOf([1, 2, 3], [1, 5, 3])).toBeCloseTo(0.5, 12);
  });

  test('is symmetric, bounded, and blind to scale', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 50 }), (points, scale) => {
        const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
        const r = correlationOf(xs, ys);
        expect(r === null || (r >= -1 && r <= 1)).toBe(true);
        expect(correlationOf(ys, xs)).toBe(r);
        const scaled = correlationOf(
          xs.map((x) => x * scale + 7),
          ys,
        );
        expect(Math.abs((scaled ?? 0) - (r ?? 0))).toBeLessThan(1e-9);
      }),
    );
  });

  test('returns are of consecutive closes', () => {
    expect(logReturns([1n, 2n, 1n])).toEqual([Math.log(2), Math.log(0.5)]);
  });
});
