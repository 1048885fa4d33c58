import type { Db } from '../../db/client.ts';
import { insertOrderEvent, updateOrder, updateOrders } from '../../db/order-writes.ts';
import { type OrderRow, ownerOfOrder } from '../../db/orders.ts';
import { type NewEvent, tell } from '../feed.ts';
import { nextOrderStatus, type OrderStep } from './machine.ts';

/** The event that tells an order's owner of what became of it. */
export const orderChanged = (order: Pick<OrderRow, 'id' | 'buyerId' | 'organizationId' | 'status'>): NewEvent => ({
  topic: 'order',
  key: order.id,
  payload: { id: order.id, ownerId: ownerOfOrder(order), status: order.status },
});

/** Who took a step, if anybody, and why. */
export interface StepBy {
  readonly actorId: string | null;
  readonly reason?: string | undefined;
}

/**
 * Takes a step with an order that is locked: its status, the moments and the reason that belong to it, its history and the
 * event. What the step does to money and credits is its caller's. Throws IllegalTransition.
 */
export async function stepOrder(tx: Db, order: OrderRow, step: OrderStep, by: StepBy): Promise<OrderRow> {
  const status = nextOrderStatus(order.status, step);
  const now = new Date();
  const ends = status === 'CANCELLED' || status === 'EXPIRED' || status === 'FAILED' || status === 'REFUNDED';
  const changed = await updateOrder(tx, order.id, {
    status,
    ...(step === 'PAY' && { paidAt: now }),
    ...(status === 'COMPLETED' && { completedAt: now }),
    ...(ends && { closedAt: now }),
    ...(by.reason !== undefined && { reason: by.reason }),
  });
  await Promise.all([noteOnOrder(tx, changed, by), tell(tx, [orderChanged(changed)])]);
  return changed;
}

/** Takes the step to SETTLING with orders that are locked, in as many statements as with one. Throws IllegalTransition. */
export async function stepToSettling(tx: Db, orders: readonly OrderRow[]): Promise<void> {
  if (orders.length === 0) return;
  const settling = orders.map((order) => ({ ...order, status: nextOrderStatus(order.status, 'SETTLE') }));
  await Promise.all([
    updateOrders(
      tx,
      settling.map(({ id }) => id),
      'SETTLING',
    ),
    tell(tx, settling.map(orderChanged)),
  ]);
}

/** Writes into the order's history that something was done, or tried, that left it where it stands. */
export async function noteOnOrder(tx: Db, { id, status }: OrderRow, { actorId, reason }: StepBy): Promise<void> {
  await insertOrderEvent(tx, { orderId: id, actorId, status, reason: reason ?? null });
}
