import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { batches } from './batches.ts';
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
