import type { InvoiceKind, InvoiceParty, InvoiceRow } from '../../db/invoices.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { formatAmount, formatDecimal } from '../amounts.ts';
import { openPaper, type Paper } from '../papers/paper.ts';
import type { BankAccount } from '../payments/bank-method.ts';
import { spacedReference } from '../payments/reference.ts';
import { VAT_WORDS } from './vat.ts';

const TITLES: Readonly<Record<InvoiceKind, string>> = {
  INVOICE: 'Invoice',
  CREDIT_NOTE: 'Credit note',
  RECEIPT: 'Receipt',
};

const partyLines = ({ name, address, country, vatId }: InvoiceParty): string =>
  [name, ...address, country, vatId && `VAT ID ${vatId}`].filter(Boolean).join('\n');

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * Prints an invoice, a credit note or a receipt as PDF: the same bytes whenever it is asked for. `account` is where an open
 * one is to be paid to.
 */
export function printInvoice(
  invoice: InvoiceRow,
  payment: Pick<PaymentRow, 'reference' | 'gateway'>,
  account: BankAccount | undefined,
): Promise<Uint8Array> {
  const { kind, number, seller, buyer, currency, issuedAt, dueAt, note } = invoice;
  const money = (cents: bigint): string => `${formatAmount(cents, currency)} ${currency}`;
  const paper = openPaper({
    title: `${TITLES[kind]} ${number}`,
    language: 'en',
    author: seller.name,
    at: issuedAt,
    footer: `${seller.name} · ${TITLES[kind]} ${number}`,
    mark: payment.gateway === 'DEVELOPMENT' ? 'NO MONEY MOVED' : undefined,
  });
  paper.heading(`${TITLES[kind]} ${number}`);
  paper.fields([
    ['From', partyLines(seller)],
    ['To', partyLines(buyer)],
    ['Issued on', dayOf(issuedAt)],
    ['Supplied on', dayOf(issuedAt)],
    ...(dueAt ? [['To be paid by', dayOf(dueAt)] as const] : []),
  ]);
  paper.space(8);
  printLines(paper, invoice);
  paper.space(8);
  paper.fields([
    ['Net', money(invoice.net)],
    [`VAT ${formatDecimal(BigInt(invoice.vatBps), 2)} %`, money(invoice.vat)],
    ['Total', money(invoice.gross)],
  ]);
  const words = VAT_WORDS[invoice.vatTreatment];
  if (words !== '') paper.paragraph(words);
  if (note !== null) paper.paragraph(note);
  if (kind === 'INVOICE' && dueAt && account) printAccount(paper, account, payment.reference);
  return paper.bytes();
}

function printLines(paper: Paper, { lines, currency }: InvoiceRow): void {
  const money = (cents: string): string => formatAmount(BigInt(cents), currency);
  paper.table(
    [
      { title: 'What', share: 6 },
      { title: 'Quantity', share: 2, align: 'end' },
      { title: `Price (${currency})`, share: 2, align: 'end' },
      { title: `Net (${currency})`, share: 2, align: 'end' },
      { title: `Gross (${currency})`, share: 2, align: 'end' },
    ],
    lines.map((line) => [
      line.description,
      line.quantity ?? '',
      line.unitPrice ?? '',
      money(line.net),
      money(line.gross),
    ]),
  );
}

function printAccount(paper: Paper, { holder, iban, bic }: BankAccount, reference: string): void {
  paper.heading('How to pay', 3);
  paper.fields([
    ['Account of', holder],
    ['IBAN', iban.replaceAll(/(.{4})(?=.)/g, '$1 ')],
    ...(bic === undefined ? [] : [['BIC', bic] as const]),
    ['Reference', spacedReference(reference)],
  ]);
}
