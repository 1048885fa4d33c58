import type { Db } from '../../db/client.ts';
import { updateOrder } from '../../db/order-writes.ts';
import { type OrderRow } from '../../db/orders.ts';
import { tell } from '../feed.ts';
import { endOrder } from './end.ts';
import { noteOnOrder, orderChanged, stepOrder } from './step.ts';

/** A payment that has brought in what its order costs. */
export interface PaymentForOrder {
  readonly id: string;
  /** What of it is in the owner's HELD account by an entry of this very transaction: the charge less what was kept of it. */
  readonly net: bigint;
}

/** What an order does with a payment: it is paid by it, or cannot be (any more), and the payment has to give it back. */
export type PaymentTaken = 'PAID' | 'CLOSED' | 'PAID_BEFORE';

/**
 * Takes a payment for its order, in the transaction that captures it: after `lockOrder`, and after the entry that puts
 * `toPayOf(order)` into the HELD account of `ownerOfOrder(order)`. It settles nothing: a pass does, as soon as this is
 * committed and after every crash. An order whose time to pay is over is still paid as long as it is not EXPIRED, since
 * what it reserved is still there. Throws if the payment brings in another amount than the order costs.
 */
export async function orderPaid(tx: Db, order: OrderRow, payment: PaymentForOrder): Promise<PaymentTaken> {
  if (payment.net !== order.total + order.buyerFee) {
    throw new Error(`payment ${payment.id} brings ${payment.net} for order ${order.id}, which costs another amount`);
  }
  if (order.status === 'PENDING_PAYMENT') {
    await stepOrder(tx, order, 'PAY', { actorId: null });
    return 'PAID';
  }
  return order.paidAt === null ? 'CLOSED' : 'PAID_BEFORE';
}

/**
 * Notes that a payment for the order failed, after `lockOrder`. The order goes on waiting for another attempt until its time
 * is over; `forGood` ends it at once, and what it reserved goes back.
 */
export async function orderPaymentFailed(tx: Db, order: OrderRow, reason: string, forGood = false): Promise<void> {
  if (order.status !== 'PENDING_PAYMENT') return;
  if (forGood) {
    await endOrder(tx, order, 'FAIL', { actorId: null, reason });
    return;
  }
  await noteOnOrder(tx, order, { actorId: null, reason });
  await tell(tx, [orderChanged(order)]);
}

/**
 * Gives an order more time, after `lockOrder`, for a payment that takes days to arrive. It never shortens it, and does
 * nothing to one that no longer waits.
 */
export async function extendPayBy(tx: Db, order: OrderRow, payBy: Date): Promise<OrderRow> {
  if (order.status !== 'PENDING_PAYMENT' || payBy <= order.payBy) return order;
  const extended = await updateOrder(tx, order.id, { payBy });
  await tell(tx, [orderChanged(extended)]);
  return extended;
}
