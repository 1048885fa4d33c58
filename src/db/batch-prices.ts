import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { batches } from './batches.ts';
import { type Db, texts } from './client.ts';
import { amount, createdAt, instant, json, table } from './columns.ts';
import { users } from './users.ts';
import { asset } from './wallets.ts';

/** Every price that the platform asked for credits of a batch, from the moment on at which it was computed. Append-only. */
export const batchPrices = table(
  'batch_prices',
  {
    batchId: uuid()
      .notNull()
      .references(() => batches.id),
    currency: asset().notNull(),
    asOf: instant().notNull(),
    /** Per tonne, in 10^-18 of the currency. */
    price: amount().notNull(),
    modelVersion: integer().notNull(),
    /** What it was made of (pricing/calculate.ts). */
    calculation: json<Readonly<Record<string, unknown>>>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.batchId, t.currency, t.asOf] }),
    check('batch_prices_positive', sql`${t.price} > 0`),
    check('batch_prices_currency', sql`${t.currency} in ('USD', 'EUR')`),
  ],
);

/** How well a reviewer's approvals have stood (R of the pricing model), as of a day. */
export const verifierScores = table(
  'verifier_scores',
  {
    userId: uuid()
      .primaryKey()
      .references(() => users.id),
    /** 0 to 1, in 10^-18. */
    score: amount().notNull(),
    /** Of what was approved, in 10^-18; the prior is not in it. */
    weight: amount().notNull(),
    cases: integer().notNull(),
    modelVersion: integer().notNull(),
    computedAt: createdAt(),
  },
  (t) => [
    index('verifier_scores_age').on(t.computedAt),
    check('verifier_scores_score', sql`${t.score} between 0 and 1000000000000000000`),
  ],
);

export type BatchPriceRow = typeof batchPrices.$inferSelect;
export type VerifierScoreRow = typeof verifierScores.$inferSelect;

export interface PricePlace {
  readonly batchId: string;
  readonly currency: BatchPriceRow['currency'];
}

/** Whether this transaction is the one that writes prices of batches, until it ends. */
export async function lockBatchPrices({ sql: statement }: Db): Promise<boolean> {
  const [row] = await statement<{ mine: boolean }[]>`select pg_try_advisory_xact_lock(${BATCH_PRICES_LOCK}) as mine`;
  return row?.mine ?? false;
}
const BATCH_PRICES_LOCK = 4_207_015;

/** The last price of each place that has one. */
export async function selectLastBatchPrices(
  { sql: statement }: Db,
  places: readonly PricePlace[],
): Promise<Pick<BatchPriceRow, 'batchId' | 'currency' | 'price' | 'modelVersion'>[]> {
  return await statement<Pick<BatchPriceRow, 'batchId' | 'currency' | 'price' | 'modelVersion'>[]>`
    select last.* from unnest(
      ${places.map(({ batchId }) => batchId)}::uuid[], ${places.map(({ currency }) => currency)}::asset[]
    ) as place (batch_id, currency)
    cross join lateral (
      select batch_id, currency, price, model_version from batch_prices b
      where b.batch_id = place.batch_id and b.currency = place.currency order by b.as_of desc limit 1) as last`;
}

export async function insertBatchPrices({ sql: statement }: Db, rows: readonly BatchPriceRow[]): Promise<void> {
  if (rows.length === 0) return;
  await statement`
    insert into batch_prices (batch_id, currency, as_of, price, model_version, calculation)
    select batch_id, currency, as_of, price, model_version, calculation::jsonb from unnest(
      ${rows.map((row) => row.batchId)}::uuid[], ${rows.map((row) => row.currency)}::asset[],
      ${texts(rows.map((row) => row.asOf))}::timestamptz[], ${texts(rows.map((row) => row.price))}::numeric[],
      ${texts(rows.map((row) => row.modelVersion))}::int[], ${rows.map((row) => JSON.stringify(row.calculation))}::text[]
    ) as t (batch_id, currency, as_of, price, model_version, calculation)`;
}

/** Prices of a batch in one currency, the last first: those before `before`, from `from` on. */
export async function selectBatchPrices(
  { sql: statement }: Db,
  {
    batchId,
    currency,
    from,
    before,
    limit,
  }: PricePlace & { readonly from: Date | undefined; readonly before: Date | undefined; readonly limit: number },
): Promise<BatchPriceRow[]> {
  return await statement<BatchPriceRow[]>`
    select * from batch_prices
    where batch_id = ${batchId} and currency = ${currency}
      ${from === undefined ? statement`` : statement`and as_of >= ${from}`}
      ${before === undefined ? statement`` : statement`and as_of < ${before}`}
    order by as_of desc limit ${limit}`;
}
