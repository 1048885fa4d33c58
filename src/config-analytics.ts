import { count } from './config-kinds.ts';

/** The variables of statistics: how they are kept, and how much is read of them at once. */
export const analyticsVariables = {
  ANALYTICS_REBUILD_BATCH: count(1, 100_000)
    .default(1_000)
    .describe('rows that were there before the sums of statistics, counted in one transaction'),
  ANALYTICS_POINTS: count(1, 10_000).default(800).describe('points of a series of statistics at most'),
  ANALYTICS_SPAN_DAYS: count(1, 36_600).default(3_700).describe('days that one reading of statistics spans at most'),
  ANALYTICS_RANKED: count(1, 1_000)
    .default(100)
    .describe('sellers or buyers that a list of the first ones has at most'),
  PLATFORM_STATS_EVERY_MS: count(10).default(1_000).describe('pause between two words to `platformStatsChanged`'),
};
