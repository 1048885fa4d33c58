import { expect, test } from 'vitest';
import { checkPdf, textOfPdf } from '../../../test/papers.ts';
import type { InvoiceRow } from '../../db/invoices.ts';
import { printInvoice } from './print-invoice.ts';

const invoice = {
  id: '01900000-0000-7000-8000-000000000000',
  kind: 'INVOICE',
  year: 2026,
  seq: 7,
  number: 'EC-2026-000007',
  orderId: '',
  paymentId: '',
  refundId: null,
  ownerId: '',
  currency: 'EUR',
  net: 50_601n,
  vat: 0n,
  gross: 50_601n,
  vatBps: 0,
  vatTreatment: 'REVERSE_CHARGE',
  seller: { name: 'EcoCoin GmbH', address: ['Unter den Linden 1'], country: 'DE', vatId: 'DE136695976', email: null },
  buyer: { name: '株式会社みどり', address: ['東京都'], country: 'JP', vatId: null, email: null },
  lines: Array.from({ length: 90 }, (_, index) => ({
    description: `Carbon credits of Проект ${index + 1}, vintage 2021`,
    quantity: '1 t',
    unitPrice: '8.35',
    net: '835',
    vat: '0',
    gross: '835',
  })),
  note: null,
  issuedAt: new Date('2026-11-21T09:00:00Z'),
  dueAt: new Date('2026-12-21T09:00:00Z'),
} satisfies InvoiceRow;
const payment = { reference: 'RF18ECO4J7M2Q0XW8ZK', gateway: 'BANK' } as const;
const account = { holder: 'EcoCoin GmbH', iban: 'DE89370400440532013000', bic: 'COBADEFFXXX' };

test('an open invoice says where and by when to pay, whatever the script, on as many pages as it takes', async () => {
  const bytes = await printInvoice(invoice, payment, account);
  expect(await checkPdf(bytes)).toBe(0);
  const pages = await textOfPdf(bytes);
  expect(pages.length).toBeGreaterThan(1);
  const text = pages.join('\n');
  for (const words of [
    'EC-2026-000007',
    '株式会社みどり',
    'Проект 90',
    '2026-12-21',
    'DE89 3704 0044 0532 0130 00',
    'RF18 ECO4 J7M2 Q0XW 8ZK',
    'Reverse charge',
  ]) {
    expect(text).toContain(words);
  }
  expect(Buffer.from(await printInvoice(invoice, payment, account)).equals(Buffer.from(bytes))).toBe(true);
});

test('a receipt of the development gateway says that no money moved, and asks for none', async () => {
  const receipt = { ...invoice, kind: 'RECEIPT', dueAt: null, lines: invoice.lines.slice(0, 1) } as const;
  const bytes = await printInvoice(receipt, { ...payment, gateway: 'DEVELOPMENT' }, account);
  const text = (await textOfPdf(bytes)).join('\n');
  expect(text).toContain('NO MONEY MOVED');
  expect(text).not.toContain('IBAN');
});
