import { expect, test } from 'vitest';
import { paymentStatus } from '../../db/payments.ts';
import { IllegalTransition } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { isOpen, nextPaymentStatus, paymentMachine } from './machine.ts';
import { createPaymentInput, refundPaymentInput, simulatePaymentInput } from './rules.ts';

const id = '01900000-0000-7000-8000-000000000000';

test('has a state for each of the database, and no step out of it that leads nowhere', () => {
  expect(Object.keys(paymentMachine).toSorted()).toEqual([...paymentStatus.enumValues].toSorted());
  expect(nextPaymentStatus('CREATED', 'AUTHORIZE')).toBe('AUTHORIZED');
  expect(nextPaymentStatus('CANCELLED', 'CAPTURE')).toBe('CAPTURED');
  for (const [status, step] of [
    ['REFUNDED', 'REFUND'],
    ['CAPTURED', 'CANCEL'],
    ['FAILED', 'AUTHORIZE'],
    ['DISPUTED', 'REFUND'],
  ] as const) {
    expect(() => nextPaymentStatus(status, step)).toThrow(IllegalTransition);
  }
  expect(paymentStatus.enumValues.filter(isOpen)).toEqual(['CREATED', 'AUTHORIZED']);
});

test('takes the ways to pay, and no other', () => {
  const wish = { orderId: encodeId('Order', id), method: 'CARD', idempotencyKey: 'one-payment' };
  expect(createPaymentInput.parse(wish)).toEqual({ ...wish, orderId: id });
  for (const bad of [{ method: 'CASH' }, { orderId: encodeId('Payment', id) }, { idempotencyKey: 'x' }]) {
    expect(createPaymentInput.safeParse({ ...wish, ...bad }).success).toBe(false);
  }
  expect(simulatePaymentInput.safeParse({ paymentId: encodeId('Payment', id), outcome: 'STEAL' }).success).toBe(false);
});

test('takes refunds of whole cents above zero, with a reason', () => {
  const wish = { paymentId: encodeId('Payment', id), amount: '1.50', reason: 'late', idempotencyKey: 'one-refund' };
  expect(refundPaymentInput.parse(wish)).toMatchObject({ amount: 150n });
  for (const bad of [{ amount: '0' }, { amount: '1.505' }, { amount: '-1' }, { reason: 'x' }]) {
    expect(refundPaymentInput.safeParse({ ...wish, ...bad }).success).toBe(false);
  }
});
