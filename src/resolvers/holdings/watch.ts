import type { Context } from '../context.ts';
import type { FeedStream } from '../feed.ts';
import { actingFor, readInput } from '../input.ts';
import { watchFor } from '../organizations/watch.ts';
import { permitCaller } from '../permissions.ts';

/**
 * Each movement of credits that the caller holds, or an organization; with `after`, first those that followed that cursor.
 */
export async function watchHoldings(
  ctx: Context,
  { after, organizationId }: { readonly after?: string | null | undefined; readonly organizationId?: unknown },
): Promise<FeedStream<'holding'>> {
  await permitCaller(ctx, 'wallet.read');
  return watchFor(ctx, 'wallet.read', readInput(actingFor, organizationId), (ownerId) => ({
    topic: 'holding',
    matches: ({ payload }) => payload.ownerId === ownerId,
    after,
  }));
}
