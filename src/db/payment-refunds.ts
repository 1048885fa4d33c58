import { sql } from 'drizzle-orm';
import { check, index, pgEnum, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { amount, createdAt, id, instant, table } from './columns.ts';
import { payments } from './payments.ts';
import { users } from './users.ts';

export const refundStatus = pgEnum('refund_status', ['PENDING', 'SUCCEEDED', 'FAILED']);
export type RefundStatus = (typeof refundStatus.enumValues)[number];

/** Where a refund goes: the way that the money came, into the wallet, or off what is still owed on an invoice. */
export const refundDestination = pgEnum('refund_destination', ['ORIGINAL', 'WALLET', 'RECEIVABLE']);
export type RefundDestination = (typeof refundDestination.enumValues)[number];

/** Money of a payment that goes back. While it is PENDING it lies in the payer's HELD account. */
export const paymentRefunds = table(
  'payment_refunds',
  {
    id: id(),
    paymentId: uuid()
      .notNull()
      .references(() => payments.id),
    amount: amount().notNull(),
    destination: refundDestination().notNull(),
    status: refundStatus().notNull().default('PENDING'),
    /** Why the money goes back. */
    reason: text().notNull(),
    /** Why it did not get there; it is in the wallet then. */
    failure: text(),
    externalId: text(),
    /** Null: the platform by itself. */
    requestedBy: uuid().references(() => users.id),
    createdAt: createdAt(),
    endedAt: instant(),
  },
  (t) => [
    unique('payment_refunds_external').on(t.externalId),
    index('payment_refunds_payment').on(t.paymentId, t.id),
    check('payment_refunds_amount', sql`${t.amount} > 0`),
    check('payment_refunds_ended', sql`(${t.status} = 'PENDING') = (${t.endedAt} is null)`),
    check('payment_refunds_failure', sql`(${t.status} = 'FAILED') = (${t.failure} is not null)`),
  ],
);

export const disputeStatus = pgEnum('dispute_status', ['OPEN', 'WON', 'LOST']);
export type DisputeStatus = (typeof disputeStatus.enumValues)[number];

/** A payment that its payer's bank takes back, as the processor tells it. */
export const paymentDisputes = table(
  'payment_disputes',
  {
    id: id(),
    paymentId: uuid()
      .notNull()
      .references(() => payments.id),
    externalId: text().notNull(),
    amount: amount().notNull(),
    /** In the processor's words. */
    reason: text().notNull(),
    status: disputeStatus().notNull().default('OPEN'),
    /** What the ledger has of it: taken out for it, and kept by the processor for its trouble. */
    takenAmount: amount().notNull(),
    takenFee: amount().notNull(),
    evidenceDueAt: instant(),
    createdAt: createdAt(),
    closedAt: instant(),
  },
  (t) => [
    unique('payment_disputes_external').on(t.externalId),
    index('payment_disputes_payment').on(t.paymentId, t.id),
    index('payment_disputes_open')
      .on(t.id)
      .where(sql`${t.status} = 'OPEN'`),
    check('payment_disputes_amount', sql`${t.amount} > 0 and ${t.takenAmount} >= 0`),
    check('payment_disputes_closed', sql`(${t.status} = 'OPEN') = (${t.closedAt} is null)`),
  ],
);

export type RefundRow = typeof paymentRefunds.$inferSelect;
export type DisputeRow = typeof paymentDisputes.$inferSelect;

export async function insertRefund({ orm }: Db, row: typeof paymentRefunds.$inferInsert): Promise<RefundRow> {
  const [inserted] = await orm.insert(paymentRefunds).values(row).returning();
  return inserted as RefundRow;
}

export async function selectRefundsById({ sql }: Db, ids: readonly string[]): Promise<RefundRow[]> {
  return await sql<RefundRow[]>`select * from payment_refunds where id = any(${ids}::uuid[])`;
}

/** The refunds of payments, oldest first. Those of a payment change under its lock alone. */
export async function selectRefundsOf({ sql }: Db, paymentIds: readonly string[]): Promise<RefundRow[]> {
  return await sql<RefundRow[]>`
    select * from payment_refunds where payment_id = any(${paymentIds}::uuid[]) order by payment_id, id`;
}

export async function updateRefund(
  { sql }: Db,
  id: string,
  {
    status,
    externalId = null,
    failure = null,
  }: { status: RefundStatus; externalId?: string | null | undefined; failure?: string | null | undefined },
): Promise<RefundRow> {
  const [row] = await sql<RefundRow[]>`
    update payment_refunds set status = ${status}, external_id = coalesce(${externalId}, external_id), failure = ${failure},
      ended_at = case when ${status} = 'PENDING' then null else clock_timestamp() end
    where id = ${id} returning *`;
  return row as RefundRow;
}

export async function insertDispute({ orm }: Db, row: typeof paymentDisputes.$inferInsert): Promise<DisputeRow> {
  const [inserted] = await orm.insert(paymentDisputes).values(row).returning();
  return inserted as DisputeRow;
}

/** The disputes of payments, oldest first. Those of a payment change under its lock alone. */
export async function selectDisputesOf({ sql }: Db, paymentIds: readonly string[]): Promise<DisputeRow[]> {
  return await sql<DisputeRow[]>`
    select * from payment_disputes where payment_id = any(${paymentIds}::uuid[]) order by payment_id, id`;
}

/** Newest first: `limit` open disputes after the dispute `after`. */
export async function selectOpenDisputes(
  { sql }: Db,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<DisputeRow[]> {
  return await sql<DisputeRow[]>`
    select * from payment_disputes
    where status = 'OPEN' ${after === undefined ? sql`` : sql`and id < ${after}`} order by id desc limit ${limit}`;
}

export async function updateDispute(
  { sql }: Db,
  id: string,
  change: Pick<DisputeRow, 'status' | 'takenAmount' | 'takenFee' | 'evidenceDueAt'>,
): Promise<DisputeRow> {
  const { status, takenAmount, takenFee, evidenceDueAt } = change;
  const [row] = await sql<DisputeRow[]>`
    update payment_disputes set status = ${status}, taken_amount = ${takenAmount.toString()}::numeric,
      taken_fee = ${takenFee.toString()}::numeric, evidence_due_at = ${evidenceDueAt},
      closed_at = case when ${status} = 'OPEN' then null else coalesce(closed_at, clock_timestamp()) end
    where id = ${id} returning *`;
  return row as DisputeRow;
}
