import { insertFxRates, type NewFxRate, selectLatestFxRates } from '../../db/fx.ts';
import type { Context } from '../context.ts';
import { changeBps, priceOf } from '../prices/rules.ts';
import { FX_BASE } from './fx.ts';

/** A rate as a source tells it; the rate is plain decimal text. */
export interface RateInput {
  readonly quote: string;
  readonly date: string;
  readonly rate: string;
}

export interface RatesReport {
  readonly stored: number;
  /** Known with the same value. */
  readonly unchanged: number;
  readonly refused: readonly { readonly index: number; readonly reason: string }[];
}

/** The euro is of 1999. */
const FIRST_DAY = '1999-01-01';
/** Between working days no rate that is quoted here has moved so far; what says so is looked at by a person first. */
const JUMP_BPS = 1_000;

/**
 * Takes in rates of the euro. What is no rate, of no day, or of a day to come is refused; and, `guarded`, one that is further
 * from the newest known than any day has brought: an operator imports it if it is true.
 */
export async function recordFxRates(
  ctx: Context,
  {
    source,
    rates,
    guarded,
    now,
  }: { readonly source: string; readonly rates: readonly RateInput[]; readonly guarded: boolean; readonly now: Date },
): Promise<RatesReport> {
  const newest = guarded ? await selectLatestFxRates(ctx.app.db, FX_BASE) : [];
  const known = new Map(newest.filter((row) => row.source === source).map((row) => [row.quote, row.rate]));
  const refused: { index: number; reason: string }[] = [];
  const rows = new Map<string, NewFxRate>();
  const today = now.toISOString().slice(0, 10);
  for (const [index, { quote, date, rate: told }] of rates.entries()) {
    const rate = priceOf(told);
    const before = known.get(quote);
    const key = `${quote} ${date}`;
    const reason =
      rate === undefined
        ? `"${told.slice(0, 40)}" is no rate`
        : Number.isNaN(Date.parse(date)) || date < FIRST_DAY || date > today
          ? `${date} is no day of the past`
          : rows.has(key)
            ? `${quote} of ${date} is told twice`
            : before !== undefined && Math.abs(changeBps(before, rate)) > JUMP_BPS
              ? `${quote} is ${told}, far from what it was`
              : undefined;
    if (reason !== undefined || rate === undefined) refused.push({ index, reason: reason ?? '' });
    else rows.set(key, { base: FX_BASE, quote, date, source, rate });
  }
  const stored = await ctx.app.db.transact((tx) => insertFxRates(tx, [...rows.values()]));
  return { stored: stored.length, unchanged: rows.size - stored.length, refused };
}
