import { eq, sql } from 'drizzle-orm';
import { check, date, index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import { batches } from './batches.ts';
import type { Db } from './client.ts';
import { amount, createdAt, id, instant, json, table } from './columns.ts';
import { organizations } from './organizations.ts';
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
    index('quotes_actor').on(t.actorId, t.id),
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
