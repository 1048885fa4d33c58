import { sql } from 'drizzle-orm';
import { boolean, check, date, index, integer, pgEnum, primaryKey, text } from 'drizzle-orm/pg-core';
import { amount, createdAt, instant, position, table } from './columns.ts';
import { type Db, texts } from './client.ts';

export const instrument = pgEnum('instrument', ['MCO2', 'ETH', 'EUA']);
export const priceCurrency = pgEnum('price_currency', ['EUR', 'USD', 'ETH']);
export type Instrument = (typeof instrument.enumValues)[number];
export type PriceCurrency = (typeof priceCurrency.enumValues)[number];

/** What a price is of. EUA in ETH is the derived ratio EUA/ETH. */
export interface Pair {
  readonly instrument: Instrument;
  readonly currency: PriceCurrency;
}

export const priceSourceState = pgEnum('price_source_state', [
  'NEVER_ASKED',
  'OK',
  'BLOCKED',
  'LAYOUT_CHANGED',
  'UNREACHABLE',
  'RATE_LIMITED',
  'REFUSED',
]);
export type PriceSourceState = (typeof priceSourceState.enumValues)[number];

/** How a source is doing, and when it may be asked again. */
export const priceSources = table('price_sources', {
  name: text().primaryKey(),
  state: priceSourceState().notNull().default('NEVER_ASKED'),
  /** For people: what went wrong. Empty while all is well. */
  detail: text().notNull().default(''),
  /** Why it is read in a poorer way than it should be. */
  degraded: text(),
  warnings: text()
    .array()
    .notNull()
    .default(sql`'{}'`),
  lastOkAt: instant(),
  lastTriedAt: instant(),
  nextTryAt: createdAt(),
  /** In a row; 0 after a success. */
  failures: integer().notNull().default(0),
});

/** The price that counts now, one row a pair. */
export const priceLatest = table(
  'price_latest',
  {
    instrument: instrument().notNull(),
    currency: priceCurrency().notNull(),
    /** In 10^-18 of the currency. */
    price: amount().notNull(),
    /** When the source last saw this price. */
    asOf: instant().notNull(),
    /** When we last heard from the source that this is the price. */
    seenAt: instant().notNull(),
    source: text().notNull(),
    /** The trading day that the price is of; null for markets that never close. */
    session: date({ mode: 'string' }),
    marketOpen: boolean().notNull(),
  },
  (t) => [primaryKey({ columns: [t.instrument, t.currency] }), check('price_latest_positive', sql`${t.price} > 0`)],
);

/** Every move of a price as it was seen. Suspect ones were seen and did not count (see decideTick). */
export const priceTicks = table(
  'price_ticks',
  {
    id: position(),
    instrument: instrument().notNull(),
    currency: priceCurrency().notNull(),
    price: amount().notNull(),
    asOf: instant().notNull(),
    seenAt: instant().notNull(),
    source: text().notNull(),
    suspect: boolean().notNull().default(false),
  },
  (t) => [
    index('price_ticks_pair').on(t.instrument, t.currency, t.id),
    index('price_ticks_age').on(t.seenAt),
    check('price_ticks_positive', sql`${t.price} > 0`),
  ],
);

export type PriceSourceRow = typeof priceSources.$inferSelect;
export type PriceLatestRow = typeof priceLatest.$inferSelect;
export type PriceTickRow = typeof priceTicks.$inferSelect;

/** Locks the series of prices until the transaction ends: prices have one writer at a time, and reads never wait. */
export async function lockPrices({ sql }: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(${PRICE_LOCK})`;
}
const PRICE_LOCK = 4_207_003;

/** The latest price of every pair that has one. */
export async function selectLatestPrices({ sql }: Db): Promise<PriceLatestRow[]> {
  return await sql<PriceLatestRow[]>`
    select instrument, currency, price, as_of, seen_at, source, session::text, market_open
    from price_latest order by instrument, currency`;
}

/** The latest price of a pair, or, where no live source has told of one yet, its newest day. */
export type CurrentPrice = Pair & {
  readonly price: bigint;
  readonly source: string;
  readonly session: string | null;
  readonly asOf: Date | null;
  readonly seenAt: Date;
  readonly marketOpen: boolean;
};

/** One statement for all pairs; `asOf` is null where the price is a day's close (`session` says of which). */
export async function selectCurrentPrices({ sql }: Db, pairs: readonly Pair[]): Promise<CurrentPrice[]> {
  return await sql<CurrentPrice[]>`
    select p.instrument, p.currency, coalesce(l.price, d.close) as price, coalesce(l.source, d.source) as source,
      coalesce(l.session, d.date)::text as session, l.as_of, coalesce(l.seen_at, d.recorded_at) as seen_at,
      coalesce(l.market_open, false) as market_open
    from unnest(${pairs.map((pair) => pair.instrument)}::instrument[],
                ${pairs.map((pair) => pair.currency)}::price_currency[]) with ordinality as p (instrument, currency, place)
    left join price_latest as l on l.instrument = p.instrument and l.currency = p.currency
    left join lateral (
      select date, close, source, recorded_at from price_days
      where instrument = p.instrument and currency = p.currency order by date desc limit 1
    ) as d on l.price is null
    where l.price is not null or d.close is not null
    order by p.place`;
}

/** The newest tick of each pair, suspect ones included. */
export async function selectNewestTicks({ sql }: Db): Promise<PriceTickRow[]> {
  return await sql<PriceTickRow[]>`
    select t.* from price_latest as l
    cross join lateral (
      select * from price_ticks where instrument = l.instrument and currency = l.currency order by id desc limit 1
    ) as t`;
}

export async function insertTicks({ sql }: Db, ticks: readonly Omit<PriceTickRow, 'id'>[]): Promise<void> {
  if (ticks.length === 0) return;
  await sql`
    insert into price_ticks (instrument, currency, price, as_of, seen_at, source, suspect)
    select instrument, currency, price, as_of, seen_at, source, suspect::boolean from unnest(
      ${ticks.map((tick) => tick.instrument)}::instrument[], ${ticks.map((tick) => tick.currency)}::price_currency[],
      ${texts(ticks.map((tick) => tick.price))}::numeric[], ${texts(ticks.map((tick) => tick.asOf))}::timestamptz[],
      ${texts(ticks.map((tick) => tick.seenAt))}::timestamptz[], ${ticks.map((tick) => tick.source)}::text[],
      ${texts(ticks.map((tick) => tick.suspect))}::text[]
    ) as t (instrument, currency, price, as_of, seen_at, source, suspect)`;
}

export async function upsertLatestPrices({ sql }: Db, rows: readonly PriceLatestRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into price_latest (instrument, currency, price, as_of, seen_at, source, session, market_open)
    select instrument, currency, price, as_of, seen_at, source, session, market_open::boolean from unnest(
      ${rows.map((row) => row.instrument)}::instrument[], ${rows.map((row) => row.currency)}::price_currency[],
      ${texts(rows.map((row) => row.price))}::numeric[], ${texts(rows.map((row) => row.asOf))}::timestamptz[],
      ${texts(rows.map((row) => row.seenAt))}::timestamptz[], ${rows.map((row) => row.source)}::text[],
      ${rows.map((row) => row.session)}::date[], ${texts(rows.map((row) => row.marketOpen))}::text[]
    ) as t (instrument, currency, price, as_of, seen_at, source, session, market_open)
    on conflict (instrument, currency) do update set
      price = excluded.price, as_of = excluded.as_of, seen_at = excluded.seen_at, source = excluded.source,
      session = excluded.session, market_open = excluded.market_open`;
}

/** Deletes ticks older than the retention; gives how many. A batch at a time, to hold no lock for long. */
export async function deleteOldTicks({ sql }: Db, before: Date, limit: number): Promise<number> {
  const gone = await sql`
    delete from price_ticks where id in (
      select id from price_ticks where seen_at < ${before} order by seen_at limit ${limit})`;
  return gone.count;
}

/** Every source that was ever asked, by name. */
export async function selectPriceSources({ sql }: Db): Promise<PriceSourceRow[]> {
  return await sql<PriceSourceRow[]>`select * from price_sources order by name`;
}

/**
 * Takes the right to ask a source now, or undefined if it is not time yet or another process has it. The right lapses
 * at `leaseEndsAt`, should the process die before it says how it went.
 */
export async function claimPriceSource(
  { sql }: Db,
  name: string,
  now: Date,
  leaseEndsAt: Date,
): Promise<PriceSourceRow | undefined> {
  await sql`insert into price_sources (name, next_try_at) values (${name}, ${now}) on conflict do nothing`;
  const [row] = await sql<PriceSourceRow[]>`
    update price_sources set next_try_at = ${leaseEndsAt}, last_tried_at = ${now}
    where name = ${name} and next_try_at <= ${now} returning *`;
  return row;
}

/** Says how asking a source went. */
export async function updatePriceSource(
  { sql }: Db,
  source: Pick<PriceSourceRow, 'name' | 'state' | 'detail' | 'degraded' | 'warnings' | 'nextTryAt' | 'failures'>,
  okAt: Date | null,
): Promise<void> {
  await sql`
    update price_sources set state = ${source.state}, detail = ${source.detail}, degraded = ${source.degraded},
      warnings = ${source.warnings}, next_try_at = ${source.nextTryAt}, failures = ${source.failures},
      last_ok_at = coalesce(${okAt}, last_ok_at)
    where name = ${source.name}`;
}
