import { eq, sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  pgEnum,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Db, Fragment } from './client.ts';
import { amount, bytes, createdAt, id, instant, table } from './columns.ts';
import { newestOf } from './keyset.ts';
import { orders } from './orders.ts';
import { organizations } from './organizations.ts';
import { users } from './users.ts';
import { asset } from './wallets.ts';

export const paymentMethod = pgEnum('payment_method', ['CARD', 'BANK_TRANSFER', 'CRYPTO', 'INVOICE']);
export type PaymentMethodCode = (typeof paymentMethod.enumValues)[number];

/** Through whom the money comes. DEVELOPMENT moves none. */
export const paymentGateway = pgEnum('payment_gateway', ['STRIPE', 'DEVELOPMENT', 'BANK', 'CHAIN']);
export type PaymentGateway = (typeof paymentGateway.enumValues)[number];

export const paymentStatus = pgEnum('payment_status', [
  'CREATED',
  'AUTHORIZED',
  'CAPTURED',
  'PARTIALLY_REFUNDED',
  'REFUNDED',
  'FAILED',
  'CANCELLED',
  'DISPUTED',
]);
export type PaymentStatus = (typeof paymentStatus.enumValues)[number];

/** One way in which an order is to be paid. What it moves in the ledger has its id as the reference. */
export const payments = table(
  'payments',
  {
    id: id(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id),
    /** Who acted. */
    payerId: uuid()
      .notNull()
      .references(() => users.id),
    organizationId: uuid().references(() => organizations.id),
    method: paymentMethod().notNull(),
    gateway: paymentGateway().notNull(),
    currency: asset().notNull(),
    /** What the order needs, and what the processor was reckoned to keep of what is paid: together what is asked for. */
    due: amount().notNull(),
    processorFee: amount().notNull(),
    /** What the processor has kept, as the ledger has it. */
    keptFee: amount()
      .notNull()
      .default(sql`0`),
    /** What has come in, and what of it has gone back or is on its way back. */
    received: amount()
      .notNull()
      .default(sql`0`),
    refunded: amount()
      .notNull()
      .default(sql`0`),
    /** What was taken off an invoice, and need not come any more. */
    credited: amount()
      .notNull()
      .default(sql`0`),
    /** The order was paid by this one: what came for others of it went back, or into the wallet. */
    paidOrder: boolean().notNull().default(false),
    status: paymentStatus().notNull().default('CREATED'),
    /** Why it stands as it does, or why a card was declined last. */
    reason: text(),
    /** What the payer names at the bank (ISO 11649), and what every paper names. */
    reference: text().notNull(),
    /** What the processor calls it. */
    externalId: text(),
    /** Until then it can be paid: what comes later goes back or into the wallet. */
    payBy: instant().notNull(),
    /** Of an invoice: when the money is to be there. */
    dueAt: instant(),
    /** When the processor is to be asked next how it stands; null: when it tells of something. */
    lookAt: instant(),
    looks: integer().notNull().default(0),
    createdAt: createdAt(),
    authorizedAt: instant(),
    capturedAt: instant(),
    /** When it failed or was cancelled. */
    endedAt: instant(),
  },
  (t) => [
    unique('payments_reference').on(t.reference),
    unique('payments_external').on(t.gateway, t.externalId),
    // An order is paid in one way at a time.
    uniqueIndex('payments_open')
      .on(t.orderId)
      .where(sql`${t.status} in ('CREATED', 'AUTHORIZED')`),
    uniqueIndex('payments_paid_order')
      .on(t.orderId)
      .where(sql`${t.paidOrder}`),
    index('payments_order').on(t.orderId, t.id),
    index('payments_owner').on(sql`coalesce(${t.organizationId}, ${t.payerId})`, t.id),
    index('payments_look')
      .on(t.lookAt)
      .where(sql`${t.lookAt} is not null`),
    index('payments_overdue')
      .on(t.dueAt)
      .where(sql`${t.method} = 'INVOICE' and ${t.status} = 'AUTHORIZED'`),
    index('payments_open_by')
      .on(t.payBy)
      .where(sql`${t.status} = 'CREATED'`),
    check('payments_amounts', sql`${t.due} > 0 and ${t.processorFee} >= 0 and ${t.received} >= 0`),
    check('payments_refunded', sql`${t.refunded} >= 0 and ${t.refunded} <= ${t.received}`),
    check(
      'payments_credited',
      sql`${t.credited} >= 0 and (${t.credited} = 0 or ${t.received} + ${t.credited} <= ${t.due})`,
    ),
    check(
      'payments_captured',
      sql`(${t.status} in ('CREATED', 'AUTHORIZED', 'FAILED', 'CANCELLED')) or ${t.capturedAt} is not null`,
    ),
    check('payments_ended', sql`(${t.status} in ('FAILED', 'CANCELLED')) = (${t.endedAt} is not null)`),
    check('payments_invoice', sql`(${t.method} = 'INVOICE') = (${t.dueAt} is not null)`),
  ],
);

/** What a payment over the chain has to bring, at the rate at which it was agreed. */
export const paymentCrypto = table(
  'payment_crypto',
  {
    paymentId: uuid()
      .primaryKey()
      .references(() => payments.id),
    chainId: integer().notNull(),
    /** Under which the contract tells of it. */
    paymentRef: bytes().notNull(),
    /** In wei. */
    amount: amount().notNull(),
    /** Of one ETH, in 10^-18 of the currency. */
    rate: amount().notNull(),
    rateSource: text().notNull(),
    rateAsOf: instant().notNull(),
    /** In wei, what has come with its confirmations. */
    received: amount()
      .notNull()
      .default(sql`0`),
  },
  (t) => [
    unique('payment_crypto_ref').on(t.chainId, t.paymentRef),
    check('payment_crypto_amounts', sql`${t.amount} > 0 and ${t.rate} > 0 and ${t.received} >= 0`),
  ],
);

/** What happened to a payment, for ever. */
export const paymentSteps = table(
  'payment_steps',
  {
    paymentId: uuid()
      .notNull()
      .references(() => payments.id),
    seq: integer().notNull(),
    at: createdAt(),
    /** Null: the platform by itself, or whoever moved the money. */
    actorId: uuid(),
    /** Where it stood from then on. */
    status: paymentStatus().notNull(),
    /** What came or went, in minor units of the currency; null where nothing did. */
    moved: amount(),
    note: text(),
  },
  (t) => [primaryKey({ columns: [t.paymentId, t.seq] }), check('payment_steps_seq', sql`${t.seq} > 0`)],
);

export type PaymentRow = typeof payments.$inferSelect;
export type PaymentCryptoRow = typeof paymentCrypto.$inferSelect;
export type PaymentStepRow = typeof paymentSteps.$inferSelect;

/** Whose payment it is: the organization's, or else the payer's own. */
export const ownerOfPayment = ({ payerId, organizationId }: Pick<PaymentRow, 'payerId' | 'organizationId'>): string =>
  organizationId ?? payerId;

/** What is asked for, the processor's part included. */
export const amountOf = ({ due, processorFee }: Pick<PaymentRow, 'due' | 'processorFee'>): bigint => due + processorFee;

export async function insertPayment({ orm }: Db, row: typeof payments.$inferInsert): Promise<PaymentRow> {
  const [inserted] = await orm.insert(payments).values(row).returning();
  return inserted as PaymentRow;
}

export async function insertPaymentCrypto({ orm }: Db, row: typeof paymentCrypto.$inferInsert): Promise<void> {
  await orm.insert(paymentCrypto).values(row);
}

export async function selectPaymentsById({ sql }: Db, ids: readonly string[]): Promise<PaymentRow[]> {
  return await sql<PaymentRow[]>`select * from payments where id = any(${ids}::uuid[])`;
}

export async function selectPaymentCrypto({ sql }: Db, ids: readonly string[]): Promise<PaymentCryptoRow[]> {
  return await sql<PaymentCryptoRow[]>`select * from payment_crypto where payment_id = any(${ids}::uuid[])`;
}

/** Locks a payment: after its order, before wallets. */
export async function lockPayment({ sql }: Db, id: string): Promise<PaymentRow | undefined> {
  const [row] = await sql<PaymentRow[]>`select * from payments where id = ${id} for no key update`;
  return row;
}

/** Locks the payments of an order, by id. The order must be locked. */
export async function lockPaymentsOf({ sql }: Db, orderId: string): Promise<PaymentRow[]> {
  return await sql<PaymentRow[]>`select * from payments where order_id = ${orderId} order by id for no key update`;
}

/** The payment by what the processor, or the payer, calls it; not locked. */
export async function findPayment(
  { sql }: Db,
  by: { readonly gateway: PaymentGateway; readonly externalId: string } | { readonly reference: string },
): Promise<PaymentRow | undefined> {
  const where: Fragment =
    'reference' in by
      ? sql`reference = ${by.reference}`
      : sql`gateway = ${by.gateway} and external_id = ${by.externalId}`;
  const [row] = await sql<PaymentRow[]>`select * from payments where ${where}`;
  return row;
}

export type PaymentChange = Partial<
  Pick<
    PaymentRow,
    | 'status'
    | 'reason'
    | 'externalId'
    | 'keptFee'
    | 'received'
    | 'refunded'
    | 'credited'
    | 'paidOrder'
    | 'lookAt'
    | 'looks'
    | 'dueAt'
  >
>;

/** Changes a locked payment and dates its status. What was cancelled and is paid all the same has not ended any more. */
export async function updatePayment({ orm }: Db, id: string, change: PaymentChange): Promise<PaymentRow> {
  const [row] = await orm
    .update(payments)
    .set({ ...change, ...(change.status && momentsOf(change.status)) })
    .where(eq(payments.id, id))
    .returning();
  return row as PaymentRow;
}

function momentsOf(status: PaymentStatus) {
  const now = sql<Date>`clock_timestamp()`;
  if (status === 'FAILED' || status === 'CANCELLED') return { endedAt: now };
  return {
    endedAt: null,
    ...(status === 'AUTHORIZED' && { authorizedAt: now }),
    ...(status === 'CAPTURED' && { capturedAt: sql<Date>`coalesce(${payments.capturedAt}, clock_timestamp())` }),
  };
}

/** Writes down what happened to a locked payment. */
export async function insertPaymentStep(
  { sql }: Db,
  step: Pick<PaymentStepRow, 'paymentId' | 'status'> & Partial<Pick<PaymentStepRow, 'actorId' | 'moved' | 'note'>>,
): Promise<void> {
  const { paymentId, status, actorId = null, moved = null, note = null } = step;
  await sql`
    insert into payment_steps (payment_id, seq, actor_id, status, moved, note)
    select ${paymentId}, coalesce(max(seq), 0) + 1, ${actorId}::uuid, ${status}, ${moved?.toString() ?? null}::numeric, ${note}
    from payment_steps where payment_id = ${paymentId}`;
}

export async function selectPaymentSteps({ sql }: Db, ids: readonly string[]): Promise<PaymentStepRow[]> {
  return await sql<PaymentStepRow[]>`
    select * from payment_steps where payment_id = any(${ids}::uuid[]) order by payment_id, seq`;
}

export async function selectPaymentsOfOrders({ sql }: Db, orderIds: readonly string[]): Promise<PaymentRow[]> {
  return await sql<PaymentRow[]>`
    select * from payments where order_id = any(${orderIds}::uuid[]) order by order_id, id desc`;
}

/** Newest first: `limit` payments of a user or an organization after the payment `after`. */
export async function selectPaymentsOf(
  { sql }: Db,
  { ownerId, after, limit }: { ownerId: string; after: string | undefined; limit: number },
): Promise<PaymentRow[]> {
  const owner = sql`coalesce(organization_id, payer_id)`;
  return await sql<PaymentRow[]>`
    select * from payments where ${newestOf(sql, owner, sql`${ownerId}::uuid`, after)} limit ${limit}`;
}
