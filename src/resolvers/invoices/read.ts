import { z } from 'zod';
import { type InvoiceRow, selectInvoicesOf } from '../../db/invoices.ts';
import { selectPaymentsById } from '../../db/payments.ts';
import type { Context } from '../context.ts';
import { LinkRefused } from '../documents/errors.ts';
import { invoiceToken, publicUrl, readToken } from '../documents/links.ts';
import { Unauthenticated } from '../errors.ts';
import { actingFor, nodeId, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, mayFor, permitFor } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';
import { bankAccount } from '../payments/bank-method.ts';
import { printInvoice } from './print-invoice.ts';

const mineInput = z.object({ organizationId: actingFor });

/** The caller's invoices, credit notes and receipts, or those of an organization of theirs, newest first. */
export async function myInvoices(
  ctx: Context,
  input: PageInput & { readonly organizationId?: string | null | undefined },
): Promise<Page<InvoiceRow>> {
  const { organizationId } = readInput(mineInput, { organizationId: input.organizationId });
  const { ownerId } = await permitFor(ctx, 'payment.read-own', organizationId);
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectInvoicesOf(ctx.app.db, { ownerId, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** The papers with these ids, null where there is none that the caller may see. */
export const visibleInvoices = async (ctx: Context, ids: readonly string[]): Promise<(InvoiceRow | null)[]> =>
  onlyVisible(ctx, await ctx.loaders.invoices.loadMany(ids), (invoice) => [invoice.ownerId], {
    own: 'payment.read-own',
    any: 'payment.read-any',
  });

/** The paper with this id of a client's, null where there is none that the caller may see. Throws InputInvalid. */
export async function findInvoice(ctx: Context, id: unknown): Promise<InvoiceRow | null> {
  return (await visibleInvoices(ctx, [readInput(nodeId('Invoice'), id)]))[0] ?? null;
}

/** A link for the caller, from which a browser gets the paper as PDF for a while. */
export function invoiceUrl({ app, viewer }: Context, { id: invoiceId }: InvoiceRow): string {
  if (!viewer) throw new Unauthenticated();
  return `${publicUrl(app)}/invoices/${invoiceToken(app, { invoiceId, userId: viewer.userId })}`;
}

export interface InvoiceFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/**
 * What such a link leads to, for whom it was made: they must still be allowed to see it. Printed anew each time, and always
 * the same. Throws LinkRefused.
 */
export async function openInvoice(ctx: Context, token: string): Promise<InvoiceFile> {
  const { invoiceId, userId } = readToken(ctx.app, 'invoice', token);
  const invoice = await ctx.loaders.invoices.load(invoiceId);
  const holder: Context = { ...ctx, viewer: { userId, sessionId: '', expiresAt: new Date(0) } };
  const may =
    invoice !== undefined &&
    ((await mayFor(holder, 'payment.read-own', invoice.ownerId)) || (await isPermitted(holder, 'payment.read-any')));
  if (!may) throw new LinkRefused();
  const [payment] = await selectPaymentsById(ctx.app.db, [invoice.paymentId]);
  if (!payment) throw new Error(`invoice ${invoiceId} has no payment`);
  return {
    fileName: `${invoice.number}.pdf`,
    bytes: await printInvoice(invoice, payment, bankAccount(ctx.app.config)),
  };
}
