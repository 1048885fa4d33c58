import { sql } from 'drizzle-orm';
import { check, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { takeBankReference } from './conversions.ts';
import { amount, createdAt, id, table } from './columns.ts';
import { users } from './users.ts';
import { type Asset, wallets } from './wallets.ts';

/** Money that reached the platform's bank account. Append-only; nobody records one to the own wallet (see drizzle/). */
export const deposits = table(
  'deposits',
  {
    id: id(),
    walletId: uuid()
      .notNull()
      .references(() => wallets.id),
    amount: amount().notNull(),
    /** The bank's own reference: the same money is never recorded twice, however the reference is spaced or cased. */
    bankReference: text().notNull(),
    recordedBy: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex('deposits_bank_reference').on(sql`upper(replace(${t.bankReference}, ' ', ''))`),
    check('deposits_amount_positive', sql`${t.amount} > 0`),
  ],
);

export type DepositRow = typeof deposits.$inferSelect;

/** A deposit with the owner and the asset of its wallet. */
export interface DepositView extends Omit<DepositRow, 'recordedBy'> {
  readonly ownerId: string;
  readonly asset: Asset;
  /** Null where the reader is not to know it. */
  readonly recordedBy: string | null;
}

/** Writes the deposit; undefined if its bank reference was used before. Waits for a transaction that is just using it. */
export async function insertDeposit(
  db: Db,
  deposit: Pick<DepositRow, 'id' | 'walletId' | 'amount' | 'bankReference' | 'recordedBy'>,
): Promise<DepositRow | undefined> {
  if (!(await takeBankReference(db, deposit.bankReference))) return undefined;
  const [row] = await db.orm.insert(deposits).values(deposit).onConflictDoNothing().returning();
  return row;
}

export async function selectDepositsById({ sql }: Db, ids: readonly string[]): Promise<DepositView[]> {
  return await sql<DepositView[]>`
    select d.*, w.owner_id, w.asset from deposits d join wallets w on w.id = d.wallet_id where d.id = any(${ids}::uuid[])`;
}
