import type { Context } from '../context.ts';
import type { FeedStream } from '../feed.ts';
import { actingFor, nodeId, optional, readInput } from '../input.ts';
import { watchFor } from '../organizations/watch.ts';
import { permitCaller } from '../permissions.ts';

export interface OrderChangedInput {
  readonly after?: string | null | undefined;
  readonly organizationId?: unknown;
  readonly orderId?: unknown;
}

/** Each step of an order of the caller's, or of an organization's, as it happens. */
export async function watchOrders(ctx: Context, input: OrderChangedInput): Promise<FeedStream<'order'>> {
  await permitCaller(ctx, 'order.read-own');
  const orderId = readInput(optional(nodeId('Order')), input.orderId);
  return watchFor(ctx, 'order.read-own', readInput(actingFor, input.organizationId), (ownerId) => ({
    topic: 'order',
    matches: ({ payload }) => payload.ownerId === ownerId && (orderId === undefined || payload.id === orderId),
    after: input.after,
  }));
}
