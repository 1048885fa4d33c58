import type { PriceDayRow, PriceFlag } from '../../db/price-days.ts';
import { changeBps } from './rules.ts';

export type Interval = 'DAY' | 'WEEK' | 'MONTH';

/** Open, high, low and close of a period, made of the days in it that are known. */
export interface Candle {
  /** The first day of the period (ISO date): of a week its Monday, of a month its first. */
  readonly date: string;
  readonly open: bigint;
  readonly high: bigint;
  readonly low: bigint;
  readonly close: bigint;
  /** Sum over the days that have one; null if none has. */
  readonly volume: bigint | null;
  /** From the close of the period before; null for the first that is known. */
  readonly changeBps: number | null;
  /** How many days it is made of. */
  readonly days: number;
  /** Some value was taken before its day was over. */
  readonly isOpen: boolean;
  readonly sources: readonly string[];
  readonly flags: readonly PriceFlag[];
}

export function periodOf(date: string, interval: Interval): string {
  if (interval === 'DAY') return date;
  if (interval === 'MONTH') return `${date.slice(0, 7)}-01`;
  const day = new Date(`${date}T00:00:00Z`);
  const sinceMonday = (day.getUTCDay() + 6) % 7;
  return new Date(day.getTime() - sinceMonday * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Candles of days (oldest first, each once). A day of which only the close is known counts with it alone. High and low
 * take in open and close: some sources print days whose open lies outside their own range.
 * @param before the close of the period before the first one, if it is known
 */
export function candlesOf(days: readonly PriceDayRow[], interval: Interval, before?: bigint): Candle[] {
  const periods = Map.groupBy(days, (day) => periodOf(day.date, interval));
  const candles: Candle[] = [];
  for (const [date, members] of periods) {
    const previous = candles.at(-1)?.close ?? before;
    candles.push(candleOf(date, members, previous));
  }
  return candles;
}

function candleOf(date: string, days: readonly PriceDayRow[], previous: bigint | undefined): Candle {
  const [first] = days;
  const last = days.at(-1);
  if (first === undefined || last === undefined) throw new Error(`the period ${date} has no days`);
  const seen = days.flatMap(({ open, high, low, close }) => [open, high, low, close].filter((price) => price !== null));
  const volumes = days.flatMap(({ volume }) => (volume === null ? [] : [volume]));
  return {
    date,
    open: first.open ?? first.close,
    high: seen.reduce((one, other) => (one > other ? one : other)),
    low: seen.reduce((one, other) => (one < other ? one : other)),
    close: last.close,
    volume: volumes.length === 0 ? null : volumes.reduce((sum, volume) => sum + volume),
    changeBps: previous === undefined ? null : changeBps(previous, last.close),
    days: days.length,
    isOpen: days.some((day) => day.isOpenDay),
    sources: [...new Set(days.map((day) => day.source))],
    flags: [...new Set(days.flatMap((day) => day.flags))],
  };
}

const LEAST_POINTS = 3;

/**
 * Pearson's correlation coefficient of two series of one length, -1 to 1. Null with fewer than three points or when one
 * side never moves. A statistic, not a price: floats are right here.
 */
export function correlationOf(xs: readonly number[], ys: readonly number[]): number | null {
  const n = xs.length;
  if (n !== ys.length) throw new RangeError(`series of ${n} and ${ys.length} points have no correlation`);
  if (n < LEAST_POINTS) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / n;
  const [meanX, meanY] = [mean(xs), mean(ys)];
  let [products, squaresX, squaresY] = [0, 0, 0];
  for (let i = 0; i < n; i += 1) {
    const [dx, dy] = [(xs[i] ?? 0) - meanX, (ys[i] ?? 0) - meanY];
    products += dx * dy;
    squaresX += dx * dx;
    squaresY += dy * dy;
  }
  // What is left of rounding when all values are equal is no movement.
  const isFlat = (squares: number, mean: number) => squares <= n * (mean * 1e-12) ** 2;
  if (isFlat(squaresX, meanX) || isFlat(squaresY, meanY)) return null;
  return Math.max(-1, Math.min(1, products / (Math.sqrt(squaresX) * Math.sqrt(squaresY))));
}

/** Natural logarithms of close over close before: what a day has earned, whatever the level. */
export function logReturns(closes: readonly bigint[]): number[] {
  return closes.slice(1).map((close, i) => Math.log(Number(close) / Number(closes[i])));
}
