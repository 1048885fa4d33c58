/** Seconds of the stretches that sums are kept of: a quarter of an hour, an hour, a day; of a party 16 days as well. */
export const QUARTER_S = 900;
export const PLATFORM_LEVELS = [86_400, 3_600, QUARTER_S] as const;
export const PARTY_LEVELS = [1_382_400, 86_400, QUARTER_S] as const;

/** All time: it is long enough to be one stretch, or two. Of the platform alone, for what is counted from its beginning. */
export const ALL_TIME_S = 2_000_000_000;
/** The levels that sums are written at. */
export const WRITTEN_LEVELS = { platform: [ALL_TIME_S, ...PLATFORM_LEVELS], party: PARTY_LEVELS } as const;

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

/** The coarsest of these levels at which all of the moments lie. */
export const levelOf = (moments: readonly Date[], levels: readonly number[]): number =>
  levels.find((level) => moments.every((at) => at.getTime() % (level * 1_000) === 0)) ?? QUARTER_S;
