import type { PaymentStatus } from '../../db/payments.ts';
import { stepsOf } from '../machine.ts';

export type PaymentStep =
  | 'AUTHORIZE'
  | 'CAPTURE'
  | 'FAIL'
  | 'CANCEL'
  | 'REFUND_PART'
  | 'REFUND'
  | 'DISPUTE'
  | 'WIN'
  | 'WIN_PART'
  | 'WIN_REFUNDED';

/**
 * The state machine of a payment; what is not here cannot happen. What failed or was cancelled here may still be captured by
 * a processor that was asked too late; then the money goes back. A lost dispute stays DISPUTED, and its dispute says LOST.
 */
export const paymentMachine = {
  CREATED: { AUTHORIZE: 'AUTHORIZED', CAPTURE: 'CAPTURED', FAIL: 'FAILED', CANCEL: 'CANCELLED' },
  AUTHORIZED: { CAPTURE: 'CAPTURED', FAIL: 'FAILED', CANCEL: 'CANCELLED' },
  CAPTURED: { REFUND_PART: 'PARTIALLY_REFUNDED', REFUND: 'REFUNDED', DISPUTE: 'DISPUTED' },
  PARTIALLY_REFUNDED: { REFUND_PART: 'PARTIALLY_REFUNDED', REFUND: 'REFUNDED', DISPUTE: 'DISPUTED' },
  REFUNDED: { DISPUTE: 'DISPUTED' },
  FAILED: { CAPTURE: 'CAPTURED' },
  CANCELLED: { CAPTURE: 'CAPTURED' },
  DISPUTED: { WIN: 'CAPTURED', WIN_PART: 'PARTIALLY_REFUNDED', WIN_REFUNDED: 'REFUNDED' },
} as const satisfies Record<PaymentStatus, Partial<Record<PaymentStep, PaymentStatus>>>;

const STEP_WORDS: Record<PaymentStep, string> = {
  AUTHORIZE: 'authorized',
  CAPTURE: 'captured',
  FAIL: 'failed',
  CANCEL: 'cancelled',
  REFUND_PART: 'refunded in part',
  REFUND: 'refunded',
  DISPUTE: 'disputed',
  WIN: 'won back',
  WIN_PART: 'won back',
  WIN_REFUNDED: 'won back',
};

/** The status that a step leads to. Throws IllegalTransition if it leads nowhere from here. */
export const nextPaymentStatus = stepsOf<PaymentStatus, PaymentStep>('payment', paymentMachine, STEP_WORDS);

/** Whether nothing has come for it yet and it may still be paid. */
export const isOpen = (status: PaymentStatus): boolean => status === 'CREATED' || status === 'AUTHORIZED';
