import type { Db } from '../../db/client.ts';
import {
  type NewPriceDay,
  type PriceDayRow,
  selectPriceDayBefore,
  selectPriceDays,
  upsertPriceDays,
} from '../../db/price-days.ts';
import { lockPrices, type Pair } from '../../db/prices.ts';
import { type Context, transact } from '../context.ts';
import {
  ADJACENT_DAYS,
  bpsOf,
  type DayDecision,
  decideDay,
  flagsOf,
  placesOf,
  priceOf,
  SIMULATED,
  volumeOf,
} from './rules.ts';
import { isSessionBound, isTradingDay, tradingDay } from './sessions.ts';

/** A day as a source tells of it, in plain decimal text. */
export interface DayInput {
  readonly date: string;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly close: string;
  readonly volume: string | null;
  readonly changePercent: string | null;
  readonly isOpenDay: boolean;
  /** Of a derived day: see price_days.basis. */
  readonly basis?: number;
}

export interface DaysReport {
  readonly stored: number;
  readonly revised: number;
  /** The day was known with the same values (and may now be known to be over). */
  readonly unchanged: number;
  /** What is known is better than what was told. */
  readonly kept: number;
  readonly refused: readonly { readonly index: number; readonly date: string; readonly reason: string }[];
}

/**
 * Takes in days of one pair from one source, in any order. New ones are stored, known ones revised with the earlier
 * values kept; a day of a week-end (where the market has sessions), of the future, or without a usable price is refused.
 */
export async function recordDays(
  ctx: Context,
  input: { readonly source: string; readonly pair: Pair; readonly days: readonly DayInput[]; readonly now: Date },
): Promise<DaysReport> {
  return transact(ctx, (tx) => recordDaysWithin(tx, input));
}

/** `recordDays` as a part of the caller's transaction. */
export async function recordDaysWithin(
  tx: Db,
  { source, pair, days, now }: Parameters<typeof recordDays>[1],
): Promise<DaysReport> {
  await lockPrices(tx);
  const readings = days.map((day) => readDay(day, pair, source, now));
  const refused = readings.flatMap((read, index) =>
    typeof read === 'string' ? [{ index, date: days[index]?.date ?? '', reason: read }] : [],
  );
  const told = readings
    .filter((read) => typeof read !== 'string')
    .toSorted((a, b) => (a.day.date < b.day.date ? -1 : 1));
  const [first, last] = [told[0]?.day.date, told.at(-1)?.day.date];
  const counts: Record<DayDecision, number> = { STORE: 0, REVISE: 0, CONFIRM: 0, SAME: 0, KEEP: 0 };
  if (first === undefined || last === undefined) return reportOf(counts, refused);

  const known = await selectPriceDays(tx, pair, { from: first, to: last, limit: spanOf(first, last) });
  const byDate = new Map(known.map((row) => [row.date, row]));
  const tellings = new Map(told.map((read) => [read.day.date, read]));
  const dates = [...new Set([...byDate.keys(), ...tellings.keys()])].toSorted();
  let previous: Close | undefined = await selectPriceDayBefore(tx, pair, first);
  const writes: (NewPriceDay & { keepsEarlier: boolean })[] = [];
  for (const date of dates) {
    const stored = byDate.get(date);
    const read = tellings.get(date);
    let current: Close | undefined = stored;
    if (read !== undefined) {
      const isNear = previous !== undefined && spanOf(previous.date, date) <= ADJACENT_DAYS + 1;
      const flags = flagsOf(read.day, isNear ? previous?.close : undefined, read.places);
      const day = keepingSamples(stored, { ...read.day, flags });
      const decision = decideDay(stored, day);
      counts[decision] += 1;
      if (decision !== 'SAME' && decision !== 'KEEP') {
        writes.push({ ...day, keepsEarlier: decision === 'REVISE' });
        current = day;
      }
    }
    previous = current ?? previous;
  }
  await upsertPriceDays(tx, writes);
  return reportOf(counts, refused);
}

type Close = Pick<PriceDayRow, 'date' | 'close'>;

/** What a row says, or why it says nothing that can be stored. Flags come later, when its neighbours are known. */
function readDay(
  day: DayInput,
  pair: Pair,
  source: string,
  now: Date,
): { readonly day: NewPriceDay; readonly places: number } | string {
  if (isSessionBound(pair.instrument) && !isTradingDay(day.date)) {
    return 'phantom day: the market is closed on week-ends';
  }
  if (day.date > tradingDay(new Date(now.getTime() + 86_400_000))) return 'the day is in the future';
  const [close, open, high, low] = [day.close, day.open, day.high, day.low].map((text) =>
    text === null ? null : priceOf(text),
  );
  if (close === undefined || close === null) return `the close is no price: ${day.close.slice(0, 40)}`;
  if (open === undefined || high === undefined || low === undefined) return 'open, high or low is no price';
  const volume = day.volume === null ? null : volumeOf(day.volume);
  const changeBps = day.changePercent === null ? null : bpsOf(day.changePercent);
  if (volume === undefined) return `the volume is no number: ${(day.volume ?? '').slice(0, 40)}`;
  if (changeBps === undefined)
    return `the change is no number of basis points: ${(day.changePercent ?? '').slice(0, 40)}`;
  const { date, isOpenDay, basis = null } = day;
  const values = { open, high, low, close, volume, changeBps };
  return { day: { ...pair, date, ...values, flags: [], source, isOpenDay, basis }, places: placesOf(day.close) };
}

/**
 * A source that tells closes only (CoinGecko's past days) does not take away the open, high and low that were seen of
 * the same source while the day went on.
 */
function keepingSamples(known: PriceDayRow | undefined, told: NewPriceDay): NewPriceDay {
  const { open, high, low } = known ?? {};
  const isSampled = known?.source === told.source && known.source !== SIMULATED && known.flags.includes('SAMPLED');
  if (!isSampled || told.open !== null || open == null || high == null || low == null) return told;
  const { close } = told;
  return {
    ...told,
    open,
    high: high > close ? high : close,
    low: low < close ? low : close,
    flags: [...told.flags, 'SAMPLED'],
  };
}

/** Calendar days from one date to another, both included. */
const spanOf = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;

function reportOf(counts: Readonly<Record<DayDecision, number>>, refused: DaysReport['refused']): DaysReport {
  return {
    stored: counts.STORE,
    revised: counts.REVISE,
    unchanged: counts.SAME + counts.CONFIRM,
    kept: counts.KEEP,
    refused,
  };
}
