import { getColumns, sql } from 'drizzle-orm';
import { check, index, text, uuid } from 'drizzle-orm/pg-core';
import type { Db, Fragment, Sql } from './client.ts';
import { amount, createdAt, id, table } from './columns.ts';
import { joinUser } from './joined-users.ts';
import { objectOf, onceFor, type Picked, selectParts } from './joins.ts';
import { newestOf } from './keyset.ts';
import { atMost, isAmong } from './plans.ts';
import { tradeStatus } from './trades.ts';
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
  const [row] = await orm
    .insert(transfers)
    .values({ ...transfer, status: 'COMPLETED' })
    .returning();
  return row as TransferRow;
}

/** Which parties a statement joins. */
export interface TransferWant {
  readonly sender?: Picked;
  readonly recipient?: Picked;
}

export async function selectTransfersById(
  { sql }: Db,
  ids: readonly string[],
  want: TransferWant = {},
): Promise<TransferView[]> {
  return await withParties(sql, want, sql`select * from transfers where ${isAmong(sql, ids)}`);
}

/** Newest first: what the user sent or received, `limit` rows after the transfer `after`. */
export async function selectTransfersOf(
  { sql }: Db,
  { userId, after, limit, want }: { userId: string; after: string | undefined; limit: number; want: TransferWant },
): Promise<TransferView[]> {
  const side = (column: 'sender_id' | 'recipient_id') => sql`
    (select * from transfers where ${newestOf(sql, column, sql`${userId}::uuid`, after)} ${atMost(sql, limit)})`;
  const page = sql`
    select * from (${side('sender_id')} union all ${side('recipient_id')}) as both_sides order by id desc ${atMost(sql, limit)}`;
  return await withParties(sql, want, page);
}

const own = Object.fromEntries(Object.entries(getColumns(transfers)).map(([field, { name }]) => [field, `t.${name}`]));

const partOf = onceFor(({ sender, recipient }: TransferWant) =>
  objectOf<TransferView>(own, '', {
    sender: sender && joinUser('sender', 't.sender_id', sender),
    recipient: recipient && joinUser('recipient', 't.recipient_id', recipient),
  }),
);

/** Newest first, with the parties that are wanted. */
const withParties = (sql: Sql, want: TransferWant, page: Fragment): Promise<TransferView[]> =>
  selectParts(sql, partOf(want), page, { alias: 't', order: 'order by t.id desc' });
