import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { nodeId, optional, readInput } from '../input.ts';
import { permit } from '../permissions.ts';

export interface TradePlacedInput {
  readonly announcementId?: string | null | undefined;
  readonly mine?: boolean | null | undefined;
  readonly after?: string | null | undefined;
}

/** Trades as they settle: all, those of one announcement, or the caller's own. Throws InputInvalid, Unauthenticated. */
export async function watchTrades(
  ctx: Context,
  { announcementId, mine, after }: TradePlacedInput,
): Promise<FeedStream<'trade'>> {
  const wanted = readInput(optional(nodeId('Announcement')), announcementId);
  const userId = mine ? (await permit(ctx, 'trade.read-own')).userId : undefined;
  return watch(ctx, {
    topic: 'trade',
    after,
    matches: ({ payload }) =>
      (!wanted || payload.announcementId === wanted) &&
      (!userId || payload.buyerId === userId || payload.sellerId === userId),
  });
}
