import { eq, sql } from 'drizzle-orm';
import { check, index, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import type { Db, Fragment, Sql } from './client.ts';
import { amount, bytes, createdAt, id, instant, table } from './columns.ts';
import { newestOf } from './keyset.ts';
import { users } from './users.ts';
import { type Asset, wallets } from './wallets.ts';

export const withdrawalStatus = pgEnum('withdrawal_status', [
  'REQUESTED',
  'APPROVED',
  'REJECTED',
  'SENDING',
  'SETTLED',
  'FAILED',
]);
export type WithdrawalStatus = (typeof withdrawalStatus.enumValues)[number];

/**
 * A wish to take money out. While it is REQUESTED or SENDING its amount lies in the wallet's HELD account. Decided once;
 * what is then sent over a chain goes on with what the chain says (see the trigger in drizzle/).
 */
export const withdrawals = table(
  'withdrawals',
  {
    id: id(),
    walletId: uuid()
      .notNull()
      .references(() => wallets.id),
    amount: amount().notNull(),
    destination: text().notNull(),
    status: withdrawalStatus().notNull().default('REQUESTED'),
    decidedBy: uuid().references(() => users.id),
    decidedAt: instant(),
    reason: text(),
    /** Under which the contracts know the payment, where it is sent over a chain. */
    payoutRef: bytes().unique('withdrawals_payout_ref'),
    settledAt: instant(),
    createdAt: createdAt(),
  },
  (t) => [
    index('withdrawals_wallet').on(t.walletId, t.id),
    index('withdrawals_open')
      .on(t.id)
      .where(sql`${t.status} = 'REQUESTED'`),
    index('withdrawals_sending')
      .on(t.payoutRef)
      .where(sql`${t.status} = 'SENDING'`),
    check('withdrawals_amount_positive', sql`${t.amount} > 0`),
    check(
      'withdrawals_decided',
      sql`(${t.status} = 'REQUESTED') = (${t.decidedAt} is null)
          and (${t.status} = 'REQUESTED') = (${t.decidedBy} is null)
          and (${t.status} in ('REJECTED', 'FAILED')) = (${t.reason} is not null)`,
    ),
    check(
      'withdrawals_sent',
      sql`(${t.status} in ('SENDING', 'SETTLED', 'FAILED')) = (${t.payoutRef} is not null)
          and (${t.status} = 'SETTLED') = (${t.settledAt} is not null)`,
    ),
  ],
);

export type WithdrawalRow = typeof withdrawals.$inferSelect;

/** A withdrawal with the owner and the asset of its wallet. `decidedBy` is null where the reader is not to know it. */
export interface WithdrawalView extends WithdrawalRow {
  readonly ownerId: string;
  readonly asset: Asset;
}

export async function insertWithdrawal(
  { orm }: Db,
  withdrawal: Pick<WithdrawalRow, 'id' | 'walletId' | 'amount' | 'destination'>,
): Promise<WithdrawalRow> {
  const [row] = await orm.insert(withdrawals).values(withdrawal).returning();
  return row as WithdrawalRow;
}

/** Locks a withdrawal, so that it is decided once. Taken before the wallet's accounts, by everyone. */
export async function lockWithdrawal({ sql }: Db, id: string): Promise<WithdrawalView | undefined> {
  const [row] = await sql<WithdrawalView[]>`
    select d.*, w.owner_id, w.asset from withdrawals d join wallets w on w.id = d.wallet_id
    where d.id = ${id} for update of d`;
  return row;
}

export async function updateWithdrawal(
  { orm }: Db,
  { id, ...decision }: Pick<WithdrawalRow, 'id' | 'status' | 'decidedBy' | 'reason' | 'payoutRef'>,
): Promise<WithdrawalRow> {
  const [row] = await orm
    .update(withdrawals)
    .set({ ...decision, decidedAt: sql`clock_timestamp()` })
    .where(eq(withdrawals.id, id))
    .returning();
  return row as WithdrawalRow;
}

/** Locks the withdrawals under way that the chain has paid out up to this block, by id. */
export async function lockPaidWithdrawals(
  { sql }: Db,
  chainId: number,
  confirmedBlock: bigint,
): Promise<WithdrawalView[]> {
  return await sql<WithdrawalView[]>`
    select d.*, w.owner_id, w.asset from withdrawals d
    join wallets w on w.id = d.wallet_id
    join chain_receipts r on r.chain_id = ${chainId} and r.kind = 'PAID_OUT' and r.ref = d.payout_ref
    where d.status = 'SENDING' and r.block_number <= ${confirmedBlock}
    order by d.id for update of d`;
}

/** Locks those of these payments (hex without `0x`) that count as arrived, by id. */
export async function lockSettledWithdrawals({ sql }: Db, refs: readonly string[]): Promise<WithdrawalView[]> {
  return await sql<WithdrawalView[]>`
    select d.*, w.owner_id, w.asset from withdrawals d join wallets w on w.id = d.wallet_id
    where d.status = 'SETTLED'
      and d.payout_ref = any(select decode(hex, 'hex') from unnest(${refs}::text[]) as given (hex))
    order by d.id for update of d`;
}

/** Says how far withdrawals that are sent over a chain have come. */
export async function updateSentWithdrawals(
  { sql }: Db,
  ids: readonly string[],
  status: Extract<WithdrawalStatus, 'SENDING' | 'SETTLED' | 'FAILED'>,
  reason: string | null = null,
): Promise<void> {
  await sql`
    update withdrawals set status = ${status}, reason = ${reason},
      settled_at = case when ${status === 'SETTLED'} then clock_timestamp() end
    where id = any(${ids}::uuid[])`;
}

/** The transactions that pay these withdrawals out. */
export async function selectPayOutIntentIds(
  { sql }: Db,
  ids: readonly string[],
): Promise<{ id: string; intentId: string }[]> {
  return await sql<{ id: string; intentId: string }[]>`
    select reference as id, id as intent_id from chain_intents
    where kind = 'CUSTODY_PAY_OUT' and reference = any(${ids}::text[])`;
}

export async function selectWithdrawalsById({ sql }: Db, ids: readonly string[]): Promise<WithdrawalView[]> {
  return await withWallet(sql, sql`select * from withdrawals where id = any(${ids}::uuid[])`);
}

/** Newest first: what the user asked to take out, `limit` rows after the withdrawal `after`. */
export async function selectWithdrawalsOf(
  { sql }: Db,
  { ownerId, after, limit }: { ownerId: string; after: string | undefined; limit: number },
): Promise<WithdrawalView[]> {
  const page = sql`
    select d.* from wallets w cross join lateral (
      select * from withdrawals where ${newestOf(sql, 'wallet_id', sql`w.id`, after)} limit ${limit}) as d
    where w.owner_id = ${ownerId}
    order by d.id desc limit ${limit}`;
  return await withWallet(sql, page, sql`order by d.id desc`);
}

/** Oldest first: what waits for a decision, `limit` rows after the withdrawal `after`. */
export async function selectOpenWithdrawals(
  { sql }: Db,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<WithdrawalView[]> {
  const page = sql`
    select * from withdrawals where status = 'REQUESTED' ${after ? sql`and id > ${after}` : sql``} order by id limit ${limit}`;
  return await withWallet(sql, page, sql`order by d.id`);
}

async function withWallet(sql: Sql, page: Fragment, order: Fragment = sql``): Promise<WithdrawalView[]> {
  return await sql<WithdrawalView[]>`
    select d.*, w.owner_id, w.asset from (${page}) as d join wallets w on w.id = d.wallet_id ${order}`;
}
