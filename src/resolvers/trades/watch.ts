import type { Context } from '../context.ts';
import { type FeedStream, type SubscribeOptions, watch } from '../feed.ts';
import { actingFor, nodeId, optional, readInput } from '../input.ts';
import { watchFor } from '../organizations/watch.ts';
import { permitCaller } from '../permissions.ts';

export interface TradePlacedInput {
  readonly announcementId?: string | null | undefined;
  readonly mine?: boolean | null | undefined;
  readonly organizationId?: unknown;
  readonly after?: string | null | undefined;
}

/**
 * Trades as they settle: all, those of one announcement, the caller's own or those of an organization of theirs. Throws
 * InputInvalid, Unauthenticated, Forbidden.
 */
export async function watchTrades(
  ctx: Context,
  { announcementId, mine, organizationId, after }: TradePlacedInput,
): Promise<FeedStream<'trade'>> {
  const wanted = readInput(optional(nodeId('Announcement')), announcementId);
  const trades = (ownerId?: string): Omit<SubscribeOptions<'trade'>, 'until'> => ({
    topic: 'trade',
    after,
    matches: ({ payload }) =>
      (!wanted || payload.announcementId === wanted) &&
      (!ownerId || payload.buyerId === ownerId || payload.sellerId === ownerId),
  });
  if (!mine && organizationId == null) return watch(ctx, trades());
  await permitCaller(ctx, 'trade.read-own');
  return watchFor(ctx, 'trade.read-own', readInput(actingFor, organizationId), trades);
}
