import type { Db } from '../../db/client.ts';
import { selectOrderLines } from '../../db/order-writes.ts';
import type { OrderRow } from '../../db/orders.ts';
import { releaseLines } from './release.ts';
import { type StepBy, stepOrder } from './step.ts';

/**
 * Ends an order that is locked and not settled: what it reserved goes back to those it came from. Money that a payment has
 * brought for it stays where it is, in the owner's HELD account: the payment gives it back.
 */
export async function endOrder(
  tx: Db,
  order: OrderRow,
  step: 'CANCEL' | 'EXPIRE' | 'FAIL',
  by: StepBy,
): Promise<OrderRow> {
  const ended = await stepOrder(tx, order, step, by);
  await releaseLines(tx, order.id, await selectOrderLines(tx, [order.id]), by.actorId);
  return ended;
}
