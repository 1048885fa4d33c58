import { sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { amount, createdAt, id, instant, json, position, table } from './columns.ts';
import { newestOf } from './keyset.ts';
import { orders } from './orders.ts';
import { paymentRefunds } from './payment-refunds.ts';
import { payments } from './payments.ts';
import { asset } from './wallets.ts';

export const invoiceKind = pgEnum('invoice_kind', ['INVOICE', 'CREDIT_NOTE', 'RECEIPT']);
export type InvoiceKind = (typeof invoiceKind.enumValues)[number];

/** Why VAT is on an invoice, or is not. */
export const vatTreatment = pgEnum('vat_treatment', ['STANDARD', 'REVERSE_CHARGE', 'OUT_OF_SCOPE', 'NONE']);
export type VatTreatment = (typeof vatTreatment.enumValues)[number];

/** Whoever sells or buys, as on the day of the invoice. */
export interface InvoiceParty {
  readonly name: string;
  /** Line by line. */
  readonly address: readonly string[];
  readonly country: string | null;
  readonly vatId: string | null;
  readonly email: string | null;
}

/** Amounts as decimal text of minor units; together the lines are the invoice. */
export interface InvoiceLine {
  readonly description: string;
  /** As people read it, with its unit; null where there is none. */
  readonly quantity: string | null;
  readonly unitPrice: string | null;
  readonly net: string;
  readonly vat: string;
  readonly gross: string;
}

/** The last number of each kind in each year: whoever holds the row numbers the next paper. */
export const invoiceCounters = table(
  'invoice_counters',
  { kind: invoiceKind().notNull(), year: integer().notNull(), last: integer().notNull() },
  (t) => [primaryKey({ columns: [t.kind, t.year] })],
);

/**
 * A paper with a number: an invoice, a credit note that corrects one, or a receipt. It never changes, and the numbers of a
 * kind have no gap within a year (see drizzle/). Amounts are in minor units; those of a credit note are below zero.
 */
export const invoices = table(
  'invoices',
  {
    id: id(),
    kind: invoiceKind().notNull(),
    year: integer().notNull(),
    seq: integer().notNull(),
    number: text().notNull(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id),
    paymentId: uuid()
      .notNull()
      .references(() => payments.id),
    /** Of a credit note: what went back. */
    refundId: uuid().references(() => paymentRefunds.id),
    /** Whose it is: a user's or an organization's. */
    ownerId: uuid().notNull(),
    currency: asset().notNull(),
    net: amount().notNull(),
    vat: amount().notNull(),
    gross: amount().notNull(),
    vatBps: integer().notNull(),
    vatTreatment: vatTreatment().notNull(),
    seller: json<InvoiceParty>().notNull(),
    buyer: json<InvoiceParty>().notNull(),
    lines: json<readonly InvoiceLine[]>().notNull(),
    /** What else it says, such as how it was paid. */
    note: text(),
    issuedAt: createdAt(),
    /** By when it is to be paid; null where it is paid. */
    dueAt: instant(),
  },
  (t) => [
    unique('invoices_number').on(t.number),
    unique('invoices_seq').on(t.kind, t.year, t.seq),
    // A payment has one invoice and one receipt, and a refund one credit note.
    unique('invoices_once').on(t.paymentId, t.kind, t.refundId).nullsNotDistinct(),
    index('invoices_owner').on(t.ownerId, t.id),
    index('invoices_order').on(t.orderId, t.id),
    check('invoices_seq_positive', sql`${t.seq} > 0`),
    check('invoices_sum', sql`${t.net} + ${t.vat} = ${t.gross}`),
    check('invoices_sign', sql`case ${t.kind} when 'CREDIT_NOTE' then ${t.gross} < 0 else ${t.gross} > 0 end`),
    check('invoices_refund', sql`(${t.kind} = 'CREDIT_NOTE') = (${t.refundId} is not null)`),
    check('invoices_vat', sql`(${t.vatTreatment} = 'STANDARD') or (${t.vat} = 0 and ${t.vatBps} = 0)`),
  ],
);

/** Papers that are to be written: a queue, for what pays an order must not wait for a number. */
export const duePapers = table(
  'due_papers',
  {
    id: position(),
    kind: invoiceKind().notNull(),
    paymentId: uuid()
      .notNull()
      .references(() => payments.id),
    refundId: uuid().references(() => paymentRefunds.id),
  },
  (t) => [unique('due_papers_once').on(t.kind, t.paymentId, t.refundId).nullsNotDistinct()],
);

/** Reminders of an invoice that is overdue, each level once. */
export const invoiceReminders = table(
  'invoice_reminders',
  {
    invoiceId: uuid()
      .notNull()
      .references(() => invoices.id),
    level: integer().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.invoiceId, t.level] }), check('invoice_reminders_level', sql`${t.level} > 0`)],
);

export type InvoiceRow = typeof invoices.$inferSelect;
export type NewInvoice = Omit<typeof invoices.$inferInsert, 'id' | 'year' | 'seq' | 'number' | 'issuedAt'>;

/**
 * Numbers a paper and writes it; undefined if there is one for this already. The counter is held until the transaction ends,
 * and gives the number back if it fails: so none is left out. Take it after all other locks but the audit log.
 */
export async function insertInvoice(db: Db, prefix: string, paper: NewInvoice): Promise<InvoiceRow | undefined> {
  const { kind } = paper;
  const [counter] = await db.sql<{ year: number; last: number }[]>`
    insert into invoice_counters as c (kind, year, last)
    values (${kind}, extract(year from now() at time zone 'UTC')::int, 0)
    on conflict (kind, year) do update set last = c.last
    returning year, last`;
  if (!counter) throw new Error('no number');
  // Another process may have written it while the counter was waited for.
  if (await hasInvoice(db, paper)) return undefined;
  const { year } = counter;
  const seq = counter.last + 1;
  await db.sql`update invoice_counters set last = ${seq} where kind = ${kind} and year = ${year}`;
  const sign = { INVOICE: '', CREDIT_NOTE: 'C', RECEIPT: 'R' }[kind];
  const number = `${prefix}${sign}-${year}-${String(seq).padStart(6, '0')}`;
  const [row] = await db.orm
    .insert(invoices)
    .values({ ...paper, year, seq, number })
    .returning();
  return row;
}

/** Whether there is such a paper. */
async function hasInvoice(
  { sql }: Db,
  { kind, paymentId, refundId = null }: Pick<NewInvoice, 'kind' | 'paymentId' | 'refundId'>,
): Promise<boolean> {
  const rows = await sql`
    select from invoices
    where payment_id = ${paymentId} and kind = ${kind} and refund_id is not distinct from ${refundId}::uuid`;
  return rows.length > 0;
}

export async function selectInvoicesById({ sql }: Db, ids: readonly string[]): Promise<InvoiceRow[]> {
  return await sql<InvoiceRow[]>`select * from invoices where id = any(${ids}::uuid[])`;
}

export async function selectInvoiceOf({ sql }: Db, paymentId: string): Promise<InvoiceRow | undefined> {
  const [row] = await sql<InvoiceRow[]>`select * from invoices where payment_id = ${paymentId} and kind = 'INVOICE'`;
  return row;
}

export async function selectInvoicesOfPayments({ sql }: Db, paymentIds: readonly string[]): Promise<InvoiceRow[]> {
  return await sql<InvoiceRow[]>`
    select * from invoices where payment_id = any(${paymentIds}::uuid[]) order by payment_id, id`;
}

/** Newest first: `limit` papers of an owner after the paper `after`. */
export async function selectInvoicesOf(
  { sql }: Db,
  { ownerId, after, limit }: { ownerId: string; after: string | undefined; limit: number },
): Promise<InvoiceRow[]> {
  return await sql<InvoiceRow[]>`
    select * from invoices where ${newestOf(sql, 'owner_id', sql`${ownerId}::uuid`, after)} limit ${limit}`;
}

/** A paper that is to be written. */
export type DuePaper = Pick<typeof duePapers.$inferSelect, 'kind' | 'paymentId' | 'refundId'>;

/** Says in the transaction that makes it true that a paper is to be written; once for each. */
export async function insertDuePapers({ sql }: Db, papers: readonly DuePaper[]): Promise<void> {
  await sql`
    insert into due_papers (kind, payment_id, refund_id)
    select * from unnest(
      ${papers.map(({ kind }) => kind)}::invoice_kind[], ${papers.map(({ paymentId }) => paymentId)}::uuid[],
      ${papers.map(({ refundId }) => refundId)}::uuid[])
    on conflict do nothing`;
}

/** The papers that have waited longest to be written. */
export async function selectDuePapers({ sql }: Db, limit: number): Promise<{ id: bigint }[]> {
  return await sql<{ id: bigint }[]>`select id from due_papers order by id limit ${limit}`;
}

/** Takes a paper out of the queue; undefined if another process has written it, or is just writing it. */
export async function takeDuePaper({ sql }: Db, id: bigint): Promise<DuePaper | undefined> {
  const [row] = await sql<DuePaper[]>`
    with due as (select id from due_papers where id = ${id} for update skip locked)
    delete from due_papers d using due where d.id = due.id returning d.kind, d.payment_id, d.refund_id`;
  return row;
}

/** What of an order stands on its invoice, in words. */
export interface OrderedLine {
  readonly quantity: bigint;
  readonly pricePerCredit: bigint;
  readonly total: bigint;
  /** Null: CARBON. */
  readonly projectName: string | null;
  readonly registry: string | null;
  readonly nativeId: string | null;
  readonly vintageStart: string | null;
  readonly vintageEnd: string | null;
}

export async function selectOrderedLines({ sql }: Db, orderId: string): Promise<OrderedLine[]> {
  return await sql<OrderedLine[]>`
    select l.quantity, l.price_per_credit, l.total, p.name as project_name, p.registry, p.native_id,
      b.vintage_start::text, b.vintage_end::text
    from order_lines l left join batches b on b.id = l.batch_id left join projects p on p.id = b.project_id
    where l.order_id = ${orderId} order by l.position`;
}

/** An invoice whose next reminder is due, and the level of it. */
export async function selectDueReminders(
  { sql }: Db,
  days: readonly number[],
  limit: number,
): Promise<{ id: string; paymentId: string; level: number }[]> {
  return await sql<{ id: string; paymentId: string; level: number }[]>`
    select i.id, i.payment_id, d.level::int
    from payments p join invoices i on i.payment_id = p.id and i.kind = 'INVOICE'
    cross join unnest(${days.map(String)}::int[]) with ordinality as d (days, level)
    where p.method = 'INVOICE' and p.status = 'AUTHORIZED' and p.due_at + make_interval(days => d.days) <= now()
      and not exists (select from invoice_reminders r where r.invoice_id = i.id and r.level = d.level)
    order by i.id, d.level limit ${limit}`;
}

/** Writes a reminder down; false if that level was reminded of before. */
export async function insertReminder({ sql }: Db, invoiceId: string, level: number): Promise<boolean> {
  const written = await sql`
    insert into invoice_reminders (invoice_id, level) values (${invoiceId}, ${level}) on conflict do nothing`;
  return written.count > 0;
}
