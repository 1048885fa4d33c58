import { clamp, exp, ln, ONE, over, times } from './decimals.ts';
import { type ParameterSet, valueOf, wholeOf } from './parameters.ts';

/** A trade as the index looks at it. */
export interface IndexTrade {
  /** EUR for a tonne, in 10^-18. */
  readonly price: bigint;
  /** In 10^-18 t. */
  readonly quantity: bigint;
  /** The owner who sold. */
  readonly sellerId: string;
  /** Buyer and seller are of one house by now. */
  readonly isOwn: boolean;
}

export interface MarketIndex {
  /** EUR for a tonne, in 10^-18; null where there were too few trades or sellers. */
  readonly value: bigint | null;
  /** What counted. */
  readonly trades: number;
  readonly sellers: number;
  readonly volume: bigint;
  readonly droppedOwn: number;
  readonly droppedOutliers: number;
}

/**
 * The volume-weighted price of trades (DOMAIN 5): those within one organization are left out, then those whose ln p is more
 * than 5 median absolute deviations from the median; none weighs more than 25 % of the volume; and there is no index without
 * 5 trades of 3 sellers. Of an even number the lower median is taken, and the deviation is at least INDEX_LEAST_MAD: where
 * most trades have one price, it would be 0 and every other price be left out.
 */
export function indexOf(set: ParameterSet, trades: readonly IndexTrade[]): MarketIndex {
  const strangers = trades.filter(({ isOwn }) => !isOwn);
  const kept = withoutOutliers(set, strangers);
  const sellers = new Set(kept.map(({ sellerId }) => sellerId)).size;
  const volume = kept.reduce((sum, { quantity }) => sum + quantity, 0n);
  const isEnough =
    kept.length >= wholeOf(set, 'INDEX_LEAST_TRADES') && sellers >= wholeOf(set, 'INDEX_LEAST_SELLERS') && volume > 0n;
  return {
    value: isEnough ? weightedPrice(kept, volume, valueOf(set, 'INDEX_TRADE_SHARE')) : null,
    trades: kept.length,
    sellers,
    volume,
    droppedOwn: trades.length - strangers.length,
    droppedOutliers: strangers.length - kept.length,
  };
}

/** |ln p - median| > k MAD, asked as max(p / m, m / p) > e^(k MAD): a logarithm for all instead of one for each. */
function withoutOutliers(set: ParameterSet, trades: readonly IndexTrade[]): readonly IndexTrade[] {
  if (trades.length === 0) return trades;
  const median = lowerMedian(trades.map(({ price }) => price));
  const apart = trades.map(({ price }) => (price > median ? over(price, median) : over(median, price)));
  const deviation = clamp(ln(lowerMedian(apart)), valueOf(set, 'INDEX_LEAST_MAD'), MOST_DEVIATION);
  const most = exp(clamp(times(deviation, valueOf(set, 'INDEX_OUTLIER_MADS')), 0n, MOST_DEVIATION));
  return trades.filter((_, index) => (apart[index] ?? 0n) <= most);
}
/** Of ln p: beyond e^39 there are no prices. */
const MOST_DEVIATION = 39n * ONE;

const lowerMedian = (values: readonly bigint[]): bigint =>
  values.toSorted((a, b) => (a < b ? -1 : Number(a > b)))[Math.floor((values.length - 1) / 2)] ?? 0n;

function weightedPrice(trades: readonly IndexTrade[], volume: bigint, share: bigint): bigint {
  const most = times(volume, share);
  let [weighed, weight] = [0n, 0n];
  for (const { price, quantity } of trades) {
    const w = quantity < most ? quantity : most;
    weighed += price * w;
    weight += w;
  }
  // Dust: a share of it is nothing.
  return weight === 0n ? (trades[0]?.price ?? 0n) : over(weighed, weight * ONE);
}
