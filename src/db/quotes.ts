import { eq, inArray, sql } from 'drizzle-orm';
import { check, date, index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import { batches } from './batches.ts';
import type { Db } from './client.ts';
import { amount, createdAt, id, instant, json, table } from './columns.ts';
import { newestOf } from './keyset.ts';
import { organizations } from './organizations.ts';
import { atMost } from './plans.ts';
import { feeSchedules } from './trades.ts';
import { users } from './users.ts';
import { asset } from './wallets.ts';

export const quoteStatus = pgEnum('quote_status', ['OPEN', 'CONSUMED', 'EXPIRED']);
export type QuoteStatus = (typeof quoteStatus.enumValues)[number];

/** From which rule the buyer's basis points come (pricing/fees.ts). */
export const feeBasis = pgEnum('fee_basis', ['OWN', 'TIER', 'DEFAULT']);

/**
 * What the platform promises to sell credits of a batch for, until `expiresAt`. Nothing is reserved: an order does that.
 * The promise never changes (a trigger); only its status does, once.
 */
export const quotes = table(
  'quotes',
  {
    id: id(),
    /** Who asked. */
    actorId: uuid()
      .notNull()
      .references(() => users.id),
    /** For which organization: its fees then, and it is the buyer. */
    organizationId: uuid().references(() => organizations.id),
    batchId: uuid()
      .notNull()
      .references(() => batches.id),
    /** Whole tonnes. */
    quantity: amount().notNull(),
    currency: asset().notNull(),
    /** Per tonne, in 10^-18 of the currency, on the tick. */
    unitPrice: amount().notNull(),
    /** quantity x unitPrice, rounded up to the minor unit. */
    total: amount().notNull(),
    buyerFee: amount().notNull(),
    buyerFeeBps: integer().notNull(),
    buyerFeeBasis: feeBasis().notNull(),
    feeScheduleVersion: integer()
      .notNull()
      .references(() => feeSchedules.version),
    /** Version of the pricing model, and all that it made the price of. */
    modelVersion: integer().notNull(),
    calculation: json<QuoteCalculation>().notNull(),
    /** Of `fxBase` into `currency`, in 10^-18; null where the price was set in the currency itself. */
    fxRate: amount(),
    fxBase: text(),
    fxSource: text(),
    /** The day of the rate at its source. */
    fxDate: date({ mode: 'string' }),
    status: quoteStatus().notNull().default('OPEN'),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
    consumedAt: instant(),
  },
  (t) => [
    // By the owner: the organization, or else who asked.
    index('quotes_owner').on(sql`coalesce(${t.organizationId}, ${t.actorId})`, t.id),
    index('quotes_open')
      .on(sql`coalesce(${t.organizationId}, ${t.actorId})`, t.expiresAt)
      .where(sql`${t.status} = 'OPEN'`),
    index('quotes_expiry')
      .on(t.expiresAt)
      .where(sql`${t.status} = 'OPEN'`),
    index('quotes_expired')
      .on(t.expiresAt)
      .where(sql`${t.status} = 'EXPIRED'`),
    check('quotes_currency', sql`${t.currency} in ('USD', 'EUR')`),
    check('quotes_amounts', sql`${t.quantity} > 0 and ${t.unitPrice} > 0 and ${t.total} > 0 and ${t.buyerFee} >= 0`),
    check('quotes_fee_bps', sql`${t.buyerFeeBps} between 0 and 10000`),
    check('quotes_fx', sql`num_nulls(${t.fxRate}, ${t.fxBase}, ${t.fxSource}, ${t.fxDate}) in (0, 4)`),
    check('quotes_fx_positive', sql`${t.fxRate} > 0`),
    check('quotes_consumed', sql`(${t.status} = 'CONSUMED') = (${t.consumedAt} is not null)`),
    check('quotes_in_time', sql`${t.consumedAt} <= ${t.expiresAt}`),
  ],
);

/** What a price was made of, as it is shown: names and decimal text (see pricing/calculate.ts). */
export type QuoteCalculation = Readonly<Record<string, unknown>>;

export type QuoteRow = typeof quotes.$inferSelect;

/** Whose wallets pay for it, and whose the credits will be. */
export const quoteOwner = ({ actorId, organizationId }: Pick<QuoteRow, 'actorId' | 'organizationId'>): string =>
  organizationId ?? actorId;

/** Locks a quote, for the order that takes it; gives it with the time of the database. Quotes are locked before all else. */
export async function lockQuote(db: Db, quoteId: string): Promise<(QuoteRow & { readonly now: Date }) | undefined> {
  const [row] = await db.orm.select().from(quotes).where(eq(quotes.id, quoteId)).for('no key update');
  if (!row) return undefined;
  // A statement of its own: the lock may have been waited for, and `now()` would be from before that.
  const [clock] = await db.sql<{ now: Date }[]>`select statement_timestamp() as now`;
  return { ...row, now: (clock as { now: Date }).now };
}

/** Marks a quote that `lockQuote` gave as taken. The database refuses it for one that is not OPEN or has expired. */
export async function consumeQuote({ orm }: Db, quoteId: string, now: Date): Promise<void> {
  await orm.update(quotes).set({ status: 'CONSUMED', consumedAt: now }).where(eq(quotes.id, quoteId));
}

export type NewQuote = Omit<QuoteRow, 'status' | 'consumedAt'>;

/** Written by hand: it is most of what a quote costs. */
export async function insertQuote({ sql: statement }: Db, row: NewQuote): Promise<QuoteRow> {
  await statement`
    insert into quotes (
      id, actor_id, organization_id, batch_id, quantity, currency, unit_price, total, buyer_fee, buyer_fee_bps,
      buyer_fee_basis, fee_schedule_version, model_version, calculation, fx_rate, fx_base, fx_source, fx_date, created_at,
      expires_at)
    values (
      ${row.id}, ${row.actorId}, ${row.organizationId}, ${row.batchId}, ${row.quantity.toString()}, ${row.currency},
      ${row.unitPrice.toString()}, ${row.total.toString()}, ${row.buyerFee.toString()}, ${row.buyerFeeBps},
      ${row.buyerFeeBasis}, ${row.feeScheduleVersion}, ${row.modelVersion},
      ${JSON.stringify(row.calculation)}::text::jsonb, ${row.fxRate === null ? null : row.fxRate.toString()},
      ${row.fxBase}, ${row.fxSource}, ${row.fxDate}, ${row.createdAt}, ${row.expiresAt})`;
  return { ...row, status: 'OPEN', consumedAt: null };
}

/** How many quotes of an owner can still be taken; counted up to `most`. */
export async function countOpenQuotes({ sql: statement }: Db, ownerId: string, most: number): Promise<number> {
  const [row] = await statement<{ count: number }[]>`
    select count(*)::int as count from (
      select from quotes
      where coalesce(organization_id, actor_id) = ${ownerId}::uuid and status = 'OPEN' and expires_at > now()
      limit ${most}) as open`;
  return row?.count ?? 0;
}

export async function selectQuotesById({ orm }: Db, ids: readonly string[]): Promise<QuoteRow[]> {
  return await orm
    .select()
    .from(quotes)
    .where(inArray(quotes.id, [...ids]));
}

/** The quotes of an owner, newest first, older than `after`. */
export async function selectQuotesOf(
  { sql: statement }: Db,
  { ownerId, after, limit }: { readonly ownerId: string; readonly after: string | undefined; readonly limit: number },
): Promise<QuoteRow[]> {
  const owner = statement`coalesce(organization_id, actor_id)`;
  return await statement<QuoteRow[]>`
    select *, fx_date::text from quotes where ${newestOf(statement, owner, statement`${ownerId}::uuid`, after)}
    ${atMost(statement, limit)}`;
}

/** Ends quotes whose time has run out, the oldest first; gives how many. One that an order just takes is left alone. */
export async function expireQuotes({ sql: statement }: Db, limit: number): Promise<number> {
  // Apart from the update, or the rows would be picked anew for every row that it looks at.
  const ended = await statement`
    with due as materialized (
      select id from quotes where status = 'OPEN' and expires_at <= now()
      order by expires_at limit ${limit} for no key update skip locked)
    update quotes set status = 'EXPIRED' from due where quotes.id = due.id`;
  return ended.count;
}

/** Deletes quotes that nobody took and that expired so long ago; gives how many. */
export async function deleteExpiredQuotes({ sql: statement }: Db, retentionS: number, limit: number): Promise<number> {
  const gone = await statement`
    with old as materialized (
      select id from quotes
      where status = 'EXPIRED' and expires_at < now() - make_interval(secs => ${retentionS})
      order by expires_at limit ${limit} for update skip locked)
    delete from quotes using old where quotes.id = old.id`;
  return gone.count;
}
