import { sql } from 'drizzle-orm';
import { boolean, check, date, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { amount, createdAt, table } from './columns.ts';

/**
 * What the market knew of a segment at the end of a day, or until now: CARBON, or credits of one project type. The index
 * is null as long as there never was enough for one.
 */
export const marketDays = table(
  'market_days',
  {
    segment: text().notNull(),
    date: date({ mode: 'string' }).notNull(),
    /** EUR for a tonne, in 10^-18. */
    indexValue: amount(),
    /** There was too little for an index of this day: it is that of an earlier one. */
    isCarriedOver: boolean().notNull(),
    /** Of the window: what counted, and what was left out. */
    trades: integer().notNull(),
    sellers: integer().notNull(),
    /** In 10^-18 of a tonne. */
    volume: amount().notNull(),
    droppedOwn: integer().notNull(),
    droppedOutliers: integer().notNull(),
    droppedUnpriced: integer().notNull(),
    /** Open for sale now, and filled in the window; in 10^-18 of a tonne. */
    openQuantity: amount().notNull(),
    filledQuantity: amount().notNull(),
    /** Days of the window. */
    windowDays: integer().notNull(),
    modelVersion: integer().notNull(),
    computedAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.segment, t.date] }),
    check('market_days_index', sql`${t.indexValue} > 0 and (${t.indexValue} is not null or ${t.isCarriedOver})`),
  ],
);

export type MarketDayRow = typeof marketDays.$inferSelect;

const COLUMNS = `segment, date::text, index_value, is_carried_over, trades, sellers, volume, dropped_own,
  dropped_outliers, dropped_unpriced, open_quantity, filled_quantity, window_days, model_version, computed_at`;

/** A segment as it is now, beside its index at the model's date. */
export interface MarketView extends MarketDayRow {
  /** The index at the date, or else the first one after it; null if there is none yet. */
  readonly baseIndex: bigint | null;
  readonly baseDate: string | null;
}

/** The newest day of each segment that has one, with the index at the date `base`. */
export async function selectMarkets(
  { sql: statement }: Db,
  segments: readonly string[],
  base: string,
): Promise<MarketView[]> {
  return await statement<MarketView[]>`
    select ${statement.unsafe(COLUMNS.replaceAll(/(\w+)(::text)?(?=,|$)/g, 'now.$1$2'))},
      base.index_value as base_index, base.date::text as base_date
    from unnest(${[...segments]}::text[]) as s (segment)
    cross join lateral (
      select * from market_days where segment = s.segment order by market_days.date desc limit 1) as now
    left join lateral (
      (select date, index_value from market_days
        where segment = s.segment and date <= ${base} and index_value is not null order by date desc limit 1)
      union all
      (select date, index_value from market_days
        where segment = s.segment and date > ${base} and index_value is not null order by date limit 1)
      limit 1) as base on true`;
}

/** The days from..to of a segment, the newest first. */
export async function selectMarketDays(
  { sql: statement }: Db,
  { segment, from, to, limit }: { segment: string; from: string; to: string; limit: number },
): Promise<MarketDayRow[]> {
  return await statement<MarketDayRow[]>`
    select ${statement.unsafe(COLUMNS)} from market_days
    where segment = ${segment} and market_days.date between ${from} and ${to}
    order by market_days.date desc limit ${limit}`;
}

/** The newest day of every segment. */
export async function selectMarketsNow({ sql: statement }: Db): Promise<MarketDayRow[]> {
  return await statement<MarketDayRow[]>`
    select distinct on (segment) ${statement.unsafe(COLUMNS)} from market_days order by segment, market_days.date desc`;
}

/** Writes days over those of the same segment and date. */
export async function upsertMarketDays({ orm }: Db, rows: readonly Omit<MarketDayRow, 'computedAt'>[]): Promise<void> {
  if (rows.length === 0) return;
  await orm
    .insert(marketDays)
    .values([...rows])
    .onConflictDoUpdate({
      target: [marketDays.segment, marketDays.date],
      set: {
        ...Object.fromEntries(REVISED.map((name) => [name, sql.raw(`excluded.${marketDays[name].name}`)])),
        computedAt: sql`now()`,
      },
    });
}
const REVISED = [
  'indexValue',
  'isCarriedOver',
  'trades',
  'sellers',
  'volume',
  'droppedOwn',
  'droppedOutliers',
  'droppedUnpriced',
  'openQuantity',
  'filledQuantity',
  'windowDays',
  'modelVersion',
] as const;

/** Whether this transaction is the one that computes the markets, until it ends. */
export async function lockMarkets({ sql: statement }: Db): Promise<boolean> {
  const [row] = await statement<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${MARKETS_LOCK}) as mine`;
  return row?.mine ?? false;
}
const MARKETS_LOCK = 4_207_013;
