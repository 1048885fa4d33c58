import type {
  InvoiceKind as KindCode,
  InvoiceLine as Line,
  InvoiceParty as Party,
  InvoiceRow,
  VatTreatment as VatCode,
} from '../db/invoices.ts';
import { formatAmount, formatDecimal } from '../resolvers/amounts.ts';
import { findInvoice, invoiceUrl, myInvoices, visibleInvoices } from '../resolvers/invoices/read.ts';
import { paymentOf } from '../resolvers/payments/read.ts';
import type { Asset as AssetCode } from '../db/wallets.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { Payment } from './payments.ts';
import { Asset } from './wallets.ts';

const InvoiceKind = enumOf('InvoiceKind', 'What kind of paper it is.', {
  INVOICE: 'What an order costs.',
  CREDIT_NOTE: 'Corrects an invoice by what went back; its amounts are below zero.',
  RECEIPT: 'Says that the money of an invoice has come.',
} satisfies Record<KindCode, string>);

const VatTreatment = enumOf('VatTreatment', 'Why VAT is on an invoice, or is not.', {
  STANDARD: 'That of the platform’s country, which the prices contain.',
  REVERSE_CHARGE: 'The buyer, a business in another country of the European Union, owes it.',
  OUT_OF_SCOPE: 'The buyer is outside of the European Union.',
  NONE: 'None is charged.',
} satisfies Record<VatCode, string>);

const InvoiceParty = builder.objectRef<Party>('InvoiceParty').implement({
  description: 'Whoever sells or buys, as on the day of the invoice.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'The name.' }),
    address: t.stringList({ description: 'The address, line by line.', resolve: ({ address }) => [...address] }),
    country: t.exposeString('country', { nullable: true, description: 'ISO 3166-1 alpha-2.' }),
    vatId: t.exposeString('vatId', { nullable: true, description: 'VAT identification number.' }),
  }),
});

const InvoiceLine = builder.objectRef<Line & { readonly currency: AssetCode }>('InvoiceLine').implement({
  description: 'A line of an invoice.',
  fields: (t) => ({
    description: t.exposeString('description', { description: 'What it is for.' }),
    quantity: t.exposeString('quantity', { nullable: true, description: 'How much, with its unit.' }),
    unitPrice: t.exposeString('unitPrice', { nullable: true, description: 'What one of it costs.' }),
    net: t.field({
      type: 'Decimal',
      description: 'Without VAT.',
      resolve: ({ net, currency }) => formatAmount(BigInt(net), currency),
    }),
    vat: t.field({
      type: 'Decimal',
      description: 'The VAT of it.',
      resolve: ({ vat, currency }) => formatAmount(BigInt(vat), currency),
    }),
    gross: t.field({
      type: 'Decimal',
      description: 'Both.',
      resolve: ({ gross, currency }) => formatAmount(BigInt(gross), currency),
    }),
  }),
});

const Invoice = builder.objectRef<InvoiceRow>('Invoice');
builder.node(Invoice, {
  id: { resolve: (invoice) => invoice.id, description: 'Opaque id, the same for ever.' },
  loadManyWithoutCache: (ids, ctx) => visibleInvoices(ctx, ids),
  description:
    'An invoice, a credit note or a receipt. It never changes, and the numbers of a kind have no gap within a year. Only its owner and finance may see it.',
  fields: (t) => ({
    kind: t.expose('kind', { type: InvoiceKind, description: 'What kind of paper.' }),
    number: t.exposeString('number', { description: 'Its number.' }),
    currency: t.expose('currency', { type: Asset, description: 'Of which currency its amounts are.' }),
    net: t.field({
      type: 'Decimal',
      description: 'Without VAT.',
      resolve: ({ net, currency }) => formatAmount(net, currency),
    }),
    vat: t.field({
      type: 'Decimal',
      description: 'The VAT of it.',
      resolve: ({ vat, currency }) => formatAmount(vat, currency),
    }),
    gross: t.field({
      type: 'Decimal',
      description: 'Both.',
      resolve: ({ gross, currency }) => formatAmount(gross, currency),
    }),
    vatPercent: t.field({
      type: 'Decimal',
      description: 'The rate of the VAT.',
      resolve: ({ vatBps }) => formatDecimal(BigInt(vatBps), 2),
    }),
    vatTreatment: t.expose('vatTreatment', { type: VatTreatment, description: 'Why that.' }),
    seller: t.field({ type: InvoiceParty, description: 'Who sells.', resolve: ({ seller }) => seller }),
    buyer: t.field({ type: InvoiceParty, description: 'Who buys.', resolve: ({ buyer }) => buyer }),
    lines: t.field({
      type: [InvoiceLine],
      description: 'What it is for.',
      resolve: ({ lines, currency }) => lines.map((line) => ({ ...line, currency })),
    }),
    note: t.exposeString('note', { nullable: true, description: 'What else it says.' }),
    issuedAt: t.expose('issuedAt', { type: 'DateTime', description: 'When it was issued.' }),
    dueAt: t.expose('dueAt', { type: 'DateTime', nullable: true, description: 'Until when it is to be paid.' }),
    payment: t.field({
      type: Payment,
      description: 'The payment that it is about.',
      resolve: ({ paymentId }, _, ctx) => paymentOf(ctx, paymentId),
    }),
    pdfUrl: t.string({
      description: 'A link to it as PDF, for you and for a while. Whoever has it can get the file.',
      resolve: (invoice, _, ctx) => invoiceUrl(ctx, invoice),
    }),
  }),
});

builder.objectField(Payment, 'invoices', (t) =>
  t.field({
    type: [Invoice],
    description: 'Its invoice, receipt and credit notes, oldest first. They follow a moment after the payment.',
    resolve: ({ id }, _, ctx) => ctx.loaders.invoicesOf.load(id),
  }),
);

const InvoiceConnection = builder.connectionObject(
  { type: Invoice, name: 'InvoiceConnection', description: 'A page of invoices, credit notes and receipts.' },
  { name: 'InvoiceEdge', description: 'A paper and its cursor.' },
);

builder.queryField('myInvoices', (t) =>
  t.field({
    type: InvoiceConnection,
    description:
      'Your invoices, credit notes and receipts, newest first; or those of an organization, for its ADMIN, FINANCE and AUDITOR.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }),
      ...pageArgs,
    },
    resolve: async (_, args, ctx) => toConnection(await myInvoices(ctx, args)),
  }),
);

builder.queryField('invoice', (t) =>
  t.field({
    type: Invoice,
    nullable: true,
    description: 'The invoice, credit note or receipt with this id, if there is one that you may see.',
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: (_, { id }, ctx) => findInvoice(ctx, id),
  }),
);
