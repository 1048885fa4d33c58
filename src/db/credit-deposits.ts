import { sql } from 'drizzle-orm';
import { check, index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { batches } from './batches.ts';
import { chainIntents } from './chain-intents.ts';
import type { Db } from './client.ts';
import { amount, bytes, createdAt, id, table } from './columns.ts';
import { users } from './users.ts';
import { wallets } from './wallets.ts';

/**
 * Credits that came into the custody of the platform at their registry, with the serial numbers as they were then: the block
 * itself is cut and used up later. Append-only; nobody records one to the own holding (see drizzle/).
 */
export const creditDeposits = table(
  'credit_deposits',
  {
    id: id(),
    /** The holding. */
    walletId: uuid()
      .notNull()
      .references(() => wallets.id),
    batchId: uuid()
      .notNull()
      .references(() => batches.id),
    serial: text().notNull(),
    /** Whole tonnes. */
    quantity: amount().notNull(),
    /** What the registry calls the transfer to the platform's account. */
    reference: text().notNull(),
    /** The transaction that mints them to the custody on the chain; null where there is no chain. */
    intentId: uuid().references(() => chainIntents.id),
    /** Where it mints them, and as what: the chain's own number of the batch, and the reference by which it is found. */
    chainId: integer(),
    chainBatchId: amount(),
    sourceRef: bytes(),
    recordedBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    index('credit_deposits_wallet').on(t.walletId, t.id),
    index('credit_deposits_batch').on(t.batchId, t.id),
    index('credit_deposits_chain_batch')
      .on(t.chainId, t.chainBatchId)
      .where(sql`${t.chainBatchId} is not null`),
    check(
      'credit_deposits_minted',
      sql`num_nonnulls(${t.intentId}, ${t.chainId}, ${t.chainBatchId}, ${t.sourceRef}) in (0, 4)`,
    ),
    check('credit_deposits_quantity', sql`${t.quantity} > 0`),
  ],
);

export type CreditDepositRow = typeof creditDeposits.$inferSelect;

/** A deposit with the owner of its holding. */
export interface CreditDepositView extends Omit<CreditDepositRow, 'recordedBy'> {
  readonly ownerId: string;
  /** Null where the reader is not to know it. */
  readonly recordedBy: string | null;
}

export async function insertCreditDeposit(
  { orm }: Db,
  deposit: Omit<CreditDepositRow, 'createdAt'>,
): Promise<CreditDepositRow> {
  const [row] = await orm.insert(creditDeposits).values(deposit).returning();
  return row as CreditDepositRow;
}

export async function selectCreditDepositsById(
  { sql: statement }: Db,
  ids: readonly string[],
): Promise<CreditDepositView[]> {
  return await statement<CreditDepositView[]>`
    select d.*, w.owner_id from credit_deposits d join wallets w on w.id = d.wallet_id where d.id = any(${ids}::uuid[])`;
}
