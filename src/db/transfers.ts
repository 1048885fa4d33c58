import { eq, sql } from 'drizzle-orm';
import { check, index, text, uuid } from 'drizzle-orm/pg-core';
import { amount, createdAt, id, table } from './columns.ts';
import { tradeStatus } from './trades.ts';
import type { Db } from './client.ts';
import { type UserView, users } from './users.ts';
import { asset } from './wallets.ts';

/** A movement of one asset between the wallets of two users. */
export const transfers = table(
  'transfers',
  {
    id: id(),
    senderId: uuid()
      .notNull()
      .references(() => users.id),
    recipientId: uuid()
      .notNull()
      .references(() => users.id),
    asset: asset().notNull(),
    amount: amount().notNull(),
    note: text().notNull().default(''),
    status: tradeStatus().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('transfers_sender').on(t.senderId, t.id),
    index('transfers_recipient').on(t.recipientId, t.id),
    check('transfers_parties', sql`${t.senderId} <> ${t.recipientId}`),
    check('transfers_amount_positive', sql`${t.amount} > 0`),
  ],
);

export type TransferRow = typeof transfers.$inferSelect;

/** A transfer with the parties that were joined. */
export interface TransferView extends TransferRow {
  readonly sender?: UserView;
  readonly recipient?: UserView;
}

export async function insertTransfer(
  { orm }: Db,
  transfer: Pick<TransferRow, 'id' | 'senderId' | 'recipientId' | 'asset' | 'amount' | 'note'>,
): Promise<TransferRow> {
  const [row] = await orm.insert(transfers).values({ ...transfer, status: 'COMPLETED' }).returning();
  return row as TransferRow;
}

export async function selectTransfer({ orm }: Db, id: string): Promise<TransferView | undefined> {
  const [row] = await orm.select().from(transfers).where(eq(transfers.id, id));
  return row;
}

/** Newest first: what the user sent or received, `limit` rows after the transfer `after`. */
export async function selectTransfersOf(
  { sql }: Db,
  { userId, after, limit }: { userId: string; after: string | undefined; limit: number },
): Promise<TransferView[]> {
  const side = (column: 'sender_id' | 'recipient_id') => sql`
    (select * from transfers where ${sql(column)} = ${userId} ${after ? sql`and id < ${after}` : sql``}
     order by id desc limit ${limit})`;
  return await sql<TransferRow[]>`
    select * from (${side('sender_id')} union all ${side('recipient_id')}) as t order by id desc limit ${limit}`;
}
