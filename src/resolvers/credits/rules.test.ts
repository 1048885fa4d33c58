import { expect, test } from 'vitest';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { anchorProofInput, creditCarbonInput, issueCreditsInput, keyOf } from './rules.ts';

test('a text is known on the chain by its keccak-256', () => {
  // The hash of nothing, as the Ethereum yellow paper has it.
  expect(keyOf('')).toBe('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
});

const ADDRESS = `0x${'12'.repeat(20)}`;
const KEY = { idempotencyKey: 'a-new-wish' };

function faultsOf(read: () => unknown): string[] {
  try {
    read();
    return [];
  } catch (error) {
    return error instanceof InputInvalid ? error.issues.map(({ path }) => path.join('.')) : ['another error'];
  }
}

test('every fault of an input is named', () => {
  const credit = { address: ADDRESS, amount: '1.5', sourceReference: 'VERRA-1', ...KEY };
  expect(faultsOf(() => readInput(creditCarbonInput, credit))).toEqual([]);
  const bad = { ...credit, address: '0x12', amount: '0', sourceReference: ' ' };
  expect(faultsOf(() => readInput(creditCarbonInput, bad))).toEqual(['address', 'amount', 'sourceReference']);

  const issue = { projectKey: 'P', vintage: 2024, serialBlock: 'S', quantity: '1', sourceReference: 'R', ...KEY };
  expect(faultsOf(() => readInput(issueCreditsInput, issue))).toEqual([]);
  const old = { ...issue, vintage: 1989, quantity: '-1', recipient: 'x', projectKey: '' };
  expect(faultsOf(() => readInput(issueCreditsInput, old))).toEqual(['projectKey', 'vintage', 'quantity', 'recipient']);

  expect(faultsOf(() => readInput(issueCreditsInput, { ...issue, quantity: '1.5' }))).toEqual(['quantity']);

  const anchor = { projectKey: 'P', sequence: 1, commitment: `0x${'AB'.repeat(32)}`, ...KEY };
  expect(readInput(anchorProofInput, anchor).commitment).toBe(`0x${'ab'.repeat(32)}`);
  expect(faultsOf(() => readInput(anchorProofInput, { ...anchor, sequence: 0, commitment: '0x' }))).toEqual([
    'sequence',
    'commitment',
  ]);
  const nothing = { ...anchor, commitment: `0x${'0'.repeat(64)}` };
  expect(faultsOf(() => readInput(anchorProofInput, nothing))).toEqual(['commitment']);
});
