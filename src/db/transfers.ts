import { getColumns, sql } from 'drizzle-orm';
import { check, index, text, uuid } from 'drizzle-orm/pg-core';
import type { Db, Fragment, Sql } from './client.ts';
import { amount, createdAt, id, table } from './columns.ts';
import { joinUser } from './joined-users.ts';
import { maybe, objectOf, onceFor, type Picked, selectParts } from './joins.ts';
import { newestOf } from './keyset.ts';
import { organizations } from './organizations.ts';
import { atMost, isAmong } from './plans.ts';
import { tradeStatus } from './trades.ts';
import { type UserView, users } from './users.ts';
import { asset } from './wallets.ts';

/** A movement of one asset between the wallets of two owners. */
export const transfers = table(
  'transfers',
  {
    id: id(),
    senderId: uuid()
      .notNull()
      .references(() => users.id),
    /** For which organization the sender acted, if for one: it is the owner then. */
    senderOrganizationId: uuid().references(() => organizations.id),
    /** Either a user or an organization receives. */
    recipientId: uuid().references(() => users.id),
    recipientOrganizationId: uuid().references(() => organizations.id),
    asset: asset().notNull(),
    amount: amount().notNull(),
    note: text().notNull().default(''),
    status: tradeStatus().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    // By the owner: the organization, or else the user.
    index('transfers_sender').on(sql`coalesce(${t.senderOrganizationId}, ${t.senderId})`, t.id),
    index('transfers_recipient').on(sql`coalesce(${t.recipientOrganizationId}, ${t.recipientId})`, t.id),
    check(
      'transfers_parties',
      sql`coalesce(${t.senderOrganizationId}, ${t.senderId}) <> coalesce(${t.recipientOrganizationId}, ${t.recipientId})`,
    ),
    check('transfers_recipient_once', sql`num_nonnulls(${t.recipientId}, ${t.recipientOrganizationId}) = 1`),
    check('transfers_amount_positive', sql`${t.amount} > 0`),
  ],
);

export type TransferRow = typeof transfers.$inferSelect;

/** From whose wallet it went: the organization's for which the sender acted, or else the sender's. */
export const ownerOfSent = ({
  senderId,
  senderOrganizationId,
}: Pick<TransferRow, 'senderId' | 'senderOrganizationId'>): string => senderOrganizationId ?? senderId;

/** Into whose wallet it went: that of a user or of an organization. */
export const ownerOfReceived = ({
  recipientId,
  recipientOrganizationId,
}: Pick<TransferRow, 'recipientId' | 'recipientOrganizationId'>): string =>
  (recipientOrganizationId ?? recipientId) as string;

/** A transfer with the parties that were joined. */
export interface TransferView extends TransferRow {
  readonly sender?: UserView;
  /** Undefined where an organization received. */
  readonly recipient?: UserView | undefined;
}

export async function insertTransfer(
  { orm }: Db,
  transfer: Omit<TransferRow, 'status' | 'createdAt'>,
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

const ALONE: TransferWant = {};

export async function selectTransfersById(
  { sql }: Db,
  ids: readonly string[],
  want: TransferWant = ALONE,
): Promise<TransferView[]> {
  return await withParties(sql, want, sql`select * from transfers where ${isAmong(sql, ids)}`);
}

const OWNER = {
  sender: (sql: Sql) => sql`coalesce(sender_organization_id, sender_id)`,
  recipient: (sql: Sql) => sql`coalesce(recipient_organization_id, recipient_id)`,
};

/** Newest first: what the owner sent or received, `limit` rows after the transfer `after`. */
export async function selectTransfersOf(
  { sql }: Db,
  { ownerId, after, limit, want }: { ownerId: string; after: string | undefined; limit: number; want: TransferWant },
): Promise<TransferView[]> {
  const side = (of: 'sender' | 'recipient') => sql`
    (select * from transfers where ${newestOf(sql, OWNER[of](sql), sql`${ownerId}::uuid`, after)} ${atMost(sql, limit)})`;
  const page = sql`
    select * from (${side('sender')} union all ${side('recipient')}) as both_sides order by id desc ${atMost(sql, limit)}`;
  return await withParties(sql, want, page);
}

const own = Object.fromEntries(Object.entries(getColumns(transfers)).map(([field, { name }]) => [field, `t.${name}`]));

const partOf = onceFor(
  ({ sender, recipient }: TransferWant) =>
    objectOf<TransferView>(own, '', {
      sender: sender && joinUser('sender', 't.sender_id', sender),
      recipient: recipient && maybe(joinUser('recipient', 't.recipient_id', recipient)),
    }),
  { sender: true, recipient: true },
);

/** Newest first, with the parties that are wanted. */
const withParties = (sql: Sql, want: TransferWant, page: Fragment): Promise<TransferView[]> =>
  selectParts(sql, partOf(want), page, { alias: 't', order: 'order by t.id desc' });
