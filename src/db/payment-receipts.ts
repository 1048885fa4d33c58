import { sql } from 'drizzle-orm';
import { bigint, check, index, integer, pgEnum, unique, uuid } from 'drizzle-orm/pg-core';
import { type Db, type Fragment, texts } from './client.ts';
import { amount, bytes, createdAt, instant, table } from './columns.ts';
import { payments } from './payments.ts';
import type { Asset } from './wallets.ts';

/**
 * PENDING: its block has not its confirmations yet. TAKEN: it was taken for a payment. UNKNOWN: it names none of ours.
 * UNDOING: the chain undid it after it was taken, and the ledger is to follow. ORPHANED: it never was.
 */
export const receiptStatus = pgEnum('payment_receipt_status', ['PENDING', 'TAKEN', 'UNKNOWN', 'UNDOING', 'ORPHANED']);
export type ReceiptStatus = (typeof receiptStatus.enumValues)[number];

/** Ether that came for an order, written with the log that tells of it and named after it. */
export const paymentReceipts = table(
  'payment_receipts',
  {
    id: uuid().primaryKey(),
    chainId: integer().notNull(),
    blockNumber: bigint({ mode: 'bigint' }).notNull(),
    blockHash: bytes().notNull(),
    logIndex: integer().notNull(),
    txHash: bytes().notNull(),
    blockTime: instant().notNull(),
    paymentRef: bytes().notNull(),
    payer: bytes().notNull(),
    /** In wei. */
    amount: amount().notNull(),
    status: receiptStatus().notNull().default('PENDING'),
    paymentId: uuid().references(() => payments.id),
    /** What it was booked as, in minor units of the payment's currency. */
    worth: amount(),
    /** In wei, what of it serves no order and waits for a price by which it is booked. */
    surplus: amount()
      .notNull()
      .default(sql`0`),
    createdAt: createdAt(),
  },
  (t) => [
    unique('payment_receipts_log').on(t.chainId, t.blockHash, t.logIndex),
    index('payment_receipts_due')
      .on(t.chainId, t.blockNumber)
      .where(sql`${t.status} in ('PENDING', 'UNDOING')`),
    index('payment_receipts_surplus')
      .on(t.id)
      .where(sql`${t.surplus} > 0`),
    index('payment_receipts_ref').on(t.chainId, t.paymentRef),
    check('payment_receipts_amount', sql`${t.amount} > 0`),
    check('payment_receipts_taken', sql`(${t.status} in ('TAKEN', 'UNDOING')) = (${t.paymentId} is not null)`),
    check('payment_receipts_worth', sql`(${t.paymentId} is null) = (${t.worth} is null)`),
    check('payment_receipts_surplus', sql`${t.surplus} >= 0 and (${t.surplus} = 0 or ${t.paymentId} is not null)`),
  ],
);

export type PaymentReceiptRow = typeof paymentReceipts.$inferSelect;

/** What is known of it from its log alone; hex without `0x`. */
export interface NewPaymentReceipt {
  readonly id: string;
  readonly blockNumber: bigint;
  readonly blockHash: string;
  readonly logIndex: number;
  readonly txHash: string;
  readonly blockTime: Date;
  readonly paymentRef: string;
  readonly payer: string;
  readonly amount: bigint;
}

/** Writes receipts; one whose block was replaced and is back counts as before, if the ledger has not followed yet. */
export async function insertReceipts({ sql }: Db, chainId: number, rows: readonly NewPaymentReceipt[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into payment_receipts (id, chain_id, block_number, block_hash, log_index, tx_hash, block_time, payment_ref, payer,
      amount)
    select id, ${chainId}, block_number, decode(block_hash, 'hex'), log_index, decode(tx_hash, 'hex'), block_time,
      decode(payment_ref, 'hex'), decode(payer, 'hex'), amount
    from unnest(
      ${rows.map((row) => row.id)}::uuid[], ${texts(rows.map((row) => row.blockNumber))}::bigint[],
      ${rows.map((row) => row.blockHash)}::text[], ${texts(rows.map((row) => row.logIndex))}::int[],
      ${rows.map((row) => row.txHash)}::text[], ${texts(rows.map((row) => row.blockTime))}::timestamptz[],
      ${rows.map((row) => row.paymentRef)}::text[], ${rows.map((row) => row.payer)}::text[],
      ${texts(rows.map((row) => row.amount))}::numeric[]
    ) as r (id, block_number, block_hash, log_index, tx_hash, block_time, payment_ref, payer, amount)
    on conflict (id) do update
      set status = case payment_receipts.status when 'UNDOING' then 'TAKEN' else 'PENDING' end::payment_receipt_status
    where payment_receipts.status in ('ORPHANED', 'UNDOING')`;
}

/** Marks receipts whose block is no longer part of the chain; what the ledger has of them is undone by a pass. */
export async function undoReceipts({ sql }: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    update payment_receipts
    set status = case status when 'TAKEN' then 'UNDOING' else 'ORPHANED' end::payment_receipt_status
    where id = any(${ids}::uuid[]) and status in ('PENDING', 'TAKEN', 'UNKNOWN')`;
}

/** What is to be done: what has its confirmations, and what the chain took back. In the order of the chain. */
export async function selectDueReceipts({ sql }: Db, limit: number): Promise<{ id: string }[]> {
  return await sql<{ id: string }[]>`
    select r.id from payment_receipts r
    join chain_settlements s on s.chain_id = r.chain_id
    where r.status = 'UNDOING' or (r.status = 'PENDING' and r.block_number <= s.confirmed_block)
    order by r.block_number, r.log_index limit ${limit}`;
}

/** Whether ether that came in time for the payment `p` waits for its confirmations, and has for less than `graceS`. */
export const awaitsConfirmations = ({ sql }: Db, graceS: number): Fragment => sql`(
  p.method = 'CRYPTO' and p.pay_by > now() - make_interval(secs => ${graceS}::float8) and exists (
    select from payment_crypto c
    join payment_receipts r on r.chain_id = c.chain_id and r.payment_ref = c.payment_ref
    where c.payment_id = p.id and r.status = 'PENDING' and r.block_time <= p.pay_by))`;

/** Ether that serves no order and is not booked yet, and in which currency its payer gets it; oldest first. */
export async function selectSurpluses(
  { sql }: Db,
  currencies: readonly Asset[],
  limit: number,
): Promise<{ id: string }[]> {
  if (currencies.length === 0) return [];
  return await sql<{ id: string }[]>`
    select r.id from payment_receipts r join payments p on p.id = r.payment_id
    where r.surplus > 0 and r.status = 'TAKEN' and p.currency = any(${[...currencies]}::asset[])
    order by r.id limit ${limit}`;
}

/** Locks a receipt: before the order and the payment that it is for. */
export async function lockReceipt({ sql }: Db, id: string): Promise<PaymentReceiptRow | undefined> {
  const [row] = await sql<PaymentReceiptRow[]>`select * from payment_receipts where id = ${id} for no key update`;
  return row;
}

/** The payment that a reference of the chain is of; not locked. */
export async function selectPaymentByRef(
  { sql }: Db,
  chainId: number,
  paymentRef: Buffer,
): Promise<{ id: string; orderId: string } | undefined> {
  const [row] = await sql<{ id: string; orderId: string }[]>`
    select p.id, p.order_id from payment_crypto c join payments p on p.id = c.payment_id
    where c.chain_id = ${chainId} and c.payment_ref = ${paymentRef}`;
  return row;
}

export async function updateReceipt(
  { sql }: Db,
  id: string,
  change: {
    readonly status: ReceiptStatus;
    readonly paymentId?: string;
    readonly worth?: bigint;
    readonly surplus?: bigint;
  },
): Promise<void> {
  const { status, paymentId = null, worth, surplus = 0n } = change;
  await sql`
    update payment_receipts set status = ${status}, payment_id = ${paymentId}::uuid,
      worth = ${worth?.toString() ?? null}::numeric, surplus = ${surplus.toString()}::numeric
    where id = ${id}`;
}

/** Sets how many wei a payment has got that serve it. */
export async function updateCryptoReceived({ sql }: Db, paymentId: string, received: bigint): Promise<void> {
  await sql`update payment_crypto set received = ${received.toString()}::numeric where payment_id = ${paymentId}`;
}
