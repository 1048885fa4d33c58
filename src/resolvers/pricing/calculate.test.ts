import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parameters } from '../../../test/price-parameters.ts';
import { baseOf, calculate, type Calculation, type FxUsed, type PricedBatch, storedCalculation } from './calculate.ts';
import { ONE, scaled, times } from './decimals.ts';
import { verifierRecord } from './factors.ts';

const BATCH: PricedBatch = {
  batchId: '0197aaaa-0000-7000-8000-000000000001',
  project: { category: 'ARR', projectType: null, mitigation: 'REMOVAL_NATURE', ratings: [] },
  vintageYear: 2026,
  labels: [],
  verifier: undefined,
  supply: undefined,
  market: undefined,
  refYear: 2026,
};
const market = (now: bigint, base: bigint): PricedBatch['market'] => ({
  segment: 'ARR',
  date: '2026-11-21',
  baseDate: '2026-01-01',
  isCarriedOver: false,
  now,
  base,
});
const inDollars = (rate: string): FxUsed => ({
  base: 'EUR',
  rate: scaled(rate),
  source: 'ECB',
  date: '2026-11-20',
  ageDays: 1,
});

test('a price is what its factors make of the base, and shows all of them', () => {
  const batch = {
    ...BATCH,
    vintageYear: 2021,
    labels: ['CCP'],
    verifier: { score: scaled('0.9'), weight: ONE },
    supply: { openQuantity: 100n, filledQuantity: 100n, windowDays: 30 },
    market: market(scaled('11'), scaled('10')),
  };
  const priced = calculate(parameters(), batch, 'EUR', null);
  expect(storedCalculation(priced)).toMatchObject({
    modelVersion: 1,
    type: 'ARR',
    typeBase: '20',
    // 20 * 0.860707976425057807 * 1.25, and that * 1.025 * 1.034657359027997265 * 1.1
    base: '21.517699410626445175',
    unbounded: '25.102035415238075039',
    anchor: '21.517699410626445175',
    bandLow: '10.758849705313222588',
    bandHigh: '43.03539882125289035',
    fx: null,
    price: '25.1',
  });
  expect(priced.factors.map(({ name }) => name)).toEqual([
    'VINTAGE',
    'LABEL',
    'RATING',
    'VERIFIER',
    'SUPPLY',
    'MARKET',
  ]);
});

test('the base is that of the currency, or else that of the euro, exchanged at the end', () => {
  const redd = { ...BATCH, project: { ...BATCH.project, category: 'REDD' } };
  expect(calculate(parameters(), redd, 'USD', null)).toMatchObject({
    baseCurrency: 'USD',
    price: scaled('11'),
    fx: null,
  });
  const arr = calculate(parameters(), BATCH, 'USD', inDollars('1.0876'));
  expect(arr).toMatchObject({ baseCurrency: 'EUR', price: scaled('21.75'), bandHigh: scaled('40') });
  expect(() => calculate(parameters(), BATCH, 'USD', null)).toThrow('no rate from EUR');
});

test('a project of several types is priced as the cheapest of the most telling that has a price', () => {
  const of = (category: string | null, projectType: string | null, mitigation = 'AVOIDANCE') =>
    baseOf(
      parameters({ 'TYPE_BASE EUR Transport': '4', 'TYPE_BASE EUR AVOIDANCE': '3' }),
      { category, projectType, mitigation },
      'EUR',
    );
  expect(of('ARR; REDD', 'Transport')).toMatchObject({ type: 'REDD' });
  expect(of('WRC', 'Transport; Dreams')).toMatchObject({ type: 'Transport' });
  expect(of(null, null)).toMatchObject({ type: 'AVOIDANCE' });
  expect(of(null, null, 'REMOVAL_NATURE')).toBeUndefined();
});

test('half a tick goes to the even one', () => {
  const of = (base: string): bigint => calculate(parameters({ 'TYPE_BASE EUR ARR': base }), BATCH, 'EUR', null).price;
  expect([of('8.345'), of('8.355'), of('8.3450000001'), of('0.001')]).toEqual([
    scaled('8.34'),
    scaled('8.36'),
    scaled('8.35'),
    scaled('0.01'),
  ]);
});

test('the band lies around the anchor: that of the batch, of the type, or the base', () => {
  const given = { 'TYPE_BASE EUR ARR': '20', 'ANCHOR EUR ARR': '6' };
  expect(calculate(parameters(given), BATCH, 'EUR', null)).toMatchObject({ price: scaled('12'), anchor: scaled('6') });
  const own = { ...given, [`ANCHOR EUR ${BATCH.batchId}`]: '50' };
  expect(calculate(parameters(own), BATCH, 'EUR', null)).toMatchObject({ price: scaled('25'), anchor: scaled('50') });
});

const prices = fc.bigInt(ONE / 100n, 1_000n * ONE);
const ratios = fc.bigInt(ONE / 20n, 20n * ONE);
const worlds = fc.record({
  base: prices,
  anchor: prices,
  rate: fc.bigInt(ONE / 10n, 10n * ONE),
  tick: fc.constantFrom('0.01', '0.05', '0.0001'),
  vintageYear: fc.integer({ min: 1995, max: 2026 }),
  labels: fc.subarray(['CCP', 'CCB', 'CORSIA']),
  record: fc.bigInt(0n, ONE),
  open: fc.bigInt(0n, 10n ** 9n),
  index: ratios,
});
type World = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

function priceIn({ base, anchor, rate, tick, vintageYear, labels, record, open, index }: World): Calculation {
  const text = (value: bigint): string => `${value / ONE}.${(value % ONE).toString().padStart(18, '0')}`;
  const set = parameters({ 'TYPE_BASE EUR ARR': text(base), 'ANCHOR EUR ARR': text(anchor), 'TICK USD ': tick });
  const batch = {
    ...BATCH,
    vintageYear,
    labels,
    verifier: { score: record, weight: ONE },
    supply: { openQuantity: open, filledQuantity: 1_000n, windowDays: 30 },
    market: market(index, ONE),
  };
  return calculate(set, batch, 'USD', { ...inDollars('1'), rate });
}

test('a price is always on the tick, above nothing and inside its band', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const { price, tick, bandLow, bandHigh, fx } = priceIn(world);
      expect(price > 0n && price % tick === 0n).toBe(true);
      const [low, high] = [times(bandLow, fx?.rate ?? ONE), times(bandHigh, fx?.rate ?? ONE)];
      // A band that has no tick inside is stood for by the one above.
      const hasTick = (high / tick) * tick >= low && high >= tick;
      expect(price >= low).toBe(true);
      expect(hasTick ? price <= high : price < low + tick || price === tick).toBe(true);
    }),
  );
});

test('a price never falls when any one of its factors rises', () => {
  const better: Readonly<Record<string, (world: World, by: bigint) => World>> = {
    base: (world, by) => ({ ...world, base: world.base + by }),
    vintage: (world, by) => ({ ...world, vintageYear: world.vintageYear + Number(by % 10n) }),
    label: (world) => ({ ...world, labels: [...new Set([...world.labels, 'CCP'])] }),
    verifier: (world, by) => ({ ...world, record: world.record + by > ONE ? ONE : world.record + by }),
    supply: (world, by) => ({ ...world, open: world.open / (by % 7n || 1n) }),
    market: (world, by) => ({ ...world, index: world.index + by }),
  };
  fc.assert(
    fc.property(worlds, fc.constantFrom(...Object.keys(better)), fc.bigInt(0n, 3n * ONE), (world, name, by) => {
      const after = better[name]?.(world, by) ?? world;
      expect(priceIn(after).price >= priceIn(world).price, name).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('the example that docs/PRICING.md gives to buyers is what comes out', () => {
  const set = parameters({ 'TYPE_BASE EUR ARR': '18' });
  const batch = {
    ...BATCH,
    vintageYear: 2021,
    labels: ['CCP'],
    verifier: verifierRecord(set, [{ tonnes: 20_000n, ageDays: 0, outcome: 'STANDS' }]),
    supply: { openQuantity: 100n, filledQuantity: 100n, windowDays: 30 },
    market: market(scaled('11'), scaled('10')),
  };
  const { factors, base, unbounded, bandLow, bandHigh, price } = storedCalculation(calculate(set, batch, 'EUR', null));
  const dollars = storedCalculation(calculate(set, batch, 'USD', inDollars('1.1623'))).price;
  const figures = factors.map(({ value }) => value);
  const doc = readFileSync('docs/PRICING.md', 'utf8');
  for (const text of [...figures, base, unbounded, `${bandLow} to ${bandHigh}`, `${price} EUR, or ${dollars} USD`]) {
    expect(doc, text).toContain(` ${text}`);
  }
});
