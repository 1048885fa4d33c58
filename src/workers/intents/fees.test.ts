import fc from 'fast-check';
import { expect, test } from 'vitest';
import { feesFor, highestOf, raiseFees, readMarket } from './fees.ts';

const GWEI = 10n ** 9n;
const limits = { capWei: 100n * GWEI, minTipWei: GWEI / 100n };
const wei = (most: bigint) => fc.bigInt({ min: 0n, max: most });
const market = fc.record({ baseFee: wei(200n * GWEI), tip: wei(200n * GWEI) });

test('an offer stays under the cap, covers the next block and gives the least tip at least', () => {
  fc.assert(
    fc.property(market, (now) => {
      const fees = feesFor(now, limits);
      if (!fees) {
        expect(now.baseFee + limits.minTipWei).toBeGreaterThan(limits.capWei);
        return;
      }
      expect(fees.maxFeePerGas).toBeLessThanOrEqual(limits.capWei);
      expect(fees.maxFeePerGas).toBeGreaterThanOrEqual(now.baseFee + limits.minTipWei);
      expect(fees.maxPriorityFeePerGas).toBeLessThanOrEqual(fees.maxFeePerGas);
      expect(fees.maxPriorityFeePerGas).toBeGreaterThanOrEqual(limits.minTipWei);
    }),
  );
});

test('a replacement offers an eighth more of both, and never more than the cap', () => {
  fc.assert(
    fc.property(market, wei(100n * GWEI), wei(100n * GWEI), (now, a, b) => {
      const before = { maxFeePerGas: a > b ? a : b, maxPriorityFeePerGas: a > b ? b : a };
      const fees = raiseFees(before, now, limits);
      if (!fees) {
        expect((before.maxFeePerGas * 1125n + 999n) / 1000n).toBeGreaterThan(limits.capWei);
        return;
      }
      expect(fees.maxFeePerGas).toBeLessThanOrEqual(limits.capWei);
      expect(fees.maxPriorityFeePerGas).toBeLessThanOrEqual(fees.maxFeePerGas);
      for (const fee of ['maxFeePerGas', 'maxPriorityFeePerGas'] as const) {
        expect(fees[fee] * 1000n).toBeGreaterThanOrEqual(before[fee] * 1125n);
        expect(fees[fee]).toBeGreaterThan(before[fee]);
      }
    }),
  );
});

test('what has to be beaten is the highest of each', () => {
  const low = { maxFeePerGas: 10n, maxPriorityFeePerGas: 9n };
  expect(highestOf([low, { maxFeePerGas: 20n, maxPriorityFeePerGas: 1n }])).toEqual({
    maxFeePerGas: 20n,
    maxPriorityFeePerGas: 9n,
  });
});

test('the market is the base fee to come, and the median of the tips where none is suggested', () => {
  const history = { baseFeePerGas: ['0x1', '0x2', '0x3'], reward: [['0x9'], ['0x1'], ['0x5']] };
  expect(
    readMarket([
      { ok: true, result: history },
      { ok: true, result: '0x7' },
    ]),
  ).toEqual({ baseFee: 3n, tip: 7n });
  expect(() =>
    readMarket([
      { ok: true, result: { baseFeePerGas: [] } },
      { ok: true, result: '0x7' },
    ]),
  ).toThrow('fees');
  expect(() =>
    readMarket([
      { ok: true, result: history },
      { ok: true, result: 7 },
    ]),
  ).toThrow('tip');
});
