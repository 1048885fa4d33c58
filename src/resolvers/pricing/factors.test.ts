import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parameters } from '../../../test/price-parameters.ts';
import { formatPrice } from '../amounts.ts';
import { scaled } from './decimals.ts';
import {
  type Factor,
  labelFactor,
  type Market,
  marketFactor,
  ratingFactor,
  supplyFactor,
  verifierFactor,
  verifierRecord,
  vintageFactor,
} from './factors.ts';

const set = parameters();
const shown = ({ value, insufficientData }: Factor): string =>
  `${formatPrice(value)}${insufficientData ? ' for want of data' : ''}`;

test('a vintage loses e^(-lambda) a year, down to the floor, and one to come loses nothing', () => {
  expect(shown(vintageFactor(set, 'ARR', 2026, 2026))).toBe('1.00');
  expect(shown(vintageFactor(set, 'ARR', 2030, 2026))).toBe('1.00');
  // e^-0.15, by 50 digits of a calculator.
  expect(shown(vintageFactor(set, 'ARR', 2021, 2026))).toBe('0.860707976425057807');
  expect(shown(vintageFactor(set, 'REDD', 2024, 2026))).toBe('0.904837418035959573');
  expect(shown(vintageFactor(set, 'REDD', 1990, 2026))).toBe('0.50');
});

test('labels multiply up to the cap, each once, and those nobody knows change nothing', () => {
  expect(shown(labelFactor(set, []))).toBe('1.00');
  expect(shown(labelFactor(set, ['CCP', 'SOMETHING']))).toBe('1.25');
  expect(shown(labelFactor(set, ['CCB', 'CCP', 'CCB']))).toBe('1.375');
  expect(shown(labelFactor(set, ['CCB', 'CCP', 'CORSIA']))).toBe('1.60');
});

test('of several ratings the least counts', () => {
  const rated = (agency: string, rating: string) => ({ agency, rating, ratedOn: '2026-01-01', url: null });
  expect(shown(ratingFactor(set, []))).toBe('1.00');
  expect(shown(ratingFactor(set, [rated('BeZero', 'aa')]))).toBe('1.15');
  expect(shown(ratingFactor(set, [rated('BeZero', 'AA'), rated('Sylvera', 'BB'), rated('X', 'AAA')]))).toBe('0.93');
});

test('a reviewer has the record of everybody until approvals tell otherwise', () => {
  expect(shown(verifierFactor(set, undefined))).toBe('1.00 for want of data');
  expect(shown(verifierFactor(set, verifierRecord(set, [])))).toBe('1.00');
  // One approval of 20,000 t, made today: R = (20 * 0.8 + 2) / 22, 1 + 0.25 * (R - 0.8) = 1.004545...
  const one = { tonnes: 20_000n, ageDays: 0, outcome: 'STANDS' } as const;
  expect(verifierRecord(set, [one]).score).toBe(scaled('0.818181818181818182'));
  expect(shown(verifierFactor(set, verifierRecord(set, [one])))).toBe('1.004545454545454546');
  // No approval weighs more than the cap of 5, and one of 730 days ago 1/e of it.
  expect(verifierRecord(set, [{ ...one, tonnes: 10n ** 9n, ageDays: 730 }]).weight).toBe(scaled('1.83939720585721161'));
  const revoked = Array.from({ length: 100 }, () => ({ ...one, tonnes: 50_000n, outcome: 'REVOKED' as const }));
  expect(shown(verifierFactor(set, verifierRecord(set, revoked)))).toBe('0.95');
  const modified = verifierRecord(set, [{ ...one, outcome: 'MODIFIED' }]);
  expect(modified.score).toBe(scaled('0.772727272727272727'));
});

test('supply counts by the days that it would last', () => {
  const of = (openQuantity: bigint, filledQuantity: bigint) =>
    shown(supplyFactor(set, { openQuantity, filledQuantity, windowDays: 30 }));
  expect(shown(supplyFactor(set, undefined))).toBe('1.00 for want of data');
  expect(of(100n, 0n)).toBe('1.00 for want of data');
  // 60 days: neither scarce nor plenty. 30 days: 1 + 0.05 ln 2. Less than a day, and nothing at all: the cap.
  expect(of(200n, 100n)).toBe('1.00');
  expect(of(100n, 100n)).toBe('1.034657359027997265');
  expect(of(1n, 100n)).toBe('1.10');
  expect(of(0n, 100n)).toBe('1.10');
  expect(of(10n ** 9n, 1n)).toBe('0.90');
});

test('the market counts by its index against that of the model’s date', () => {
  const at = (now: string, base: string): Market => ({
    segment: 'ARR',
    date: '2026-11-21',
    baseDate: '2026-01-01',
    isCarriedOver: false,
    now: scaled(now),
    base: scaled(base),
  });
  expect(shown(marketFactor(set, undefined))).toBe('1.00 for want of data');
  expect(shown(marketFactor(set, at('11', '10')))).toBe('1.10');
  expect(shown(marketFactor(set, at('30', '10')))).toBe('2.00');
  expect(shown(marketFactor(set, at('1', '10')))).toBe('0.50');
});

const years = fc.integer({ min: 1990, max: 2040 });
const quantities = fc.bigInt(0n, 10n ** 12n);
const filled = fc.bigInt(1n, 10n ** 12n);
const prices = fc.bigInt(1n, 10n ** 24n);

test('a younger vintage, a better record, less supply and a risen market never make a price fall', () => {
  fc.assert(
    fc.property(years, years, (a, b) => {
      const [older, younger] = a < b ? [a, b] : [b, a];
      expect(vintageFactor(set, 'ARR', younger, 2026).value >= vintageFactor(set, 'ARR', older, 2026).value).toBe(true);
    }),
  );
  fc.assert(
    fc.property(quantities, quantities, filled, (a, b, filledQuantity) => {
      const of = (openQuantity: bigint) => supplyFactor(set, { openQuantity, filledQuantity, windowDays: 30 }).value;
      expect(of(a < b ? a : b) >= of(a < b ? b : a)).toBe(true);
      expect(of(a) >= scaled('0.9') && of(a) <= scaled('1.1')).toBe(true);
    }),
  );
  const told = { segment: 'ARR', date: '2026-11-21', baseDate: '2026-01-01', isCarriedOver: false };
  fc.assert(
    fc.property(prices, prices, prices, (a, b, base) => {
      const of = (now: bigint) => marketFactor(set, { ...told, now, base }).value;
      expect(of(a < b ? a : b) <= of(a < b ? b : a)).toBe(true);
    }),
  );
  const outcomes = fc.constantFrom('STANDS' as const, 'MODIFIED' as const, 'REVOKED' as const);
  const past = fc.record({ tonnes: quantities, ageDays: fc.integer({ min: 0, max: 9_000 }), outcome: outcomes });
  fc.assert(
    fc.property(fc.array(past, { maxLength: 6 }), past, (others, one) => {
      const of = (outcome: 'STANDS' | 'MODIFIED' | 'REVOKED') =>
        verifierFactor(set, verifierRecord(set, [...others, { ...one, outcome }])).value;
      expect(of('STANDS') >= of('MODIFIED') && of('MODIFIED') >= of('REVOKED')).toBe(true);
    }),
  );
});
