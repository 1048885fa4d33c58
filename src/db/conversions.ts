import { sql } from 'drizzle-orm';
import { check, index, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { amount, bytes, createdAt, id, instant, table } from './columns.ts';
import { newestOf } from './keyset.ts';
import { users } from './users.ts';
import { type Asset, asset, wallets } from './wallets.ts';

/**
 * The references of the bank's own that were used up, in capitals and without spaces: one payment is a deposit or a
 * conversion, and once.
 */
export const bankReferences = table('bank_references', { reference: text().primaryKey(), createdAt: createdAt() });

export const conversionStatus = pgEnum('conversion_status', ['SENDING', 'SETTLED', 'FAILED']);
export type ConversionStatus = (typeof conversionStatus.enumValues)[number];

/** A bank payment that is turned into CARBON on the chain, which the custody keeps for the user. */
export const conversions = table(
  'conversions',
  {
    id: id(),
    walletId: uuid()
      .notNull()
      .references(() => wallets.id),
    currency: asset().notNull(),
    /** In minor units of the currency. */
    fiatAmount: amount().notNull(),
    carbonAmount: amount().notNull(),
    /** Of one CARBON, in 10^-18 of the currency. */
    price: amount().notNull(),
    priceSource: text().notNull(),
    priceAsOf: instant().notNull(),
    bankReference: text().notNull(),
    /** Under which the contracts know the payment. */
    paymentRef: bytes().notNull().unique('conversions_payment_ref'),
    status: conversionStatus().notNull().default('SENDING'),
    reason: text(),
    recordedBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
    settledAt: instant(),
  },
  (t) => [
    index('conversions_wallet').on(t.walletId, t.id),
    index('conversions_sending')
      .on(t.paymentRef)
      .where(sql`${t.status} = 'SENDING'`),
    check('conversions_amounts', sql`${t.fiatAmount} > 0 and ${t.carbonAmount} > 0 and ${t.price} > 0`),
    check('conversions_currency', sql`${t.currency} in ('USD', 'EUR')`),
    check(
      'conversions_ended',
      sql`(${t.status} = 'SETTLED') = (${t.settledAt} is not null) and (${t.status} = 'FAILED') = (${t.reason} is not null)`,
    ),
  ],
);

export type ConversionRow = typeof conversions.$inferSelect;

/** A conversion with the owner of its wallet. `recordedBy` is null where the reader is not to know it. */
export interface ConversionView extends Omit<ConversionRow, 'recordedBy'> {
  readonly ownerId: string;
  readonly recordedBy: string | null;
}

/** Uses a bank reference up; false if it was used before. Waits for a transaction that is just using it. */
export async function takeBankReference({ sql }: Db, reference: string): Promise<boolean> {
  const taken = await sql`
    insert into bank_references (reference) values (upper(replace(${reference}, ' ', ''))) on conflict do nothing`;
  return taken.count > 0;
}

/** Gives a bank reference back: what it was used for did not come about. */
export async function freeBankReference({ sql }: Db, reference: string): Promise<void> {
  await sql`delete from bank_references where reference = upper(replace(${reference}, ' ', ''))`;
}

export async function insertConversion(
  { orm }: Db,
  conversion: Omit<ConversionRow, 'status' | 'reason' | 'createdAt' | 'settledAt'>,
): Promise<ConversionRow> {
  const [row] = await orm.insert(conversions).values(conversion).returning();
  return row as ConversionRow;
}

export async function selectConversionsById({ sql }: Db, ids: readonly string[]): Promise<ConversionView[]> {
  return await sql<ConversionView[]>`
    select c.*, w.owner_id from conversions c join wallets w on w.id = c.wallet_id where c.id = any(${ids}::uuid[])`;
}

/** The transactions that turn these conversions into CARBON. */
export async function selectConvertIntentIds(
  { sql }: Db,
  ids: readonly string[],
): Promise<{ id: string; intentId: string }[]> {
  return await sql<{ id: string; intentId: string }[]>`
    select reference as id, id as intent_id from chain_intents
    where kind = 'PAYMENT_CONVERT' and reference = any(${ids}::text[])`;
}

/** Newest first: what was converted for a user, `limit` rows after the conversion `after`. */
export async function selectConversionsOf(
  { sql }: Db,
  { ownerId, after, limit }: { ownerId: string; after: string | undefined; limit: number },
): Promise<ConversionView[]> {
  return await sql<ConversionView[]>`
    select c.*, w.owner_id from wallets w cross join lateral (
      select * from conversions where ${newestOf(sql, 'wallet_id', sql`w.id`, after)} limit ${limit}) as c
    where w.owner_id = ${ownerId} and w.asset = 'CARBON'
    order by c.id desc limit ${limit}`;
}

/** Locks a conversion, before the accounts of its wallet. */
export async function lockConversion({ sql }: Db, id: string): Promise<ConversionView | undefined> {
  const [row] = await sql<ConversionView[]>`
    select c.*, w.owner_id from conversions c join wallets w on w.id = c.wallet_id where c.id = ${id} for update of c`;
  return row;
}

/** Locks the conversions under way that the chain has carried out up to this block, by id. */
export async function lockConvertedConversions(
  { sql }: Db,
  chainId: number,
  confirmedBlock: bigint,
): Promise<ConversionView[]> {
  return await sql<ConversionView[]>`
    select c.*, w.owner_id from conversions c
    join wallets w on w.id = c.wallet_id
    join chain_receipts r on r.chain_id = ${chainId} and r.kind = 'CARBON_CONVERTED' and r.ref = c.payment_ref
    where c.status = 'SENDING' and r.block_number <= ${confirmedBlock}
    order by c.id for update of c`;
}

/** Locks the settled ones of these references of payments, by id. */
export async function lockSettledConversions({ sql }: Db, refs: readonly string[]): Promise<ConversionView[]> {
  return await sql<ConversionView[]>`
    select c.*, w.owner_id from conversions c join wallets w on w.id = c.wallet_id
    where c.status = 'SETTLED'
      and c.payment_ref = any(select decode(hex, 'hex') from unnest(${refs}::text[]) as given (hex))
    order by c.id for update of c`;
}

export async function updateConversions(
  { sql }: Db,
  ids: readonly string[],
  status: ConversionStatus,
  reason: string | null = null,
): Promise<void> {
  await sql`
    update conversions set status = ${status}, reason = ${reason},
      settled_at = case when ${status === 'SETTLED'} then clock_timestamp() end
    where id = any(${ids}::uuid[])`;
}

export type FiatCurrency = Extract<Asset, 'USD' | 'EUR'>;
