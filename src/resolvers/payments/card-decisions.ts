import type { OrderStatus } from '../../db/orders.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { amountOf } from '../../db/payments.ts';
import type { CardState } from './processor.ts';

/** What becomes of a payment here, given how its charge stands. LATE: it was captured though nothing is to be paid by it. */
export type CardOutcome = 'AUTHORIZE' | 'CAPTURE' | 'LATE' | 'FAIL' | 'CANCEL' | 'DECLINED' | 'NOTHING';

/** What the processor is to be asked for next. */
export type CardWish = 'CAPTURE' | 'CANCEL' | undefined;

export interface CardDecision {
  readonly outcome: CardOutcome;
  readonly wish: CardWish;
}

type Known = Pick<PaymentRow, 'id' | 'status' | 'reason' | 'currency' | 'due' | 'processorFee'>;

/** In what a charge differs from the payment that it is said to be for; undefined where it is its own. */
export function mismatchOf(payment: Known, state: CardState): string | undefined {
  if (state.paymentId !== payment.id) return `it was opened for ${state.paymentId ?? 'no payment'}`;
  if (state.currency !== payment.currency) return `it is in ${state.currency}`;
  return state.amount === amountOf(payment) ? undefined : `it is of ${state.amount}`;
}

/**
 * What follows from how a charge stands at this moment, whatever was told of it, in which order and how often. Money is taken
 * only while the order waits for it: a charge that the payer's bank keeps ready too late is let go and costs nobody anything.
 */
export function decideCard(payment: Known, order: OrderStatus, state: CardState): CardDecision {
  const waits = order === 'PENDING_PAYMENT';
  switch (payment.status) {
    case 'CREATED':
    case 'AUTHORIZED':
      return decideOpen(payment, waits, state);
    case 'FAILED':
    case 'CANCELLED':
      if (state.status === 'CAPTURED') return { outcome: 'LATE', wish: undefined };
      return { outcome: 'NOTHING', wish: state.status === 'CANCELLED' ? undefined : 'CANCEL' };
    default:
      return { outcome: 'NOTHING', wish: undefined };
  }
}

function decideOpen(payment: Known, waits: boolean, { status, decline }: CardState): CardDecision {
  if (status === 'CAPTURED') return { outcome: waits ? 'CAPTURE' : 'LATE', wish: undefined };
  if (status === 'CANCELLED') return { outcome: waits ? 'FAIL' : 'CANCEL', wish: undefined };
  if (!waits) return { outcome: 'CANCEL', wish: 'CANCEL' };
  const isNew = payment.status === 'CREATED';
  if (status === 'AUTHORIZED') return { outcome: isNew ? 'AUTHORIZE' : 'NOTHING', wish: 'CAPTURE' };
  const isDeclined = isNew && decline !== null && decline !== payment.reason;
  return { outcome: isDeclined ? 'DECLINED' : 'NOTHING', wish: undefined };
}
