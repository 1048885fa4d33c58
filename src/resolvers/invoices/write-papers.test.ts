import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { checkPdf, textOfPdf } from '../../../test/papers.ts';
import { openPaymentLab, type Ordered, type PaymentLab } from '../../../test/payments.ts';
import { camt053, fileOf } from '../../../test/statements.ts';
import { brokenConstraint } from '../../db/client.ts';
import { type InvoiceRow, selectInvoicesOfPayments } from '../../db/invoices.ts';
import type { PaymentRow } from '../../db/payments.ts';
import { type Api, openApi } from '../../http/api.ts';
import { passMail } from '../../workers/mail.ts';
import { Forbidden } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { refundOrder } from '../orders/refund-order.ts';
import { settleOrders } from '../orders/settle-orders.ts';
import { updateOrganization } from '../organizations/update-organization.ts';
import { CreditExceeded, PaymentMethodUnavailable } from '../payments/errors.ts';
import { refundPayment } from '../payments/refund-payment.ts';
import { importStatement } from '../statements/import-statement.ts';
import { findInvoice, invoiceUrl, myInvoices } from './read.ts';
import { remindOfInvoices } from './remind.ts';
import { writePapers } from './write-papers.ts';

let lab: PaymentLab;
let api: Api;
let [clerk, admin] = [] as unknown as [TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  lab = await openPaymentLab({
    INVOICE_VAT_BPS: '1900',
    INVOICE_CREDIT: '250000',
    INVOICE_SELLER_NAME: 'EcoCoin GmbH',
    INVOICE_SELLER_ADDRESS: 'Unter den Linden 1,10117 Berlin',
    INVOICE_SELLER_VAT_ID: 'DE136695976',
  });
  api = await openApi(lab.t.app);
  clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
  admin = await lab.t.user('admin');
  moss = await foundedBy(lab.t, admin);
});
afterAll(async () => {
  await api.close();
  await lab[Symbol.asyncDispose]();
});

const papersOf = async ({ id }: PaymentRow): Promise<InvoiceRow[]> => {
  while ((await writePapers(lab.ctx)) > 0);
  return selectInvoicesOfPayments(lab.t.db, [id]);
};

async function paidByCard(ordered?: Ordered): Promise<Ordered & { payment: PaymentRow }> {
  const order = ordered ?? (await lab.order());
  const payment = await lab.begin(order);
  await lab.payCard(payment);
  return { ...order, payment: await lab.lookAgain(payment) };
}

const onAccount = (quantity = '60') => lab.order({ buyer: admin, organizationId: moss.organizationId, quantity });
const billing = (organizationId = moss.organizationId) =>
  updateOrganization(admin.ctx, {
    organizationId,
    billingAddress: ['Bahnhofstrasse 1', '8001 Zürich'],
    vatId: 'CHE123456788',
    invoiceEmail: 'invoices@moss.example',
  });
let transfers = 0;
const transfer = ({ reference: structured }: PaymentRow, amount: string) =>
  importStatement(clerk.ctx, {
    file: fileOf(camt053([{ amount, structured, reference: `INV${(transfers += 1)}` }], { id: `S${transfers}` })),
  });

test('a payment by card has an invoice that adds up, says its VAT and that it is paid, and a receipt', async () => {
  const { payment, buyer } = await paidByCard();
  const [invoice, receipt] = await papersOf(payment);
  expect(invoice).toMatchObject({
    kind: 'INVOICE',
    ownerId: buyer.id,
    gross: 104_256n,
    net: 87_610n,
    vat: 16_646n,
    vatBps: 1_900,
    vatTreatment: 'STANDARD',
    dueAt: null,
  });
  expect(invoice?.lines.map(({ description, quantity, gross }) => [description, quantity, gross])).toEqual([
    ['CARBON, tokens of carbon credits', '120.00 t', '100200'],
    ['Fee of the marketplace', null, '1002'],
    ['Processing of the card payment', null, '3054'],
  ]);
  expect(invoice?.note).toContain(`Paid by card on`);
  expect(receipt).toMatchObject({ kind: 'RECEIPT', gross: 104_256n });
  expect(receipt?.number).toMatch(/^ECR-\d{4}-\d{6}$/);
});

test('its PDF is whole, says what the row says, is the same each time, and is its owner’s alone', async () => {
  const { payment, buyer } = await paidByCard();
  const [invoice] = await papersOf(payment);
  if (!invoice) throw new Error('no invoice');
  const url = invoiceUrl(buyer.ctx, invoice).replace(/^http:\/\/[^/]+/, api.url);
  const answer = await fetch(url);
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(await checkPdf(bytes)).toBe(0);
  const text = (await textOfPdf(bytes)).join('\n');
  for (const words of [invoice.number, 'EcoCoin GmbH', '1042.56', '166.46', '876.10', 'VAT 19.00 %', 'DE136695976']) {
    expect(text).toContain(words);
  }
  expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);

  const stranger = await lab.t.user('stranger');
  expect(await findInvoice(stranger.ctx, encodeId('Invoice', invoice.id))).toBeNull();
  expect(await findInvoice(clerk.ctx, encodeId('Invoice', invoice.id))).toMatchObject({ number: invoice.number });
  const forStranger = invoiceUrl(stranger.ctx, invoice).replace(/^http:\/\/[^/]+/, api.url);
  expect((await fetch(forStranger)).status).toBe(403);
  expect((await fetch(`${url}x`)).status).toBe(403);
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  expect((await myInvoices(buyer.ctx, {})).items.map(({ kind }) => kind)).toEqual(['RECEIPT', 'INVOICE']);
});

test('numbers have no gap and never come twice, however many are written at once and fail', async () => {
  await Promise.all(Array.from({ length: 12 }, () => paidByCard()));
  const failing = lab.t.db.transact(async (tx) => {
    await writePapers({ ...lab.ctx, app: { ...lab.ctx.app, db: { ...lab.t.db, transact: (work) => work(tx) } } });
    throw new Error('on purpose');
  });
  await Promise.allSettled([failing, ...Array.from({ length: 8 }, () => writePapers(lab.ctx))]);
  while ((await writePapers(lab.ctx)) > 0);
  for (const kind of ['INVOICE', 'RECEIPT']) {
    const rows = await lab.t.db.sql<{ seq: number; number: string }[]>`
      select seq, number from invoices where kind::text = ${kind} order by seq`;
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1));
    expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length);
  }
  const [unwritten] = await lab.t.db.sql<{ count: number }[]>`
    select count(*)::int as count from payments p
    where p.paid_order and not exists (select from invoices i where i.payment_id = p.id and i.kind = 'INVOICE')`;
  expect(unwritten?.count).toBe(0);
});

test('a paper that cannot be written keeps no other from it, and leaves no gap', async () => {
  const { payment } = await paidByCard();
  const broken = await paidByCard();
  // Of a payment that has brought nothing there is no receipt.
  await lab.t.db.sql`
    insert into due_papers (kind, payment_id) select 'RECEIPT', ${(await lab.begin(await lab.order())).id}`;
  const stuck = await lab.t.db.sql`select id from due_papers order by id desc limit 1`;
  expect((await papersOf(payment)).map(({ kind }) => kind)).toEqual(['INVOICE', 'RECEIPT']);
  expect((await papersOf(broken.payment)).map(({ kind }) => kind)).toEqual(['INVOICE', 'RECEIPT']);
  expect(await lab.t.db.sql`select id from due_papers`).toEqual([...stuck]);
  await lab.t.db.sql`delete from due_papers`;
  const [gaps] = await lab.t.db.sql`
    select count(*)::int as count from (select kind, count(*) as all, max(seq) as last from invoices group by kind) as k
    where k.all <> k.last`;
  expect(gaps).toEqual({ count: 0 });
});

test('the database refuses a number that leaves one out, and any change', async () => {
  const { sql } = lab.t.db;
  const copy = sql`
    insert into invoices (kind, year, seq, number, order_id, payment_id, refund_id, owner_id, currency, net, vat, gross, vat_bps,
      vat_treatment, seller, buyer, lines)
    select kind, year, 4711, 'EC-4711', order_id, payment_id, refund_id, owner_id, currency, net, vat, gross, vat_bps,
      vat_treatment, seller, buyer, lines from invoices limit 1`;
  expect(await copy.catch(brokenConstraint)).toBe('invoices_no_gap');
  await expect(sql`update invoices set gross = gross + 1, net = net + 1`).rejects.toThrow('invoices');
  await expect(sql`delete from invoices`).rejects.toThrow('invoices');
});

test('an organization buys on account once its billing is known, up to its credit, and not when it is late', async () => {
  const first = await onAccount();
  await expect(lab.begin(first, 'INVOICE')).rejects.toThrow(PaymentMethodUnavailable);
  await billing();
  const payment = await lab.begin(first, 'INVOICE');
  expect(payment).toMatchObject({ status: 'AUTHORIZED', received: 0n, paidOrder: true });
  expect(await lab.orderOf(first.order)).toMatchObject({ status: 'PAID' });
  expect(await lab.platform('RECEIVABLE')).toBe(-50_601n);
  await settleOrders(lab.ctx);
  expect(await lab.orderOf(first.order)).toMatchObject({ status: 'COMPLETED' });
  const [invoice] = await papersOf(payment);
  // At a price that contains VAT for others: for a buyer outside of the union there is none in it.
  expect(invoice).toMatchObject({
    kind: 'INVOICE',
    gross: 50_601n,
    net: 50_601n,
    vat: 0n,
    vatTreatment: 'OUT_OF_SCOPE',
  });
  expect(invoice?.dueAt).toEqual(payment.dueAt);
  expect(invoice?.buyer).toMatchObject({ name: 'Moss AG', country: 'CH', email: 'invoices@moss.example' });

  const person = await lab.order();
  await expect(lab.begin(person, 'INVOICE')).rejects.toThrow(PaymentMethodUnavailable);
  await expect(lab.begin(await onAccount('240'), 'INVOICE')).rejects.toThrow(CreditExceeded);
  // Of several at once no more than what is left of the credit.
  const more = await Promise.all([onAccount('120'), onAccount('120'), onAccount('120')]);
  const all = await Promise.allSettled(more.map((ordered) => lab.begin(ordered, 'INVOICE')));
  expect(all.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);

  // Nor by a second organization of the same founder.
  const second = await foundedBy(lab.t, admin);
  await billing(second.organizationId);
  const there = await lab.order({ buyer: admin, organizationId: second.organizationId, quantity: '120' });
  await expect(lab.begin(there, 'INVOICE')).rejects.toThrow(CreditExceeded);

  await transfer(payment, '500.00');
  expect(await lab.read(payment)).toMatchObject({ status: 'AUTHORIZED', received: 50_000n });
  await transfer(payment, '10.00');
  expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED', received: 50_601n });
  expect(await lab.t.balance(moss.owner, 'EUR')).toMatchObject({ available: 399n });
  expect((await papersOf(payment)).map(({ kind }) => kind)).toEqual(['INVOICE', 'RECEIPT']);
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('reminds of what is overdue, each time once, and sells nothing more on account meanwhile', async () => {
  const [open] = await lab.t.db.sql<
    PaymentRow[]
  >`select * from payments where method = 'INVOICE' and status = 'AUTHORIZED'`;
  if (!open) throw new Error('nothing is open');
  const overdue = async (days: number): Promise<number> => {
    await lab.t.db.transact(async (tx) => {
      // A due date does not change: here the clock goes on.
      await tx.sql`alter table payments disable trigger payments_change`;
      await tx.sql`update payments set due_at = now() - make_interval(days => ${days}) where id = ${open.id}`;
      await tx.sql`alter table payments enable trigger payments_change`;
    });
    return remindOfInvoices(lab.ctx);
  };
  expect(await overdue(2)).toBe(0);
  expect(await overdue(3)).toBe(1);
  expect(await overdue(4)).toBe(0);
  await expect(lab.begin(await onAccount('1'), 'INVOICE')).rejects.toThrow(CreditExceeded);
  expect(await overdue(30)).toBe(2);
  while ((await passMail(lab.ctx)) > 0);
  const folder = join(lab.t.app.config.dataDir, 'mail');
  const mails = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
  const reminders = mails.filter((mail) => /^Subject: EcoCoin: Reminder/m.test(mail));
  expect(reminders).toHaveLength(3);
  for (const mail of reminders) expect(mail).toMatch(/^To: invoices@moss\.example$/m);
  expect(reminders.filter((mail) => mail.includes('last reminder'))).toHaveLength(1);
  await transfer(open, '1012.02');
  expect(await lab.read(open)).toMatchObject({ status: 'CAPTURED' });
  expect(await overdue(60)).toBe(0);
});

test('what goes back has a credit note, also off an invoice that is open', async () => {
  const { payment } = await paidByCard();
  await refundPayment(clerk.ctx, {
    paymentId: encodeId('Payment', payment.id),
    amount: '42.56',
    reason: 'The certificate came late.',
    idempotencyKey: newId(),
  });
  expect((await papersOf(payment)).map(({ kind }) => kind)).toEqual(['INVOICE', 'RECEIPT']);
  await lab.look(payment);
  const [invoice, , note] = await papersOf(payment);
  expect(note).toMatchObject({ kind: 'CREDIT_NOTE', gross: -4_256n, net: -3_576n, vat: -680n });
  expect(note?.note).toContain(invoice?.number);

  const ordered = await onAccount();
  const open = await lab.begin(ordered, 'INVOICE');
  await settleOrders(lab.ctx);
  await transfer(open, '100.00');
  const before = await lab.platform('RECEIVABLE');
  const wallet = await lab.t.balance(moss.owner, 'EUR');
  await refundOrder(clerk.ctx, {
    orderId: encodeId('Order', ordered.order.id),
    reason: 'A mistake of ours.',
    idempotencyKey: newId(),
  });
  expect(await lab.read(open)).toMatchObject({
    status: 'REFUNDED',
    received: 10_000n,
    credited: 40_601n,
    refunded: 10_000n,
  });
  expect((await lab.platform('RECEIVABLE')) - before).toBe(40_601n);
  expect((await lab.t.balance(moss.owner, 'EUR')).available - wallet.available).toBe(10_000n);
  const papers = await papersOf(open);
  expect(papers.filter(({ kind }) => kind === 'CREDIT_NOTE').map(({ gross }) => gross)).toEqual([-40_601n, -10_000n]);
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});

test('who sees no money of an organization sees no invoice of it', async () => {
  const viewer = await lab.t.user('viewer');
  const other = await foundedBy(lab.t, admin, [viewer, 'VIEWER']);
  await expect(myInvoices(viewer.ctx, { organizationId: other.organizationId })).rejects.toThrow(Forbidden);
});
