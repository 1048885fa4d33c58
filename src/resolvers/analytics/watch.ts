import type { Context } from '../context.ts';
import { type FeedStream, watch } from '../feed.ts';
import { conflate } from './conflate.ts';

/** That the statistics of the platform have changed: at most once in PLATFORM_STATS_EVERY_MS, whatever happens. */
export const watchPlatformStats = (
  ctx: Context,
  { after }: { readonly after?: string | null | undefined },
): FeedStream<'platformStats'> =>
  conflate(watch(ctx, { topic: 'platformStats', after }), ctx.app.config.PLATFORM_STATS_EVERY_MS);
