import { z } from 'zod';
import { type PriceDayRow, selectCommonDays, selectPriceDaysAndBefore } from '../../db/price-days.ts';
import {
  type CurrentPrice,
  instrument as instrumentEnum,
  type Instrument,
  priceCurrency,
  type PriceSourceRow,
  selectCurrentPrices,
  selectPriceSources,
} from '../../db/prices.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { optional, readInput } from '../input.ts';
import { type Candle, candlesOf, correlationOf, type Interval, logReturns, periodOf } from './candles.ts';
import { isPair, pairKey, PAIRS, RATIO } from './rules.ts';
import { isSessionBound, isStale, sessionClosing, staleLimits } from './sessions.ts';

/** A price as a reader gets it: with its age, and whether it is too old to trade on. */
export interface PriceView extends Omit<CurrentPrice, 'asOf'> {
  readonly asOf: Date;
  readonly stale: boolean;
}

/** The latest price of every pair of these instruments that has one. One statement, whatever is asked. */
export async function readPrices(ctx: Context, instruments?: readonly Instrument[] | null): Promise<PriceView[]> {
  const now = new Date();
  const rows = new Map((await selectCurrentPrices(ctx.app.db, PAIRS)).map((row) => [pairKey(row), dated(row)]));
  const limits = staleLimits(ctx.app.config);
  // A derived price is as stale as what it was made of.
  const legsOf = (key: string) =>
    key === pairKey(RATIO.quotient) ? [RATIO.dividend, RATIO.divisor].map(pairKey) : [key];
  return [...rows]
    .filter(([, row]) => !instruments || instruments.includes(row.instrument))
    .map(([key, row]) => ({
      ...row,
      stale: [key, ...legsOf(key)].some((leg) => isStale(rows.get(leg) ?? row, now, limits)),
    }));
}

/** A price that is a day's close is as old as that day's end. */
function dated(row: CurrentPrice): CurrentPrice & { asOf: Date } {
  if (row.asOf !== null) return { ...row, asOf: row.asOf };
  const date = row.session ?? '1970-01-01';
  const end = isSessionBound(row.instrument) ? sessionClosing(date) : new Date(Date.parse(date) + 86_400_000);
  return { ...row, session: isSessionBound(row.instrument) ? date : null, asOf: end < row.seenAt ? end : row.seenAt };
}

const pairInput = z
  .object({ instrument: z.enum(instrumentEnum.enumValues), currency: z.enum(priceCurrency.enumValues) })
  .refine(({ instrument, currency }) => isPair(instrument, currency), {
    path: ['currency'],
    error: ({ input }) => {
      const { instrument } = input as { instrument: Instrument };
      const priced = PAIRS.filter((pair) => pair.instrument === instrument).map(({ currency }) => currency);
      return `${instrument} has a price in ${priced.join(', ')} only`;
    },
  });

/** The latest price of one pair, null if there is none yet. Throws InputInvalid for a pair that there is not. */
export async function readPrice(ctx: Context, input: unknown): Promise<PriceView | null> {
  const pair = readInput(pairInput, input);
  const prices = await readPrices(ctx, [pair.instrument]);
  return prices.find(({ currency }) => currency === pair.currency) ?? null;
}

const DAY_MS = 86_400_000;
const isoDate = (at: number) => new Date(at).toISOString().slice(0, 10);
const day = z.iso
  .date('is not a day such as "2026-11-21"')
  .refine((date) => date > '1990-01-01' && date < '2200-01-01', {
    error: 'is out of range',
  });
const historyInput = pairInput.and(
  z.object({ from: optional(day), to: optional(day), interval: z.enum(['DAY', 'WEEK', 'MONTH']) }),
);
const DEFAULT_DAYS: Readonly<Record<Interval, number>> = { DAY: 30, WEEK: 182, MONTH: 730 };
const SHORTEST_DAYS: Readonly<Record<Interval, number>> = { DAY: 1, WEEK: 7, MONTH: 28 };

/**
 * Candles of the periods in which from..to lie, oldest first. `from` defaults to 30 days, 26 weeks or two years before
 * `to`, and `to` to today. Throws InputInvalid where that would be more candles than one reading gives.
 */
export async function readHistory(ctx: Context, input: unknown): Promise<Candle[]> {
  const { instrument, currency, interval, ...range } = readInput(historyInput, input);
  const to = range.to ?? isoDate(Date.now());
  const from = periodOf(range.from ?? isoDate(Date.parse(to) - DEFAULT_DAYS[interval] * DAY_MS), interval);
  if (from > to) throw new InputInvalid([{ path: ['from'], message: 'is after `to`' }]);
  const candles = ctx.app.config.PRICE_CANDLES;
  const calendarDays = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  if (calendarDays > candles * SHORTEST_DAYS[interval]) {
    const message = `with \`to\` spans more than ${candles} candles: ask for fewer days or a longer interval`;
    throw new InputInvalid([{ path: ['from'], message }]);
  }
  const rows = await selectPriceDaysAndBefore(
    ctx.app.db,
    { instrument, currency },
    { from, to, limit: calendarDays + 1 },
  );
  const isBefore = (row: PriceDayRow | undefined) => row !== undefined && row.date < from;
  return candlesOf(isBefore(rows[0]) ? rows.slice(1) : rows, interval, isBefore(rows[0]) ? rows[0]?.close : undefined);
}

export interface Correlation {
  readonly from: string;
  readonly to: string;
  /** Days on which both have a price. */
  readonly n: number;
  /** Of the daily logarithmic returns: n - 1 of them. Null with too few, or when one side never moves. */
  readonly ofReturns: number | null;
  /** Of the prices themselves. */
  readonly ofPrices: number | null;
  readonly sources: readonly string[];
}

const correlationInput = z.object({
  windowDays: z.int('is not a whole number').min(3, 'must be at least 3').max(10_000, 'must be at most 10000'),
  to: optional(day),
});

/** How EUA/EUR and ETH/EUR move together over the days up to `to` (today if it is not given). */
export async function readCorrelation(ctx: Context, input: unknown): Promise<Correlation> {
  const { windowDays, to = isoDate(Date.now()) } = readInput(correlationInput, input);
  const from = isoDate(Date.parse(to) - (windowDays - 1) * DAY_MS);
  const days = await selectCommonDays(ctx.app.db, RATIO.dividend, RATIO.divisor, { from, to, limit: windowDays });
  const [eua, eth] = [days.map(({ one }) => one), days.map(({ other }) => other)];
  return {
    from,
    to,
    n: days.length,
    ofReturns: correlationOf(logReturns(eua), logReturns(eth)),
    ofPrices: correlationOf(eua.map(Number), eth.map(Number)),
    sources: [...new Set(days.flatMap(({ oneSource, otherSource }) => [oneSource, otherSource]))].toSorted(),
  };
}

/** How a source of prices is doing. */
export type SourceView = PriceSourceRow & {
  /** Seconds since it last answered well; null if it never did. */ readonly ageS: number | null;
};

export async function readPriceSources(ctx: Pick<Context, 'app'>): Promise<SourceView[]> {
  const now = Date.now();
  const rows = await selectPriceSources(ctx.app.db);
  return rows.map((row) => ({
    ...row,
    ageS: row.lastOkAt === null ? null : Math.max(0, Math.floor((now - row.lastOkAt.getTime()) / 1_000)),
  }));
}
