import { keccak256, toUtf8Bytes } from 'ethers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import {
  beneficiaryHash,
  blocksText,
  carbonPaymentInput,
  creditsRetireInput,
  creditsTransferInput,
  retirementReasons,
  stakeInput,
  withSlippage,
} from './rules.ts';

const FROM = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const issuesOf = (read: () => unknown): string[] => {
  try {
    read();
  } catch (error) {
    if (error instanceof InputInvalid) return error.issues.map(({ path }) => path.join('.'));
    throw error;
  }
  return [];
};

test('what may be sent for a cost is never less than the cost, nor more than the slippage above it', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n }), fc.integer({ min: 0, max: 5_000 }), (cost, bps) => {
      const most = withSlippage(cost, bps);
      expect(most).toBeGreaterThanOrEqual(cost);
      expect((most - cost) * 10_000n).toBeLessThan(cost * BigInt(bps) + 10_000n);
      expect((most - cost) * 10_000n).toBeGreaterThanOrEqual(cost * BigInt(bps));
    }),
  );
});

describe('an input', () => {
  test('says all that is wrong with it at once', () => {
    expect(issuesOf(() => readInput(stakeInput, { from: '0x1', amount: '-1' }))).toEqual(['from', 'amount']);
    expect(
      issuesOf(() => readInput(carbonPaymentInput, { from: FROM, amount: '0', slippageBps: 5_001, destination: 'X' })),
    ).toEqual(['amount', 'slippageBps', 'destination']);
  });

  test.each(['1.5', '-1', '0x12', '1e3', ' 1', '', (2n ** 256n).toString()])('refuses %j as a batch', (batchId) => {
    const input = { from: FROM, to: FROM, amount: '1', batchId };
    expect(issuesOf(() => readInput(creditsTransferInput, input))).toEqual(['batchId']);
  });

  test('takes a batch as decimal and as hexadecimal', () => {
    const most = 2n ** 256n - 1n;
    for (const batchId of [most.toString(), `0x${most.toString(16)}`]) {
      const input = { from: FROM, to: FROM, amount: '1', batchId };
      expect(readInput(creditsTransferInput, input).batchId).toBe(most);
    }
  });

  test('counts a message in bytes', () => {
    const input = { from: FROM, amount: '1', batchId: '1', beneficiary: 'Ada', reason: 'OTHER' };
    expect(readInput(creditsRetireInput, { ...input, message: 'ü'.repeat(500) }).message).toHaveLength(500);
    expect(issuesOf(() => readInput(creditsRetireInput, { ...input, message: 'ü'.repeat(501) }))).toEqual(['message']);
  });
});

test('a beneficiary has one hash, however the same letters were typed', () => {
  expect(beneficiaryHash('Café')).toBe(keccak256(toUtf8Bytes('Café')));
  expect(beneficiaryHash('Cafe\u0301')).toBe(beneficiaryHash('Caf\u00e9'));
});

test('there are as many reasons as the contract knows', () => {
  expect(retirementReasons).toHaveLength(9);
  expect(retirementReasons.indexOf('NDC_USE')).toBe(6);
});

test('blocks are counted in words', () => {
  expect([blocksText(1), blocksText(12)]).toEqual(['1 block', '12 blocks']);
});
