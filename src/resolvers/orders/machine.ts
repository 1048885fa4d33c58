import type { OrderStatus } from '../../db/orders.ts';
import { stepsOf } from '../machine.ts';

export type OrderStep = 'PAY' | 'CANCEL' | 'EXPIRE' | 'FAIL' | 'SETTLE' | 'COMPLETE' | 'REFUND';

/** The state machine of an order; what is not here cannot happen. */
export const orderMachine = {
  PENDING_PAYMENT: { PAY: 'PAID', CANCEL: 'CANCELLED', EXPIRE: 'EXPIRED', FAIL: 'FAILED' },
  PAID: { SETTLE: 'SETTLING', FAIL: 'FAILED' },
  SETTLING: { COMPLETE: 'COMPLETED', FAIL: 'FAILED' },
  COMPLETED: { REFUND: 'REFUNDED' },
  CANCELLED: {},
  EXPIRED: {},
  FAILED: {},
  REFUNDED: {},
} as const satisfies Record<OrderStatus, Partial<Record<OrderStep, OrderStatus>>>;

const STEP_WORDS: Record<OrderStep, string> = {
  PAY: 'paid',
  CANCEL: 'cancelled',
  EXPIRE: 'expired',
  FAIL: 'failed',
  SETTLE: 'settled',
  COMPLETE: 'completed',
  REFUND: 'refunded',
};

/** The status that a step leads to. Throws IllegalTransition if it leads nowhere from here. */
export const nextOrderStatus = stepsOf<OrderStatus, OrderStep>('order', orderMachine, STEP_WORDS);

/** Whether its lines still hold something back for it. */
export const isReserving = (status: OrderStatus): boolean =>
  status === 'PENDING_PAYMENT' || status === 'PAID' || status === 'SETTLING';
