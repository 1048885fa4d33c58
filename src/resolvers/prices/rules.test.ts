import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NewPriceDay, PriceDayRow } from '../../db/price-days.ts';
import type { PriceLatestRow } from '../../db/prices.ts';
import { formatDecimal, PRICE_SCALE } from '../amounts.ts';
import {
  backOffMs,
  bpsOf,
  changeBps,
  changeFits,
  decideDay,
  decideTick,
  DERIVED,
  dividedHalfEven,
  flagsOf,
  isPair,
  placesOf,
  priceOf,
  ratioOf,
  SIMULATED,
  simulatedStep,
  volumeOf,
} from './rules.ts';

const UNIT = 10n ** 18n;
const prices = fc.bigInt({ min: 1n, max: 10n ** 33n - 1n });

describe('numbers', () => {
  test('a price is read exactly', () => {
    fc.assert(
      fc.property(prices, (price) => {
        expect(priceOf(formatDecimal(price, PRICE_SCALE))).toBe(price);
      }),
    );
  });

  test.each([
    ['79.54', 79_540_000_000_000_000_000n],
    ['0.0000268', 26_800_000_000_000n],
    ['0.6875857090838133', 687_585_709_083_813_300n],
    // Beyond the 18th place: rounded half-even.
    ['0.0000000000000000015', 2n],
    ['0.0000000000000000025', 2n],
    ['0.00000000000000000250001', 3n],
    ['0.9999999999999999999', UNIT],
    ['0', undefined],
    ['0.0000000000000000001', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['', undefined],
    ['1.', undefined],
    ['NaN', undefined],
    ['1000000000000000', undefined],
    ['999999999999999', 999_999_999_999_999n * UNIT],
  ])('the price %s', (text, price) => {
    expect(priceOf(text)).toBe(price);
  });

  test('a volume may be zero', () => {
    expect([volumeOf('0'), volumeOf('634.25'), volumeOf('x')]).toEqual([0n, 634_250_000_000_000_000_000n, undefined]);
  });

  test.each([
    ['-0.77', -77],
    ['0.19', 19],
    ['2.5', 250],
    ['-0.00', 0],
    ['224400.01', 22_440_001],
    ['1.230', 123],
    ['1.234', undefined],
    ['30000000', undefined],
    ['', undefined],
  ])('%s percent in basis points', (text, bps) => {
    expect(bpsOf(text)).toBe(bps);
  });

  test('division rounds to the nearest, ties to even', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.bigInt({ min: 1n, max: 10n ** 30n }), (a, b) => {
        const quotient = dividedHalfEven(a, b);
        const off = a * 2n - quotient * b * 2n;
        expect(off <= b && off >= -b).toBe(true);
        expect((off === b || off === -b) && quotient % 2n === 1n).toBe(false);
      }),
    );
  });

  test('a change there and back has the right signs', () => {
    fc.assert(
      fc.property(prices, prices, (from, to) => {
        expect(Math.sign(changeBps(from, to)) * (to >= from ? 1 : -1)).toBeGreaterThanOrEqual(0);
        expect(changeBps(from, from)).toBe(0);
      }),
    );
    expect([changeBps(8016n, 7954n), changeBps(1n, 2n)]).toEqual([-77, 10_000]);
  });

  test('the ratio is exact to the last place', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: UNIT / 100n, max: UNIT * 1_000n }),
        fc.bigInt({ min: UNIT, max: UNIT * 9_999n }),
        (eua, eth) => {
          const off = ratioOf(eua, eth) * eth - eua * UNIT;
          expect(off * 2n <= eth && off * 2n >= -eth).toBe(true);
        },
      ),
    );
    expect(ratioOf(80n * UNIT, 2_500n * UNIT)).toBe(32_000_000_000_000_000n);
  });
});

describe('a printed change', () => {
  const cents = fc.bigInt({ min: 1n, max: 100_000n });

  test('that follows from the closes always fits, whatever was rounded away', () => {
    // The true closes have four places; the source prints two, and the change of the true ones in basis points.
    fc.assert(
      fc.property(fc.bigInt({ min: 100n, max: 10n ** 7n }), fc.bigInt({ min: 100n, max: 10n ** 7n }), (now, before) => {
        const printed = (value: bigint) => dividedHalfEven(value, 100n) * 10n ** 16n;
        fc.pre(printed(before) > 0n);
        expect(changeFits(printed(now), printed(before), changeBps(before, now), 2)).toBe(true);
      }),
    );
  });

  test('that is far off never fits', () => {
    fc.assert(
      fc.property(
        cents,
        fc.bigInt({ min: 5_000n, max: 100_000n }),
        fc.integer({ min: 30, max: 5_000 }),
        (now, before, off) => {
          const [close, previous] = [now * 10n ** 16n, before * 10n ** 16n];
          fc.pre(now >= 5_000n && now <= before * 2n);
          expect(changeFits(close, previous, changeBps(previous, close) + off, 2)).toBe(false);
          expect(changeFits(close, previous, changeBps(previous, close) - off, 2)).toBe(false);
        },
      ),
    );
  });

  test('is flagged when it does not, and so is a close outside its own range', () => {
    const day = { open: 100n * UNIT, high: 102n * UNIT, low: 99n * UNIT, close: 101n * UNIT, changeBps: 100 };
    expect(flagsOf(day, 100n * UNIT, 2)).toEqual([]);
    expect(flagsOf(day, 99n * UNIT, 2)).toEqual(['CHANGE_MISMATCH']);
    expect(flagsOf(day, undefined, 2)).toEqual([]);
    expect(flagsOf({ ...day, open: 103n * UNIT }, 100n * UNIT, 2)).toEqual(['OHLC_INCONSISTENT']);
    expect(flagsOf({ ...day, open: null, high: null, low: null, changeBps: null }, 5n, 2)).toEqual([]);
    expect([placesOf('79.54'), placesOf('80'), placesOf('0.0687')]).toEqual([2, 0, 4]);
  });
});

const day: NewPriceDay = {
  instrument: 'EUA',
  currency: 'EUR',
  date: '2026-07-01',
  open: null,
  high: null,
  low: null,
  close: 80n,
  volume: null,
  changeBps: null,
  flags: [],
  source: 'INVESTING',
  isOpenDay: false,
  basis: null,
};
const known = (change: Partial<PriceDayRow> = {}): PriceDayRow => ({
  ...day,
  revision: 1,
  recordedAt: new Date(),
  ...change,
});

describe('what becomes of a day', () => {
  test.each<[string, PriceDayRow | undefined, Partial<NewPriceDay>, string]>([
    ['new', undefined, {}, 'STORE'],
    ['the same again', known(), {}, 'SAME'],
    ['from elsewhere, the same', known({ source: 'IMPORT' }), {}, 'SAME'],
    ['corrected', known(), { close: 81n }, 'REVISE'],
    ['with a volume at last', known(), { volume: 5n }, 'REVISE'],
    ['open, moved on', known({ isOpenDay: true }), { isOpenDay: true, close: 81n }, 'REVISE'],
    ['over now, otherwise the same', known({ isOpenDay: true }), {}, 'CONFIRM'],
    ['flagged now', known(), { flags: ['CHANGE_MISMATCH'] }, 'CONFIRM'],
    ['open in an old file, known to be over', known(), { isOpenDay: true, close: 70n }, 'KEEP'],
    ['simulated, known as real', known(), { source: SIMULATED, close: 81n }, 'KEEP'],
    ['real, known as simulated', known({ source: SIMULATED }), { isOpenDay: true }, 'REVISE'],
    ['simulated again', known({ source: SIMULATED }), { source: SIMULATED, close: 81n }, 'REVISE'],
    ['derived from other revisions', known({ source: DERIVED, basis: 2 }), { source: DERIVED, basis: 3 }, 'CONFIRM'],
  ])('%s', (_name, before, change, decision) => {
    expect(decideDay(before, { ...day, ...change })).toBe(decision);
  });
});

const at = (iso: string) => new Date(`2026-07-01T${iso}Z`);
const latest: PriceLatestRow = {
  instrument: 'MCO2',
  currency: 'EUR',
  price: 1_000n,
  asOf: at('10:00:00'),
  seenAt: at('10:00:05'),
  source: 'COINGECKO',
  session: null,
  marketOpen: true,
};

describe('what becomes of a price', () => {
  test.each<[string, PriceLatestRow | undefined, Partial<PriceLatestRow>, bigint | undefined, string]>([
    ['the first', undefined, {}, undefined, 'MOVE'],
    ['the same', latest, { asOf: at('10:01:00') }, undefined, 'SAME'],
    ['another', latest, { price: 1_100n, asOf: at('10:01:00') }, undefined, 'MOVE'],
    ['an older one', latest, { price: 1_100n, asOf: at('09:59:00') }, undefined, 'KEEP'],
    ['the market has closed', latest, { marketOpen: false }, undefined, 'MOVE'],
    ['far off', latest, { price: 1_400n }, undefined, 'SUSPECT'],
    ['far below', latest, { price: 1n }, undefined, 'SUSPECT'],
    ['far off, seen twice', latest, { price: 1_400n }, 1_390n, 'MOVE'],
    ['far off in another way', latest, { price: 400n }, 1_390n, 'SUSPECT'],
    ['far off after two days', latest, { price: 1_400n, asOf: new Date('2026-07-03T11:00:00Z') }, undefined, 'MOVE'],
    ['simulated over real', latest, { price: 1_001n, source: SIMULATED, asOf: at('11:00:00') }, undefined, 'KEEP'],
    [
      'real over simulated, older and far off',
      { ...latest, source: SIMULATED },
      { price: 9n, asOf: at('08:00:00') },
      undefined,
      'MOVE',
    ],
    ['simulated again', { ...latest, source: SIMULATED }, { price: 1_001n, source: SIMULATED }, undefined, 'MOVE'],
    [
      'derived, as old as its older leg',
      { ...latest, source: DERIVED },
      { price: 1_001n, source: DERIVED, asOf: at('09:00:00') },
      undefined,
      'MOVE',
    ],
  ])('%s', (_name, before, change, doubted, decision) => {
    expect(decideTick(before, { ...latest, ...change }, doubted, 3_000)).toBe(decision);
  });
});

test('EUA is in no currency of MCO2', () => {
  expect([isPair('MCO2', 'ETH'), isPair('EUA', 'USD'), isPair('ETH', 'ETH'), isPair('EUA', 'ETH')]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test('pauses double up to an hour', () => {
  expect([1, 2, 3, 7, 50].map((failures) => backOffMs(failures, 60_000))).toEqual([
    60_000, 120_000, 240_000, 3_600_000, 3_600_000,
  ]);
});

test('a simulated walk never leaves the range of its origin', () => {
  const steps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 200, maxLength: 400 });
  fc.assert(
    fc.property(fc.bigInt({ min: 10n ** 12n, max: 10n ** 24n }), steps, (origin, randoms) => {
      const end = randoms.reduce((price, random) => simulatedStep(price, origin, random), origin);
      expect(end > 0n && Math.abs(changeBps(origin, end))).toBeLessThan(2_000);
    }),
    { numRuns: 30 },
  );
});
