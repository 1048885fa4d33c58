import { Unauthenticated } from '../errors.ts';
import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { nodeId, optional, readInput } from '../input.ts';

export interface TradePlacedInput {
  readonly announcementId?: string | null | undefined;
  readonly mine?: boolean | null | undefined;
  readonly after?: string | null | undefined;
}

/** Trades as they settle: all, those of one announcement, or the caller's own. */
export function watchTrades(ctx: Context, { announcementId, mine, after }: TradePlacedInput): FeedStream<'trade'> {
  const wanted = readInput(optional(nodeId('Announcement')), announcementId);
  const userId = ctx.viewer?.userId;
  if (mine && !userId) throw new Unauthenticated();
  return watch(ctx, {
    topic: 'trade',
    after,
    matches: ({ payload }) =>
      (!wanted || payload.announcementId === wanted) &&
      (!mine || payload.buyerId === userId || payload.sellerId === userId),
  });
}
