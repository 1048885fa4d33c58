import type { Context } from '../context.ts';
import type { FeedStream } from '../feed.ts';
import { actingFor, nodeId, optional, readInput } from '../input.ts';
import { watchFor } from '../organizations/watch.ts';
import { permitCaller } from '../permissions.ts';

export interface PaymentChangedInput {
  readonly orderId?: unknown;
  readonly organizationId?: unknown;
  readonly after?: string | null | undefined;
}

/** Each step of the caller's payments, or of those of an organization of theirs. Throws InputInvalid, Unauthenticated, Forbidden. */
export async function watchPayments(ctx: Context, input: PaymentChangedInput): Promise<FeedStream<'payment'>> {
  await permitCaller(ctx, 'payment.read-own');
  const orderId = readInput(optional(nodeId('Order')), input.orderId);
  return watchFor(ctx, 'payment.read-own', readInput(actingFor, input.organizationId), (ownerId) => ({
    topic: 'payment',
    matches: ({ payload }) => payload.ownerId === ownerId && (!orderId || payload.orderId === orderId),
    after: input.after,
  }));
}
