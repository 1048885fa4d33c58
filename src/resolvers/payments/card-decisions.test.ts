import { expect, test } from 'vitest';
import { type OrderStatus, orderStatus } from '../../db/orders.ts';
import { paymentStatus } from '../../db/payments.ts';
import { decideCard, mismatchOf } from './card-decisions.ts';
import type { CardState, CardStatus } from './processor.ts';

const payment = {
  id: 'p',
  status: 'CREATED',
  reason: null,
  currency: 'EUR',
  due: 101_202n,
  processorFee: 3_054n,
} as const;
const charge: CardState = {
  externalId: 'pi',
  paymentId: 'p',
  currency: 'EUR',
  amount: 104_256n,
  status: 'OPEN',
  decline: null,
  fee: null,
  refunds: [],
  disputes: [],
};
const CHARGES: readonly CardStatus[] = ['OPEN', 'AUTHORIZED', 'CAPTURED', 'CANCELLED'];

test('money is taken only while the order waits for it', () => {
  for (const order of orderStatus.enumValues) {
    for (const status of CHARGES) {
      for (const known of ['CREATED', 'AUTHORIZED'] as const) {
        const { outcome, wish } = decideCard({ ...payment, status: known }, order, { ...charge, status });
        const takes = outcome === 'CAPTURE' || outcome === 'AUTHORIZE' || wish === 'CAPTURE';
        if (takes) expect(order).toBe('PENDING_PAYMENT');
        if (order === 'PENDING_PAYMENT') expect(outcome).not.toBe('LATE');
      }
    }
  }
});

test('what has ended here is let go at the processor, and what was captured all the same goes back', () => {
  for (const status of ['FAILED', 'CANCELLED'] as const) {
    for (const order of ['PENDING_PAYMENT', 'EXPIRED'] satisfies OrderStatus[]) {
      const decide = (of: CardStatus) => decideCard({ ...payment, status }, order, { ...charge, status: of });
      expect(decide('OPEN')).toEqual({ outcome: 'NOTHING', wish: 'CANCEL' });
      expect(decide('AUTHORIZED')).toEqual({ outcome: 'NOTHING', wish: 'CANCEL' });
      expect(decide('CAPTURED')).toEqual({ outcome: 'LATE', wish: undefined });
      expect(decide('CANCELLED')).toEqual({ outcome: 'NOTHING', wish: undefined });
    }
  }
});

test('whatever is told of what was captured, it is not captured again', () => {
  for (const status of paymentStatus.enumValues) {
    if (['CREATED', 'AUTHORIZED', 'FAILED', 'CANCELLED'].includes(status)) continue;
    for (const of of CHARGES) {
      const told = { ...charge, status: of };
      expect(decideCard({ ...payment, status }, 'PAID', told)).toEqual({ outcome: 'NOTHING', wish: undefined });
    }
  }
});

test('a decline is told once', () => {
  const declined = { ...charge, decline: 'no funds' };
  expect(decideCard(payment, 'PENDING_PAYMENT', declined).outcome).toBe('DECLINED');
  expect(decideCard({ ...payment, reason: 'no funds' }, 'PENDING_PAYMENT', declined).outcome).toBe('NOTHING');
});

test('tells a charge of another payment, currency or amount', () => {
  expect(mismatchOf(payment, charge)).toBeUndefined();
  expect(mismatchOf(payment, { ...charge, paymentId: 'q' })).toContain('q');
  expect(mismatchOf(payment, { ...charge, paymentId: null })).toContain('no payment');
  expect(mismatchOf(payment, { ...charge, currency: 'USD' })).toContain('USD');
  expect(mismatchOf(payment, { ...charge, amount: 104_255n })).toContain('104255');
});
