import { selectPriceDays, upsertPriceDays } from '../../db/price-days.ts';
import {
  insertTicks,
  type Instrument,
  lockPrices,
  type PriceCurrency,
  type PriceLatestRow,
  type PriceTickRow,
  selectLatestPrices,
  selectNewestTicks,
  upsertLatestPrices,
} from '../../db/prices.ts';
import type { Db } from '../../db/client.ts';
import { type Context, transact } from '../context.ts';
import { type NewEvent, tell } from '../feed.ts';
import {
  decideTick,
  DERIVED,
  isPair,
  pairKey,
  priceOf,
  RATIO,
  ratioOf,
  SIMULATED,
  type TickDecision,
} from './rules.ts';
import { isTradingDay } from './sessions.ts';

/** A live price as a source tells of it. */
export interface TickInput {
  readonly instrument: Instrument;
  readonly currency: PriceCurrency;
  /** Plain decimal text. */
  readonly price: string;
  readonly asOf: Date;
  /** The trading day that it is of, for markets that close. */
  readonly session?: string | null;
  readonly marketOpen?: boolean;
}

export interface TicksReport {
  readonly moved: number;
  readonly same: number;
  readonly kept: number;
  readonly suspect: number;
  /** Prices that are none, as `MCO2/EUR: 0`. */
  readonly refused: readonly string[];
}

/**
 * Takes in live prices of one source: what moves becomes the latest price, a tick and an event; EUA/ETH follows from
 * its two prices in the same transaction; and the open day of a market without sessions takes in what was seen.
 */
export async function recordTicks(
  ctx: Context,
  input: { readonly source: string; readonly ticks: readonly TickInput[]; readonly seenAt: Date },
): Promise<TicksReport> {
  return transact(ctx, (tx) => recordTicksWithin(ctx, tx, input));
}

/** `recordTicks` as a part of the caller's transaction. */
export async function recordTicksWithin(
  ctx: Context,
  tx: Db,
  { source, ticks, seenAt }: Parameters<typeof recordTicks>[1],
): Promise<TicksReport> {
  await lockPrices(tx);
  const [rows, newest] = await Promise.all([selectLatestPrices(tx), selectNewestTicks(tx)]);
  const latest = new Map(rows.map((row) => [pairKey(row), row]));
  const doubted = new Map(newest.flatMap((tick) => (tick.suspect ? [[pairKey(tick), tick.price]] : [])));
  const decided: { told: PriceLatestRow; decision: TickDecision }[] = [];
  const refused: string[] = [];
  const decide = (told: PriceLatestRow) => {
    const decision = decideTick(
      latest.get(pairKey(told)),
      told,
      doubted.get(pairKey(told)),
      ctx.app.config.PRICE_JUMP_BPS,
    );
    decided.push({ told, decision });
    if (decision === 'MOVE' || decision === 'SAME') latest.set(pairKey(told), told);
  };
  for (const tick of ticks) {
    const price = isPair(tick.instrument, tick.currency) ? priceOf(tick.price) : undefined;
    if (price === undefined) refused.push(`${pairKey(tick)}: ${tick.price.slice(0, 40)}`);
    else decide({ ...tick, price, seenAt, source, session: tick.session ?? null, marketOpen: tick.marketOpen ?? true });
  }
  const ratio = ratioNow(latest, seenAt);
  if (ratio !== undefined) decide(ratio);

  const moved = decided.filter(({ decision }) => decision === 'MOVE').map(({ told }) => told);
  const heard = decided.filter(({ decision }) => decision === 'MOVE' || decision === 'SAME').map(({ told }) => told);
  const suspect = decided.filter(({ decision }) => decision === 'SUSPECT').map(({ told }) => told);
  await insertTicks(tx, [...moved.map((told) => tickOf(told, false)), ...suspect.map((told) => tickOf(told, true))]);
  await upsertLatestPrices(tx, heard);
  await sampleDays(tx, moved);
  await tell(tx, moved.map(priceMoved));
  const kept = decided.filter(({ decision }) => decision === 'KEEP').length;
  return { moved: moved.length, same: heard.length - moved.length, kept, suspect: suspect.length, refused };
}

const tickOf = (
  { session: _session, marketOpen: _open, ...told }: PriceLatestRow,
  suspect: boolean,
): Omit<PriceTickRow, 'id'> => ({
  ...told,
  suspect,
});

/** EUA/ETH from what is known now; as old as the older of the two, and simulated if either is. */
function ratioNow(latest: ReadonlyMap<string, PriceLatestRow>, seenAt: Date): PriceLatestRow | undefined {
  const dividend = latest.get(pairKey(RATIO.dividend));
  const divisor = latest.get(pairKey(RATIO.divisor));
  if (dividend === undefined || divisor === undefined) return undefined;
  const price = ratioOf(dividend.price, divisor.price);
  if (price === 0n) return undefined;
  const simulated = dividend.source === SIMULATED || divisor.source === SIMULATED;
  return {
    ...RATIO.quotient,
    price,
    asOf: dividend.asOf < divisor.asOf ? dividend.asOf : divisor.asOf,
    seenAt,
    source: simulated ? SIMULATED : DERIVED,
    session: dividend.session,
    marketOpen: dividend.marketOpen,
  };
}

const priceMoved = (row: PriceLatestRow): NewEvent => ({
  topic: 'price',
  key: pairKey(row),
  payload: {
    instrument: row.instrument,
    currency: row.currency,
    price: row.price.toString(),
    asOf: row.asOf.toISOString(),
    source: row.source,
    session: row.session,
    marketOpen: row.marketOpen,
  },
});

/**
 * Widens today's open, high and low by the prices seen. Their earlier values are the ticks, so no revision is kept.
 * Not for what has a day of its own from the source (EUA) or from its two legs (EUA/ETH).
 */
async function sampleDays(tx: Db, moved: readonly PriceLatestRow[]): Promise<void> {
  const sampled: Parameters<typeof upsertPriceDays>[1][number][] = [];
  for (const { instrument, currency, price, asOf, source } of moved) {
    const date = asOf.toISOString().slice(0, 10);
    const ownDays = instrument === 'EUA' && (source !== SIMULATED || currency !== 'EUR' || !isTradingDay(date));
    const [known] = ownDays
      ? []
      : await selectPriceDays(tx, { instrument, currency }, { from: date, to: date, limit: 1 });
    const isBetter = known !== undefined && (!known.isOpenDay || (source === SIMULATED && known.source !== SIMULATED));
    if (ownDays || isBetter) continue;
    const goesOn = known?.source === source ? known : undefined;
    sampled.push({
      instrument,
      currency,
      date,
      source,
      close: price,
      volume: null,
      changeBps: null,
      basis: null,
      open: goesOn?.open ?? price,
      high: goesOn?.high != null && goesOn.high > price ? goesOn.high : price,
      low: goesOn?.low != null && goesOn.low < price ? goesOn.low : price,
      flags: ['SAMPLED'],
      isOpenDay: true,
      keepsEarlier: known !== undefined && goesOn === undefined,
    });
  }
  await upsertPriceDays(tx, sampled);
}
