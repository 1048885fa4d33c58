/** Seconds of the stretches that sums are kept of: a quarter of an hour, an hour, a day; of who sells 16 days as well. */
export const QUARTER_S = 900;
export const PLATFORM_LEVELS = [86_400, 3_600, QUARTER_S] as const;
export const PARTY_LEVELS = [86_400, QUARTER_S] as const;
/** Sellers are few and sell much, so longer stretches make fewer rows of theirs; most of who buys buys now and then. */
export const SALE_LEVELS = [1_382_400, ...PARTY_LEVELS] as const;

/** All time: it is long enough to be one stretch, or two. Of the platform alone, for what is counted from its beginning. */
export const ALL_TIME_S = 2_000_000_000;
/** The levels that sums are written at. */
export const WRITTEN_LEVELS = {
  platform: [ALL_TIME_S, ...PLATFORM_LEVELS],
  party: PARTY_LEVELS,
  sale: SALE_LEVELS,
} as const;

/** Stretches of one level, from the beginning of one to the beginning of another. */
export interface Cover {
  readonly level: number;
  readonly from: Date;
  readonly to: Date;
}

/**
 * The fewest stretches that make up a time exactly, in its order. Both ends lie on a quarter of an hour; levels come coarse
 * to fine, each a multiple of the next.
 */
export function coverOf(from: Date, to: Date, levels: readonly number[]): Cover[] {
  const [level, ...finer] = levels;
  if (level === undefined || from >= to) return [];
  const ms = level * 1_000;
  if (finer.length === 0) return [{ level, from, to }];
  const [first, last] = [Math.ceil(from.getTime() / ms) * ms, Math.floor(to.getTime() / ms) * ms];
  if (first >= last) return coverOf(from, to, finer);
  const [begin, end] = [new Date(first), new Date(last)];
  return [...coverOf(from, begin, finer), { level, from: begin, to: end }, ...coverOf(end, to, finer)];
}
