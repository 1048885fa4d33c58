import { sql } from 'drizzle-orm';
import { boolean, check, date, index, integer, pgEnum, primaryKey, text } from 'drizzle-orm/pg-core';
import { amount, createdAt, table } from './columns.ts';
import { type Db, texts } from './client.ts';
import { instrument, type Pair, priceCurrency } from './prices.ts';

/**
 * CHANGE_MISMATCH: the change that the source prints does not follow from the close before. OHLC_INCONSISTENT: open or
 * close lie outside low..high, as the source prints them. SAMPLED: open, high and low are of the prices that we happened
 * to see.
 */
export const priceFlag = pgEnum('price_flag', ['CHANGE_MISMATCH', 'OHLC_INCONSISTENT', 'SAMPLED']);
export type PriceFlag = (typeof priceFlag.enumValues)[number];

const values = () => ({
  open: amount(),
  high: amount(),
  low: amount(),
  close: amount().notNull(),
  /** At 10^-18. EUA: contracts of 1,000 t. ETH and MCO2: turnover in the currency. */
  volume: amount(),
  /** Exactly as the source prints it; null where it prints none. */
  changeBps: integer(),
  flags: priceFlag().array().notNull(),
  source: text().notNull(),
  /** The values were taken before the day was over: they may change. */
  isOpenDay: boolean().notNull(),
  revision: integer().notNull(),
  recordedAt: createdAt(),
});

/** One day of one pair, as it is known now. */
export const priceDays = table(
  'price_days',
  {
    instrument: instrument().notNull(),
    currency: priceCurrency().notNull(),
    date: date({ mode: 'string' }).notNull(),
    ...values(),
    /** Of a derived day: the sum of the revisions of the two days that it was made of. It rises when either changes. */
    basis: integer(),
  },
  (t) => [
    primaryKey({ columns: [t.instrument, t.currency, t.date] }),
    check('price_days_close_positive', sql`${t.close} > 0`),
    index('price_days_unsettled')
      .on(t.instrument, t.currency, t.date)
      .where(sql`${t.isOpenDay}`),
  ],
);

/** What a day was known as before it was revised. Rows are only ever added. */
export const priceDayRevisions = table(
  'price_day_revisions',
  {
    instrument: instrument().notNull(),
    currency: priceCurrency().notNull(),
    date: date({ mode: 'string' }).notNull(),
    ...values(),
    replacedAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.instrument, t.currency, t.date, t.revision] })],
);

export type PriceDayRow = typeof priceDays.$inferSelect;
export type PriceDayRevisionRow = typeof priceDayRevisions.$inferSelect;
export type NewPriceDay = Omit<PriceDayRow, 'revision' | 'recordedAt'>;

const COLUMNS = `instrument, currency, date::text, open, high, low, close, volume, change_bps, flags, source,
  is_open_day, revision, recorded_at`;

/** The days from..to (ISO dates, both included), oldest first, at most `limit` of them: the newest. */
export async function selectPriceDays(
  { sql }: Db,
  { instrument, currency }: Pair,
  { from, to, limit }: { from: string; to: string; limit: number },
): Promise<PriceDayRow[]> {
  const newest = await sql<PriceDayRow[]>`
    select ${sql.unsafe(COLUMNS)}, basis from price_days
    where instrument = ${instrument} and currency = ${currency} and date between ${from} and ${to}
    order by price_days.date desc limit ${limit}`;
  return newest.toReversed();
}

/** The days from..to (ISO dates, both included) and the last one before them, oldest first, in one statement. */
export async function selectPriceDaysAndBefore(
  { sql }: Db,
  { instrument, currency }: Pair,
  { from, to, limit }: { from: string; to: string; limit: number },
): Promise<PriceDayRow[]> {
  return await sql<PriceDayRow[]>`
    select ${sql.unsafe(COLUMNS)}, basis from price_days
    where instrument = ${instrument} and currency = ${currency} and date <= ${to} and date >= coalesce(
      (select max(date) from price_days where instrument = ${instrument} and currency = ${currency} and date < ${from}),
      ${from})
    order by price_days.date limit ${limit}`;
}

/** The last day before `date`, if there is one. */
export async function selectPriceDayBefore({ sql }: Db, pair: Pair, date: string): Promise<PriceDayRow | undefined> {
  const [row] = await sql<PriceDayRow[]>`
    select ${sql.unsafe(COLUMNS)}, basis from price_days
    where instrument = ${pair.instrument} and currency = ${pair.currency} and date < ${date}
    order by price_days.date desc limit 1`;
  return row;
}

/** What the day was known as before, oldest first. */
export async function selectPriceDayRevisions({ sql }: Db, pair: Pair, date: string): Promise<PriceDayRevisionRow[]> {
  return await sql<PriceDayRevisionRow[]>`
    select ${sql.unsafe(COLUMNS)}, replaced_at from price_day_revisions
    where instrument = ${pair.instrument} and currency = ${pair.currency} and date = ${date}
    order by revision`;
}

/**
 * Writes days, under `lockPrices`. A day that is there already is overwritten; where `keepsEarlier` says so, what it
 * was is kept and its revision goes up by one.
 */
export async function upsertPriceDays(
  { sql }: Db,
  days: readonly (NewPriceDay & { readonly keepsEarlier: boolean })[],
): Promise<void> {
  if (days.length === 0) return;
  await sql`
    with fresh as (
      select * from unnest(
        ${days.map((day) => day.instrument)}::instrument[], ${days.map((day) => day.currency)}::price_currency[],
        ${days.map((day) => day.date)}::date[], ${texts(days.map((day) => day.open))}::numeric[],
        ${texts(days.map((day) => day.high))}::numeric[], ${texts(days.map((day) => day.low))}::numeric[],
        ${texts(days.map((day) => day.close))}::numeric[], ${texts(days.map((day) => day.volume))}::numeric[],
        ${texts(days.map((day) => day.changeBps))}::integer[], ${days.map((day) => `{${day.flags.join(',')}}`)}::text[],
        ${days.map((day) => day.source)}::text[], ${texts(days.map((day) => day.isOpenDay))}::text[],
        ${texts(days.map((day) => day.basis))}::integer[], ${texts(days.map((day) => day.keepsEarlier))}::text[]
      ) as f (instrument, currency, date, open, high, low, close, volume, change_bps, flags, source, is_open_day,
              basis, keeps_earlier)
    ), kept as (
      insert into price_day_revisions (instrument, currency, date, open, high, low, close, volume, change_bps, flags,
        source, is_open_day, revision, recorded_at)
      select d.instrument, d.currency, d.date, d.open, d.high, d.low, d.close, d.volume, d.change_bps, d.flags,
        d.source, d.is_open_day, d.revision, d.recorded_at
      from price_days as d join fresh as f using (instrument, currency, date) where f.keeps_earlier::boolean
    )
    insert into price_days (instrument, currency, date, open, high, low, close, volume, change_bps, flags, source,
      is_open_day, basis, revision)
    select f.instrument, f.currency, f.date, f.open, f.high, f.low, f.close, f.volume, f.change_bps,
      f.flags::price_flag[], f.source, f.is_open_day::boolean, f.basis, coalesce(d.revision, 0) + case when f.keeps_earlier::boolean or d.revision is null then 1 else 0 end
    from fresh as f left join price_days as d using (instrument, currency, date)
    on conflict (instrument, currency, date) do update set
      open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume,
      change_bps = excluded.change_bps, flags = excluded.flags, source = excluded.source,
      is_open_day = excluded.is_open_day, basis = excluded.basis, revision = excluded.revision, recorded_at = now()`;
}

/** Days from..to that are missing, still open, or simulated: what a source of past days is to be asked for. */
export async function selectUnsettledDays(
  { sql }: Db,
  { instrument, currency }: Pair,
  { from, to }: { from: string; to: string },
): Promise<string[]> {
  const rows = await sql<{ date: string }[]>`
    select day::date::text as date
    from generate_series(${from}::date, ${to}::date, interval '1 day') as day
    left join price_days as d on d.instrument = ${instrument} and d.currency = ${currency} and d.date = day::date
    where d.date is null or d.is_open_day or d.source = 'SIMULATED'
    order by day`;
  return rows.map((row) => row.date);
}

/** Takes the open days of a source before `date` for over, where nobody will confirm them. */
export async function closeOldDays({ sql }: Db, source: string, date: string): Promise<void> {
  await sql`update price_days set is_open_day = false where is_open_day and source = ${source} and date < ${date}`;
}

/** A day of two pairs from which a third is made. */
export interface DayToDerive {
  readonly date: string;
  readonly dividend: { readonly close: bigint; readonly source: string };
  readonly divisor: { readonly close: bigint; readonly source: string };
  readonly isOpenDay: boolean;
  readonly basis: number;
}

/** Days whose quotient is missing or was made of earlier revisions, newest first. */
export async function selectDaysToDerive(
  { sql }: Db,
  pairs: { readonly dividend: Pair; readonly divisor: Pair; readonly quotient: Pair },
  limit: number,
): Promise<DayToDerive[]> {
  const { dividend, divisor, quotient } = pairs;
  const rows = await sql<
    { date: string; a: bigint; aSource: string; b: bigint; bSource: string; isOpenDay: boolean; basis: number }[]
  >`
    select a.date::text, a.close as a, a.source as a_source, b.close as b, b.source as b_source,
      a.is_open_day or b.is_open_day as is_open_day, a.revision + b.revision as basis
    from price_days as a
    join price_days as b
      on b.instrument = ${divisor.instrument} and b.currency = ${divisor.currency} and b.date = a.date
    left join price_days as q
      on q.instrument = ${quotient.instrument} and q.currency = ${quotient.currency} and q.date = a.date
    where a.instrument = ${dividend.instrument} and a.currency = ${dividend.currency}
      and (q.date is null or q.basis is distinct from a.revision + b.revision
           or q.is_open_day <> (a.is_open_day or b.is_open_day))
    order by a.date desc limit ${limit}`;
  return rows.map(({ a, aSource, b, bSource, ...row }) => ({
    ...row,
    dividend: { close: a, source: aSource },
    divisor: { close: b, source: bSource },
  }));
}

/** The closes that two pairs have on the same days from..to, oldest first, at most `limit`: the newest. */
export async function selectCommonDays(
  { sql }: Db,
  one: Pair,
  other: Pair,
  { from, to, limit }: { from: string; to: string; limit: number },
): Promise<{ date: string; one: bigint; other: bigint; oneSource: string; otherSource: string }[]> {
  const newest = await sql<{ date: string; one: bigint; other: bigint; oneSource: string; otherSource: string }[]>`
    select a.date::text, a.close as one, b.close as other, a.source as one_source, b.source as other_source
    from price_days as a
    join price_days as b on b.instrument = ${other.instrument} and b.currency = ${other.currency} and b.date = a.date
    where a.instrument = ${one.instrument} and a.currency = ${one.currency} and a.date between ${from} and ${to}
    order by a.date desc limit ${limit}`;
  return newest.toReversed();
}
