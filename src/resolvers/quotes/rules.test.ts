import { expect, test } from 'vitest';
import { createQuoteInput, quoteMachine, statusAt } from './rules.ts';

test('a quote is over at its last moment, whether that was written down or not', () => {
  const expiresAt = new Date(1_000);
  expect(statusAt({ status: 'OPEN', expiresAt }, new Date(999))).toBe('OPEN');
  expect(statusAt({ status: 'OPEN', expiresAt }, new Date(1_000))).toBe('EXPIRED');
  expect(statusAt({ status: 'CONSUMED', expiresAt }, new Date(2_000))).toBe('CONSUMED');
});

test('nothing leads on from a quote that was taken or has expired', () => {
  expect(quoteMachine.CONSUMED).toEqual({});
  expect(quoteMachine.EXPIRED).toEqual({});
});

test('whole tonnes alone are quoted', () => {
  const reads = (quantity: string) => createQuoteInput.shape.quantity.safeParse(quantity).success;
  expect(['1', '120', '5.0'].map(reads)).toEqual([true, true, true]);
  expect(['0', '0.5', '-1', '1e3', '', '1,000'].filter(reads)).toEqual([]);
});
