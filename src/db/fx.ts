import { sql } from 'drizzle-orm';
import { check, date, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import { type Db, texts } from './client.ts';
import { amount, createdAt, table } from './columns.ts';

/** What one unit of `base` costs in `quote` on a day, as a source published it. What was corrected is kept. */
export const fxRates = table(
  'fx_rates',
  {
    /** ISO 4217. */
    base: text().notNull(),
    quote: text().notNull(),
    /** The day of the rate at its source. */
    date: date({ mode: 'string' }).notNull(),
    source: text().notNull(),
    /** 1 as it was first published, and counted up with each correction. */
    revision: integer().notNull(),
    /** In 10^-18. */
    rate: amount().notNull(),
    recordedAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.base, t.quote, t.date, t.source, t.revision] }),
    check(
      'fx_rates_currencies',
      sql`${t.base} ~ '^[A-Z]{3}$' and ${t.quote} ~ '^[A-Z]{3}$' and ${t.base} <> ${t.quote}`,
    ),
    check('fx_rates_positive', sql`${t.rate} > 0 and ${t.revision} > 0`),
  ],
);

export type FxRateRow = typeof fxRates.$inferSelect;
export type NewFxRate = Pick<FxRateRow, 'base' | 'quote' | 'date' | 'source' | 'rate'>;

const COLUMNS = 'base, quote, date::text, source, revision, rate, recorded_at';

/**
 * The newest rate of `base` in each of these currencies, or in all that have one: that of the last day, and of one day the
 * last said; a day that both a real and an invented source know is the real one's. Each is looked up by key: of histories
 * of decades only the last day is read.
 */
export async function selectLatestFxRates(
  { sql: statement }: Db,
  base: string,
  quotes?: readonly string[],
): Promise<FxRateRow[]> {
  const wanted =
    quotes === undefined
      ? statement`(
          with recursive known as (
            (select quote from fx_rates where base = ${base} order by quote limit 1)
            union all
            select (select f.quote from fx_rates f where f.base = ${base} and f.quote > known.quote order by f.quote limit 1)
            from known where known.quote is not null)
          select quote from known where quote is not null)`
      : statement`unnest(${[...quotes]}::text[])`;
  return await statement<FxRateRow[]>`
    select newest.* from ${wanted} as wanted (quote)
    cross join lateral (
      select ${statement.unsafe(COLUMNS)} from fx_rates
      where base = ${base} and quote = wanted.quote
      order by fx_rates.date desc, source = 'SIMULATED', recorded_at desc, revision desc limit 1) as newest
    order by newest.quote`;
}

/** The rates of a pair from day to day, the newest first, each as it was said last. */
export async function selectFxRates(
  { sql: statement }: Db,
  { base, quote, from, to, limit }: { base: string; quote: string; from: string; to: string; limit: number },
): Promise<FxRateRow[]> {
  return await statement<FxRateRow[]>`
    select distinct on (fx_rates.date) ${statement.unsafe(COLUMNS)} from fx_rates
    where base = ${base} and quote = ${quote} and fx_rates.date between ${from} and ${to}
    order by fx_rates.date desc, source = 'SIMULATED', recorded_at desc, revision desc limit ${limit}`;
}

/** Writes rates that are not known yet. Under a lock, so that revisions are counted once. Gives how many it wrote. */
export async function insertFxRates({ sql: statement }: Db, rows: readonly NewFxRate[]): Promise<FxRateRow[]> {
  if (rows.length === 0) return [];
  await statement`select pg_advisory_xact_lock(${FX_LOCK})`;
  return await statement<FxRateRow[]>`
    insert into fx_rates (base, quote, date, source, revision, rate)
    select t.base, t.quote, t.date, t.source, coalesce(known.revision, 0) + 1, t.rate
    from unnest(
      ${rows.map((row) => row.base)}::text[], ${rows.map((row) => row.quote)}::text[],
      ${rows.map((row) => row.date)}::date[], ${rows.map((row) => row.source)}::text[],
      ${texts(rows.map((row) => row.rate))}::numeric[]) as t (base, quote, date, source, rate)
    left join lateral (
      select revision, rate from fx_rates f
      where f.base = t.base and f.quote = t.quote and f.date = t.date and f.source = t.source
      order by revision desc limit 1) as known on true
    where known.rate is distinct from t.rate
    returning ${statement.unsafe(COLUMNS)}`;
}
const FX_LOCK = 4_207_012;
