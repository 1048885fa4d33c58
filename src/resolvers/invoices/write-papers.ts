import type { Db } from '../../db/client.ts';
import {
  type DuePaper,
  insertInvoice,
  type InvoiceRow,
  type NewInvoice,
  selectInvoiceOf,
  selectDuePapers,
  selectOrderedLines,
  takeDuePaper,
} from '../../db/invoices.ts';
import { insertInvoiceMail } from '../../db/mails.ts';
import { selectOrdersById } from '../../db/order-lists.ts';
import { selectOrganizationsById } from '../../db/organizations.ts';
import { selectRefundsById } from '../../db/payment-refunds.ts';
import { type PaymentRow, selectPaymentsById } from '../../db/payments.ts';
import { selectUsersById } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { tryEach } from '../try-each.ts';
import { buyerOf, creditNoteOf, invoiceOf, receiptOf } from './compose.ts';

/**
 * Writes the papers that are due, each in one transaction with its number: an invoice for each payment that has paid its order,
 * a receipt once the money is there, a credit note for what went back. Gives how many. One that cannot be written keeps none
 * of the others from it, and its number goes to the next.
 */
export async function writePapers(ctx: Context): Promise<number> {
  const due = await selectDuePapers(ctx.app.db, ctx.app.config.INVOICE_BATCH);
  return tryEach(ctx, due, 'paper', ({ id }) =>
    transact(ctx, async (tx) => {
      const paper = await takeDuePaper(tx, id);
      if (paper) await writePaper(ctx, tx, paper);
    }),
  );
}

/** Writes a paper, unless there is one; and the invoice before what refers to it. */
async function writePaper(ctx: Context, tx: Db, due: DuePaper): Promise<void> {
  const [payment] = await selectPaymentsById(tx, [due.paymentId]);
  if (!payment) throw new Error(`there is no payment ${due.paymentId}`);
  if (due.kind === 'INVOICE') {
    await writeInvoice(ctx, tx, payment);
    return;
  }
  const invoice = (await selectInvoiceOf(tx, payment.id)) ?? (await writeInvoice(ctx, tx, payment));
  if (due.kind === 'RECEIPT') return write(ctx, tx, receiptOf(invoice, payment));
  const [refund] = await selectRefundsById(tx, [due.refundId ?? '']);
  if (!refund) throw new Error(`there is no refund ${due.refundId}`);
  return write(ctx, tx, creditNoteOf(invoice, refund));
}

/** Writes the invoice of a payment, unless there is one. The counter is the last lock but the audit log. */
export async function writeInvoice(ctx: Context, tx: Db, payment: PaymentRow): Promise<InvoiceRow> {
  const [order] = await selectOrdersById(tx, [payment.orderId]);
  const [user] = await selectUsersById(tx, [payment.payerId]);
  const [organization] =
    payment.organizationId === null ? [] : await selectOrganizationsById(tx, [payment.organizationId]);
  if (!order || !user) throw new Error(`payment ${payment.id} has no order or no payer`);
  const ordered = await selectOrderedLines(tx, order.id);
  const { config } = ctx.app;
  const sale = { config, order, payment, ordered, buyer: buyerOf(organization, user) };
  const invoice = await insertInvoice(tx, config.INVOICE_PREFIX, invoiceOf(sale));
  if (!invoice) return (await selectInvoiceOf(tx, payment.id)) as InvoiceRow;
  await insertInvoiceMail(tx, invoice.id, 'INVOICE_ISSUED');
  return invoice;
}

async function write(ctx: Context, tx: Db, paper: NewInvoice): Promise<void> {
  const written = await insertInvoice(tx, ctx.app.config.INVOICE_PREFIX, paper);
  if (written) await insertInvoiceMail(tx, written.id, 'INVOICE_ISSUED');
}
