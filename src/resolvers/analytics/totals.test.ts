import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Flow } from '../../db/rollup-reads.ts';
import { averageOf, changeOf, keyedTotals, moneyTotals, nextFloor, totalOf } from './totals.ts';

const flow = (unit: string, count: bigint, amount: bigint, key = ''): Flow => ({
  measure: 'TRADE',
  unit,
  key,
  count,
  amount,
});

test('unlike currencies stand beside each other, with what they were before', () => {
  const now = [
    flow('EUR', 2n, 1_000n),
    flow('USD', 1n, 300n),
    { ...flow('EUR', 9n, 9n), measure: 'TRANSFER' } as const,
  ];
  const before = [flow('EUR', 4n, 800n), flow('ETH', 1n, 5n)];
  expect(moneyTotals('TRADE', now, before)).toEqual([
    { unit: 'USD', count: 1n, amount: 300n, countBefore: 0n, amountBefore: 0n },
    { unit: 'EUR', count: 2n, amount: 1_000n, countBefore: 4n, amountBefore: 800n },
    { unit: 'ETH', count: 0n, amount: 0n, countBefore: 1n, amountBefore: 5n },
  ]);
});

test('keys of one unit are added only where nobody asks for them', () => {
  const now = [flow('EUR', 1n, 10n, 'a'), flow('EUR', 2n, 20n, 'b')];
  expect(keyedTotals('TRADE', now, []).map(({ key, amount }) => [key, amount])).toEqual([
    ['a', 10n],
    ['b', 20n],
  ]);
  expect(totalOf('TRADE', now, [])).toMatchObject({ count: 3n, amount: 30n });
  expect(totalOf('REFUND', now, [])).toMatchObject({ count: 0n, amount: 0n });
});

test('a change is a part of what was, and of nothing there is none', () => {
  expect(changeOf(150n, 100n)).toBe(50);
  expect(changeOf(0n, 3n)).toBe(-100);
  expect(changeOf(4n, 3n)).toBe(33.3333);
  expect(changeOf(5n, 0n)).toBeNull();
  expect(changeOf(5n, -5n)).toBeNull();
});

test('property: an average is off by half a unit at most', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      fc.bigInt({ min: 1n, max: 10n ** 9n }),
      (amount, count) => {
        const off = 2n * (averageOf(amount, count) ?? 0n) * count - 2n * amount;
        expect(off <= count && off > -count - 1n).toBe(true);
      },
    ),
  );
  expect(averageOf(5n, 0n)).toBeNull();
  expect(averageOf(100_200n, 1n)).toBe(100_200n);
  expect(averageOf(1n, 2n)).toBe(1n);
});

test('bins follow each other: 1, 2, 5 and the next power of ten', () => {
  expect([0n, 1n, 2n, 5n, 10n, 20n, 50n, 100n].map(nextFloor)).toEqual([1n, 2n, 5n, 10n, 20n, 50n, 100n, 200n]);
});
