import { z } from 'zod';
import type { Db } from '../../db/client.ts';
import { lockOrder, selectOrderLines, selectOrdersToRetire, updateOrder } from '../../db/order-writes.ts';
import { type OrderRow, ownerOfOrder } from '../../db/orders.ts';
import { selectRetirementsOfRequest } from '../../db/retirements.ts';
import { inCarbonUnits } from '../amounts.ts';
import { type Context, transact } from '../context.ts';
import { Refusal } from '../errors.ts';
import { tell } from '../feed.ts';
import { enterRetirement } from '../retirements/enter-retirement.ts';
import { retirementClaim } from '../retirements/inputs.ts';
import { noteOnOrder, orderChanged } from './step.ts';

/**
 * Retires what settled orders have bought to be retired at once, ORDER_SETTLE_BATCH orders at most; gives how many are done
 * with. A refusal that may pass (as while the chain is away) leaves an order for later; any other is written down, and the
 * credits stay their buyer's, who can retire them.
 */
export async function retireOrders(ctx: Context): Promise<number> {
  const due = await selectOrdersToRetire(ctx.app.db, ctx.app.config.ORDER_SETTLE_BATCH);
  let done = 0;
  for (const { id } of due) {
    try {
      while (await transact(ctx, (tx) => retireNext(tx, ctx, id)));
      done += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.retryable) continue;
      await transact(ctx, (tx) => refuse(tx, id, error));
      done += 1;
    }
  }
  return done;
}

/** Locks an order that is still to be retired. */
async function lockWaiting(tx: Db, orderId: string): Promise<OrderRow | undefined> {
  const order = await lockOrder(tx, orderId);
  return order?.status === 'COMPLETED' && order.retireState === 'WAITING' ? order : undefined;
}

/**
 * Asks for the retirement of the next kind of credits in the order; false once all are asked for. A transaction for each, so
 * that the holdings of several batches are never locked one after the other.
 */
async function retireNext(tx: Db, ctx: Context, orderId: string): Promise<boolean> {
  const order = await lockWaiting(tx, orderId);
  if (!order) return false;
  const lines = await selectOrderLines(tx, [orderId]);
  const asked = new Set((await selectRetirementsOfRequest(tx, orderId)).map(({ batchId }) => batchId));
  const next = lines.find(({ batchId }) => !asked.has(batchId));
  // Of CARBON less than a tonne becomes no retirement yet: it is asked for once, with the end of the order's waiting.
  if (next) {
    const quantity = lines.reduce((sum, line) => sum + (line.batchId === next.batchId ? line.quantity : 0n), 0n);
    await enterRetirement(tx, ctx.app, {
      requestId: orderId,
      ownerId: ownerOfOrder(order),
      actorId: order.buyerId,
      batchId: next.batchId ?? undefined,
      quantity: inCarbonUnits(quantity, next.batchId),
      claim: storedClaim.parse(order.autoRetire),
      orderId,
    });
    const left = lines.some(({ batchId }) => batchId !== next.batchId && !asked.has(batchId));
    if (left) return true;
  }
  await end(tx, order, 'REQUESTED');
  return false;
}

async function refuse(tx: Db, orderId: string, refusal: Refusal): Promise<void> {
  const order = await lockWaiting(tx, orderId);
  if (order) await end(tx, order, 'REFUSED', `It could not be retired: ${refusal.message}`);
}

async function end(tx: Db, order: OrderRow, retireState: 'REQUESTED' | 'REFUSED', reason?: string): Promise<void> {
  const changed = await updateOrder(tx, order.id, { retireState });
  if (reason !== undefined) await noteOnOrder(tx, changed, { actorId: null, reason });
  await tell(tx, [orderChanged(changed)]);
}

/** What was read when the order was made, as it was stored. */
const storedClaim = z.record(z.string(), z.unknown()).transform((stored) => retirementClaim.parse(stored));
