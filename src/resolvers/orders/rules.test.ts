import { expect, test } from 'vitest';
import { orderStatus } from '../../db/orders.ts';
import { IllegalTransition } from '../errors.ts';
import { isReserving, nextOrderStatus, orderMachine } from './machine.ts';
import { orderActions } from './rules.ts';

const later = new Date(Date.now() + 60_000);

test('from every state each step leads where the table says, or nowhere', () => {
  for (const status of orderStatus.enumValues) {
    for (const step of ['PAY', 'CANCEL', 'EXPIRE', 'FAIL', 'SETTLE', 'COMPLETE', 'REFUND'] as const) {
      const to = (orderMachine[status] as Record<string, string>)[step];
      if (to) expect(nextOrderStatus(status, step)).toBe(to);
      else expect(() => nextOrderStatus(status, step)).toThrow(IllegalTransition);
    }
  }
});

test('an order reserves from its first moment until it is settled or has ended', () => {
  const reserving = orderStatus.enumValues.filter((status) => isReserving(status));
  expect(reserving).toEqual(['PENDING_PAYMENT', 'PAID', 'SETTLING']);
});

test('it can be paid in time, cancelled before it is paid, and refunded once it is settled', () => {
  const open = { status: 'PENDING_PAYMENT', payBy: later } as const;
  expect(orderActions.PAY.when(open)).toBe(true);
  expect(orderActions.PAY.when({ ...open, payBy: new Date(0) })).toBe(false);
  expect(orderActions.CANCEL.when(open)).toBe(true);
  expect(orderActions.CANCEL.when({ ...open, status: 'PAID' })).toBe(false);
  expect(orderActions.REFUND.when(open)).toBe(false);
  expect(orderActions.REFUND.when({ ...open, status: 'COMPLETED' })).toBe(true);
});
