import { z } from 'zod';
import { type FxRateRow, selectFxRates, selectLatestFxRates } from '../../db/fx.ts';
import { type MarketDayRow, selectMarketDays, selectMarketsNow } from '../../db/market-days.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { day, optional, readInput, text } from '../input.ts';
import { SIMULATED } from '../prices/rules.ts';
import { dayBefore } from './euros.ts';
import { ageDays, FX_BASE } from './fx.ts';

/** A rate with its age. */
export interface FxRateView extends FxRateRow {
  readonly ageDays: number;
  /** Too old to quote at. */
  readonly stale: boolean;
  readonly simulated: boolean;
}

const asView = (row: FxRateRow, now: Date, staleDays: number): FxRateView => {
  const age = ageDays(row.date, now);
  return { ...row, ageDays: age, stale: age > staleDays, simulated: row.source === SIMULATED };
};

/** The newest rate of the euro in every currency that has one. */
export async function readFxRates(ctx: Context): Promise<FxRateView[]> {
  const now = new Date();
  const rows = await selectLatestFxRates(ctx.app.db, FX_BASE);
  return rows.map((row) => asView(row, now, ctx.app.config.FX_STALE_DAYS));
}

const MOST_DAYS = 400;
const range = z.object({ from: optional(day), to: optional(day) });

/** From..to, or 30 days that end today. Throws InputInvalid for more than 400 days. */
function daysOf(input: unknown): { readonly from: string; readonly to: string; readonly limit: number } {
  const { from: given, to = new Date().toISOString().slice(0, 10) } = readInput(range, input);
  const from = given ?? dayBefore(to, 30);
  if (from < dayBefore(to, MOST_DAYS - 1)) {
    throw new InputInvalid([{ path: ['from'], message: `is more than ${MOST_DAYS} days before the end` }]);
  }
  return { from, to, limit: MOST_DAYS };
}

const currencyInput = z.string().regex(/^[A-Z]{3}$/, 'is no code of a currency, such as USD');

/** The rates of the euro in one currency from day to day, the newest first. Throws InputInvalid. */
export async function readFxHistory(
  ctx: Context,
  { currency, ...input }: { readonly currency: unknown; readonly from?: unknown; readonly to?: unknown },
): Promise<FxRateView[]> {
  const now = new Date();
  const rows = await selectFxRates(ctx.app.db, {
    base: FX_BASE,
    quote: readInput(currencyInput, currency),
    ...daysOf(input),
  });
  return rows.map((row) => asView(row, now, ctx.app.config.FX_STALE_DAYS));
}

/** Every segment of the market as it is now. */
export const readMarkets = (ctx: Context): Promise<MarketDayRow[]> => selectMarketsNow(ctx.app.db);

/** The days of a segment, the newest first. Throws InputInvalid. */
export async function readMarketHistory(
  ctx: Context,
  { segment, ...input }: { readonly segment: unknown; readonly from?: unknown; readonly to?: unknown },
): Promise<MarketDayRow[]> {
  return selectMarketDays(ctx.app.db, { segment: readInput(text(1, 200), segment), ...daysOf(input) });
}
