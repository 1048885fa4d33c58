import { foldedTopics, foldEvents } from '../resolvers/analytics/fold-events.ts';
import { ANALYTICS, foldChanges, rebuildRollups } from '../resolvers/analytics/rebuild.ts';
import { tellStats } from '../resolvers/analytics/tell-stats.ts';
import type { Context } from '../resolvers/context.ts';
import { type Consumer, consumer } from './consume.ts';
import type { Pass } from './keep.ts';

/** Adds what happens to the sums that statistics are read from. */
export const analytics: Consumer<(typeof foldedTopics)[number]> = {
  name: ANALYTICS,
  topics: foldedTopics,
  handle: foldEvents,
};

/** The passes that keep the sums, and tell that they changed. */
export const analyticsPasses = (ctx: Context): readonly Pass[] => {
  const { CLOCK_PASS_MS: everyMs, PLATFORM_STATS_EVERY_MS: statsMs } = ctx.app.config;
  return [
    consumer(ctx, analytics),
    { name: 'analytics-rebuild', everyMs, run: async () => (await rebuildRollups(ctx)) !== undefined },
    {
      name: 'analytics-changes',
      everyMs,
      run: async () => (await foldChanges(ctx)) >= ctx.app.config.ANALYTICS_REBUILD_BATCH,
    },
    { name: 'analytics-stats', everyMs: statsMs, run: async () => void (await tellStats(ctx)) },
  ];
};
