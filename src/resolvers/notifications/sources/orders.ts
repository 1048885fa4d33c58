import type { Db } from '../../../db/client.ts';
import { selectOrdersById } from '../../../db/order-lists.ts';
import { ownerOfOrder, toPayOf } from '../../../db/orders.ts';
import { formatAmount } from '../../amounts.ts';
import type { FeedEvent } from '../../feed.ts';
import type { NotificationKind } from '../kinds.ts';
import type { Occurrence } from '../audiences.ts';

const KINDS: Readonly<Record<string, NotificationKind>> = {
  COMPLETED: 'PURCHASE_CONFIRMED',
  FAILED: 'PURCHASE_FAILED',
  EXPIRED: 'PURCHASE_EXPIRED',
  REFUNDED: 'PURCHASE_REFUNDED',
};

/** An order is told when it ends, other than by its owner's own wish. */
export async function occurrencesOfOrders(tx: Db, events: readonly FeedEvent<'order'>[]): Promise<Occurrence[]> {
  const ended = events.filter(({ payload }) => payload.status in KINDS);
  const orders = new Map(
    (
      await selectOrdersById(
        tx,
        ended.map(({ payload }) => payload.id),
      )
    ).map((order) => [order.id, order]),
  );
  return ended.flatMap(({ payload: { id, status } }): Occurrence[] => {
    const order = orders.get(id);
    const kind = KINDS[status];
    if (!order || !kind) return [];
    const facts = {
      quantity: formatAmount(order.quantity, order.asset),
      total: formatAmount(toPayOf(order), order.currency),
      currency: order.currency,
      reason: order.reason ?? '',
    };
    return [{ kind, ownerId: ownerOfOrder(order), key: id, facts, subject: { type: 'Order', id } }];
  });
}
