import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  compare,
  distance,
  divided,
  type Exact,
  minus,
  plus,
  readExact,
  showExact,
  times,
  whole,
  ZERO,
} from './exact.ts';
import { inBase, readUnit, unitNames } from './units.ts';

const exact = (text: string): Exact => readExact(text) ?? expect.fail(`${text} is no decimal`);
const converted = (value: string, from: string, to: string): string => {
  const [unit, target] = [readUnit(from), readUnit(to)];
  if (!unit || !target || unit.kind !== target.kind) return 'no conversion';
  return showExact(divided(inBase(exact(value), unit), target.factor), 12);
};

test('converts exactly', () => {
  expect(converted('1', 'MWh', 'GJ')).toBe('3.6');
  expect(converted('1', 'GJ', 'MWh')).toBe('0.277777777777…');
  expect(converted('1', 'MMBtu', 'GJ')).toBe('1.05505585262');
  expect(converted('1', 'acre', 'ha')).toBe('0.40468564224');
  expect(converted('1', 'gal', 'L')).toBe('3.785411784');
  expect(converted('1', 'kgCO2e/kWh', 'tCO2e/MWh')).toBe('1');
  expect(converted('56.1', 'tCO2e/TJ', 'kgCO2e/GJ')).toBe('56.1');
  expect(converted('1500', 'kgCO2e', 'tCO2e')).toBe('1.5');
});

test('refuses what is unknown, and does not mix kinds', () => {
  for (const text of ['', 'tco2e', 'TCO2e', 'Mg', 'kWh/', '/kWh', 'kWh/h/h', 'constructor', 'tonnes', ' kWh']) {
    expect(readUnit(text), text).toBeUndefined();
  }
  for (const [a, b] of [
    ['kWh', 'tCO2e'],
    ['m3', 'Nm3'],
    ['degC', 'K'],
    ['t', 'tCO2e'],
    ['tCO2e/MWh', 'tCO2e/t'],
  ] as const) {
    expect(converted('1', a, b)).toBe('no conversion');
  }
});

test('docs/MONITORING.md names every unit, and no other', () => {
  const page = readFileSync('docs/MONITORING.md', 'utf8');
  const table = /<!-- units:start -->([\s\S]*?)<!-- units:end -->/.exec(page)?.[1] ?? '';
  const named = [...table.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set(unitNames));
  expect(named).toHaveLength(unitNames.length);
});

const fraction = fc
  .tuple(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(1n, 10n ** 12n))
  .map(([of, over]): Exact => ({ of, over }));
const isSame = (a: Exact, b: Exact): boolean => compare(a, b) === 0;

test('fractions add, subtract, multiply and divide as numbers do', () => {
  fc.assert(
    fc.property(fraction, fraction, fraction, (a, b, c) => {
      expect(isSame(plus(plus(a, b), c), plus(a, plus(b, c)))).toBe(true);
      expect(isSame(minus(plus(a, b), b), a)).toBe(true);
      expect(isSame(times(a, plus(b, c)), plus(times(a, b), times(a, c)))).toBe(true);
      if (b.of !== 0n) expect(isSame(times(divided(a, b), b), a)).toBe(true);
      expect(compare(distance(a, b), ZERO)).toBeGreaterThanOrEqual(0);
    }),
  );
  expect(() => divided(whole(1n), ZERO)).toThrow(RangeError);
});

test('decimals are read and shown without loss', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 30n - 1n), fc.bigInt(0n, 10n ** 18n - 1n), (above, below) => {
      const text = `${above}.${below.toString().padStart(18, '0')}`;
      const shown = showExact(exact(text), 18);
      expect(isSame(exact(shown), exact(text))).toBe(true);
      expect(shown).not.toContain('…');
    }),
  );
  expect(showExact({ of: -7n, over: 2n })).toBe('-3.5');
  expect(showExact({ of: 1n, over: 10n ** 9n })).toBe('0.0…');
});
