import { selectOrdersById } from '../../db/order-lists.ts';
import { lockOrder } from '../../db/order-writes.ts';
import { type OrderRow, ownerOfOrder } from '../../db/orders.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { endOrder } from './end.ts';
import { cancelOrderInput } from './wish.ts';

/**
 * Gives up an order of the caller, or of an organization for which they may pay, that is not paid: what it reserved is for
 * sale again. A payment that is under way for it is given back should it still arrive. Throws InputInvalid, NotFound,
 * IllegalTransition, IdempotencyConflict.
 */
export async function cancelOrder(ctx: Context, input: unknown): Promise<OrderRow> {
  const { userId } = await permitCaller(ctx, 'order.create');
  const { orderId, reason, idempotencyKey } = readInput(cancelOrderInput, input);
  return once(ctx, {
    actorId: userId,
    operation: 'orderCancel',
    key: idempotencyKey,
    input: { orderId, reason },
    work: async (tx) => {
      const order = await lockOrder(tx, orderId);
      if (!order || !(await mayFor(ctx, 'order.create', ownerOfOrder(order), tx))) throw new NotFound('order of yours');
      return endOrder(tx, order, 'CANCEL', { actorId: userId, reason });
    },
    again: async () => (await selectOrdersById(ctx.app.db, [orderId]))[0] as OrderRow,
  });
}
