import type { Config } from '../../config.ts';
import type { InvoiceLine, InvoiceParty, InvoiceRow, NewInvoice, OrderedLine } from '../../db/invoices.ts';
import type { OrderRow } from '../../db/orders.ts';
import type { OrganizationRow } from '../../db/organizations.ts';
import type { RefundRow } from '../../db/payment-refunds.ts';
import { ownerOfPayment, type PaymentMethodCode, type PaymentRow } from '../../db/payments.ts';
import type { UserView } from '../../db/users.ts';
import { assetScale, formatDecimal, formatPrice } from '../amounts.ts';
import { spacedReference } from '../payments/reference.ts';
import { type Taxed, taxed, vatOf } from './vat.ts';

/** The platform, as the configuration has it. */
const sellerOf = (config: Config): InvoiceParty => ({
  name: config.INVOICE_SELLER_NAME,
  address: config.INVOICE_SELLER_ADDRESS,
  country: config.INVOICE_SELLER_COUNTRY,
  vatId: config.INVOICE_SELLER_VAT_ID ?? null,
  email: null,
});

export function buyerOf(organization: OrganizationRow | undefined, user: UserView): InvoiceParty {
  if (!organization)
    return { name: user.displayName, address: [], country: user.country, vatId: null, email: user.email };
  const { legalName: name, billingAddress: address, country, vatId, invoiceEmail: email } = organization;
  return { name, address, country, vatId, email };
}

export interface Sale {
  readonly config: Config;
  readonly order: OrderRow;
  readonly payment: PaymentRow;
  readonly ordered: readonly OrderedLine[];
  readonly buyer: InvoiceParty;
}

/** The invoice of an order that was paid, or sold on account: its lines, the buyer's fee, and what the processor keeps. */
export function invoiceOf({ config, order, payment, ordered, buyer }: Sale): NewInvoice {
  const isCarbon = order.asset === 'CARBON';
  const goods = ordered.map((line) => ({
    description: descriptionOf(line),
    quantity: `${isCarbon ? formatDecimal(line.quantity, assetScale.CARBON) : line.quantity.toString()} t`,
    unitPrice: formatPrice(line.pricePerCredit),
    gross: line.total,
  }));
  const costs = [
    { description: 'Fee of the marketplace', gross: order.buyerFee },
    { description: 'Processing of the card payment', gross: payment.processorFee },
  ].flatMap((cost) => (cost.gross > 0n ? { ...cost, quantity: null, unitPrice: null } : []));
  const said = [...goods, ...costs];
  const seller = sellerOf(config);
  const { treatment, bps } = vatOf({
    sellerCountry: config.INVOICE_SELLER_COUNTRY,
    rateBps: config.INVOICE_VAT_BPS,
    buyerCountry: buyer.country,
    buyerVatId: buyer.vatId,
  });
  const { whole, lines } = taxed(
    said.map(({ gross }) => gross),
    bps,
  );
  return {
    kind: 'INVOICE',
    orderId: order.id,
    paymentId: payment.id,
    ownerId: ownerOfPayment(payment),
    currency: payment.currency,
    ...whole,
    vatBps: bps,
    vatTreatment: treatment,
    seller,
    buyer,
    lines: said.map((line, index) => ({ ...line, ...plain(lines[index] as Taxed) })),
    note: payment.method === 'INVOICE' ? null : paidWords(payment),
    dueAt: payment.dueAt,
  };
}

const plain = ({ net, vat, gross }: Taxed) => ({ net: net.toString(), vat: vat.toString(), gross: gross.toString() });

function descriptionOf(line: OrderedLine): string {
  if (line.projectName === null) return 'CARBON, tokens of carbon credits';
  const [from, to] = [line.vintageStart?.slice(0, 4), line.vintageEnd?.slice(0, 4)];
  const vintage = from === to ? from : `${from} to ${to}`;
  const registered = line.registry === null ? '' : ` (${[line.registry, line.nativeId].filter(Boolean).join(' ')})`;
  return `Carbon credits of ${line.projectName}${registered}, vintage ${vintage}`;
}

const METHOD_WORDS: Readonly<Record<PaymentMethodCode, string>> = {
  CARD: 'by card',
  BANK_TRANSFER: 'by bank transfer',
  CRYPTO: 'in ether',
  INVOICE: 'by bank transfer',
};

const paidWords = ({ method, capturedAt, reference, gateway }: PaymentRow): string => {
  const on = (capturedAt ?? new Date()).toISOString().slice(0, 10);
  const words = `Paid ${METHOD_WORDS[method]} on ${on}, reference ${spacedReference(reference)}.`;
  return gateway === 'DEVELOPMENT' ? `${words} The development gateway has moved no money.` : words;
};

/** One line that says something of an invoice, with its VAT. */
const single = (
  invoice: InvoiceRow,
  description: string,
  gross: bigint,
): Pick<NewInvoice, 'net' | 'vat' | 'gross' | 'lines'> => {
  const sign = gross < 0n ? -1n : 1n;
  const { whole } = taxed([sign * gross], invoice.vatBps);
  const signed = { net: sign * whole.net, vat: sign * whole.vat, gross };
  const line: InvoiceLine = { description, quantity: null, unitPrice: null, ...plain(signed) };
  return { ...signed, lines: [line] };
};

const alike = ({ orderId, paymentId, ownerId, currency, vatBps, vatTreatment, seller, buyer }: InvoiceRow) => ({
  orderId,
  paymentId,
  ownerId,
  currency,
  vatBps,
  vatTreatment,
  seller,
  buyer,
});

/** Corrects an invoice by what went back of its payment. */
export const creditNoteOf = (invoice: InvoiceRow, { id: refundId, amount, reason }: RefundRow): NewInvoice => ({
  ...alike(invoice),
  ...single(invoice, `Correction of invoice ${invoice.number}: ${reason}`, -amount),
  kind: 'CREDIT_NOTE',
  refundId,
  note: `It corrects invoice ${invoice.number} of ${invoice.issuedAt.toISOString().slice(0, 10)}.`,
});

/** Says that the money of an invoice is there. */
export const receiptOf = (invoice: InvoiceRow, payment: PaymentRow): NewInvoice => ({
  ...alike(invoice),
  ...single(invoice, `Payment of invoice ${invoice.number}`, payment.received),
  kind: 'RECEIPT',
  note: paidWords(payment),
});
