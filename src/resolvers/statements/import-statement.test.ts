import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { camt053, type Entry, fileOf } from '../../../test/statements.ts';
import type { BankLineRow } from '../../db/bank-statements.ts';
import { recordDeposit } from '../deposits/record-deposit.ts';
import { Forbidden, IllegalTransition, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { expirePayments } from '../payments/expire-payments.ts';
import { spacedReference } from '../payments/reference.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { StatementRefused } from './errors.ts';
import { ignoreBankLine } from './ignore-bank-line.ts';
import { importStatement, takeStatement } from './import-statement.ts';
import { matchBankLine } from './match-bank-line.ts';

let lab: PaymentLab;
let clerk: TestUser;
beforeAll(async () => {
  lab = await openPaymentLab();
  clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
});
afterAll(() => lab[Symbol.asyncDispose]());

let count = 0;
const next = (): string => `NTRF${String((count += 1)).padStart(6, '0')}`;

/** Imports these entries in a statement of their own; gives how many of them stand how. */
async function take(entries: readonly Entry[], by = clerk): Promise<Record<string, number>> {
  const { counts } = await importStatement(by.ctx, { file: fileOf(camt053(entries, { id: next() })) });
  return Object.fromEntries(counts);
}

async function lineOf(bankReference: string): Promise<BankLineRow> {
  const [row] = await lab.t.db.sql<BankLineRow[]>`select * from bank_lines where bank_reference = ${bankReference}`;
  if (!row) throw new Error('no line');
  return row;
}

test('pays the order whose reference it names, however the payer wrote it', async () => {
  const spellings: ((reference: string) => Partial<Entry>)[] = [
    (reference) => ({ structured: reference }),
    (reference) => ({ words: [`Rechnung vom 20.11., ${spacedReference(reference).toLowerCase()}, danke`] }),
    // Banks break what the payer wrote into lines of 35 characters.
    (reference) => ({ words: [`Invoice ${reference.slice(0, 9)}`, `${reference.slice(9)} from us`] }),
    (reference) => ({ endToEnd: reference }),
  ];
  for (const spell of spellings) {
    const ordered = await lab.order();
    const payment = await lab.begin(ordered, 'BANK_TRANSFER');
    expect(payment).toMatchObject({ status: 'CREATED', gateway: 'BANK', processorFee: 0n });
    const before = await lab.platform('EXTERNAL');
    expect(await take([{ amount: '1012.02', reference: next(), ...spell(payment.reference) }])).toEqual({ MATCHED: 1 });
    expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED', received: 101_202n, paidOrder: true });
    expect(await lab.orderOf(ordered.order)).toMatchObject({ status: 'PAID' });
    expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
    expect(before - (await lab.platform('EXTERNAL'))).toBe(101_202n);
  }
});

test('the same file, and the same entry in another file, pays once', async () => {
  const ordered = await lab.order();
  const { reference: structured } = await lab.begin(ordered, 'BANK_TRANSFER');
  const entry = { amount: '1012.02', reference: next(), structured };
  const text = camt053([entry]);
  const first = await importStatement(clerk.ctx, { file: fileOf(text) });
  const again = await importStatement(clerk.ctx, { file: fileOf(text) });
  expect(again.statement.id).toBe(first.statement.id);
  expect(await take([entry, { amount: '5.00', reference: next() }])).toEqual({ UNMATCHED: 1 });
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
});

test('the same money as CSV and as CAMT.053, under other names, pays once', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered, 'BANK_TRANSFER');
  expect(await take([{ amount: '1012.02', reference: next(), structured: payment.reference }])).toEqual({ MATCHED: 1 });
  const csv = `date,amount,currency,remittance\n2026-11-20,1012.02,EUR,${payment.reference}\n`;
  const { statement, counts } = await importStatement(clerk.ctx, { file: fileOf(csv) });
  expect(Object.fromEntries(counts)).toEqual({ UNMATCHED: 1 });
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
  const [line] = await lab.t.db.sql<BankLineRow[]>`select * from bank_lines where statement_id = ${statement.id}`;
  expect(line?.note).toContain('see whether it is the same');
});

test('entries that share a reference at the bank are not lost: each that differs waits for finance', async () => {
  const orders = await Promise.all([lab.order(), lab.order({ quantity: '60' })]);
  const [one, two] = await Promise.all(orders.map((ordered) => lab.begin(ordered, 'BANK_TRANSFER')));
  const reference = next();
  const first = { amount: '1012.02', reference, structured: one?.reference ?? '' };
  const second = { amount: '506.01', reference, structured: two?.reference ?? '' };
  expect(await take([first, second])).toEqual({ MATCHED: 1, UNMATCHED: 1 });
  // In another file too, in another order.
  expect(await take([second, first])).toEqual({});
  const [line] = await lab.t.db.sql<BankLineRow[]>`
    select * from bank_lines where bank_reference like ${`${reference}#%`}`;
  const wish = { bankLineId: encodeId('BankLine', line?.id ?? ''), paymentId: encodeId('Payment', two?.id ?? '') };
  expect(await matchBankLine(clerk.ctx, wish)).toMatchObject({ status: 'MATCHED' });
  expect(await lab.read({ id: two?.id ?? '' })).toMatchObject({ status: 'CAPTURED' });
});

test('ten imports of overlapping statements at once pay once', async () => {
  const ordered = await lab.order();
  const { reference: structured } = await lab.begin(ordered, 'BANK_TRANSFER');
  const entry = { amount: '1012.02', reference: next(), structured };
  await Promise.all(Array.from({ length: 10 }, () => take([entry])));
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 0n, held: 101_202n });
});

test('too little waits for the rest, and too much goes into the wallet', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered, 'BANK_TRANSFER');
  const { reference: structured } = payment;
  await take([{ amount: '1000.00', reference: next(), structured }]);
  expect(await lab.read(payment)).toMatchObject({ status: 'CREATED', received: 100_000n });
  expect(await lab.orderOf(ordered.order)).toMatchObject({ status: 'PENDING_PAYMENT' });
  await take([{ amount: '20.00', reference: next(), structured }]);
  expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED', received: 101_202n });
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 798n, held: 101_202n });
  await take([{ amount: '1012.02', reference: next(), structured }]);
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 798n + 101_202n, held: 101_202n });
});

test('a part that stays a part goes into the wallet when the time is over, and what comes later too', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered, 'BANK_TRANSFER');
  const { reference: structured } = payment;
  await take([{ amount: '1000.00', reference: next(), structured }]);
  await lab.t.db.sql`update payments set pay_by = now() where id = ${payment.id}`;
  await expirePayments(lab.ctx);
  expect(await lab.read(payment)).toMatchObject({ status: 'CANCELLED', received: 100_000n, refunded: 100_000n });
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 100_000n, held: 0n });
  await take([{ amount: '12.02', reference: next(), structured }]);
  expect(await lab.read(payment)).toMatchObject({ status: 'CANCELLED', received: 100_000n });
  expect(await lab.t.balance(ordered.buyer, 'EUR')).toEqual({ available: 101_202n, held: 0n });
});

test('an entry that gathers several payments pays each of them', async () => {
  const orders = await Promise.all([lab.order(), lab.order({ quantity: '60' })]);
  const payments = await Promise.all(orders.map((ordered) => lab.begin(ordered, 'BANK_TRANSFER')));
  const [one, two] = payments.map(({ reference }) => reference);
  const parts = [
    { amount: '1012.02', structured: one as string },
    { amount: '506.01', structured: two as string },
  ];
  expect(await take([{ amount: '1518.03', reference: next(), parts }])).toEqual({ MATCHED: 2 });
  for (const payment of payments) expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED' });
});

test('leaves to finance what names nothing, too much, or the wrong currency, and says why', async () => {
  const [one, two] = await Promise.all([lab.order(), lab.order()]);
  const payments = await Promise.all([one, two].map((ordered) => lab.begin(ordered, 'BANK_TRANSFER')));
  const [first, second] = payments.map(({ reference }) => reference) as [string, string];
  const flipped = first.slice(0, -1) + (first.endsWith('0') ? '1' : '0');
  const cases: [Partial<Entry>, string][] = [
    [{ words: ['Invoice 42'] }, 'names no reference'],
    [{ structured: flipped }, 'names no reference'],
    [{ words: [`${first} ${second}`] }, 'several'],
    [{ structured: first, currency: 'USD' }, 'in EUR'],
  ];
  for (const [entry, why] of cases) {
    const reference = next();
    expect(await take([{ amount: '1012.02', reference, ...entry }])).toEqual({ UNMATCHED: 1 });
    expect((await lineOf(reference)).note).toContain(why);
  }
  const back = next();
  expect(await take([{ amount: '1012.02', reference: back, structured: first, debit: true }])).toEqual({
    UNMATCHED: 1,
  });
  expect((await lineOf(back)).note).toContain('took that back');
  expect(await take([{ amount: '9.00', reference: next(), words: ['Account fee'], debit: true }])).toEqual({
    IGNORED: 1,
  });
  expect(await take([{ amount: '1012.02', reference: next(), structured: first, pending: true }])).toEqual({});
  for (const payment of payments) expect(await lab.read(payment)).toMatchObject({ status: 'CREATED', received: 0n });
});

test('finance says what an entry is for, once, and not of the own payment', async () => {
  const ordered = await lab.order({ buyer: clerk });
  const payment = await lab.begin(ordered, 'BANK_TRANSFER');
  const reference = next();
  await take([{ amount: '1012.02', reference, structured: payment.reference }]);
  const line = await lineOf(reference);
  expect(line).toMatchObject({ status: 'UNMATCHED', note: expect.stringContaining('payer') as string });
  const wish = { bankLineId: encodeId('BankLine', line.id), paymentId: encodeId('Payment', payment.id) };
  await expect(matchBankLine(clerk.ctx, wish)).rejects.toThrow(FourEyesRequired);
  const colleague = await lab.t.user('colleague', { roles: ['FINANCE'] });
  expect(await matchBankLine(colleague.ctx, wish)).toMatchObject({ status: 'MATCHED', decidedBy: colleague.id });
  expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED' });
  await expect(matchBankLine(colleague.ctx, wish)).rejects.toThrow(IllegalTransition);
  const ignore = { bankLineId: wish.bankLineId, reason: 'It is none.' };
  await expect(ignoreBankLine(colleague.ctx, ignore)).rejects.toThrow(IllegalTransition);
});

test('an entry that was recorded as a deposit pays nothing any more, and the other way round', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered, 'BANK_TRANSFER');
  const [early, late] = [next(), next()];
  const deposit = (bankReference: string) => ({
    ownerId: encodeId('User', ordered.buyer.id),
    asset: 'EUR',
    amount: '1012.02',
    bankReference,
    idempotencyKey: `deposit-${bankReference}`,
  });
  await recordDeposit(clerk.ctx, deposit(early));
  const { reference: structured } = payment;
  expect(await take([{ amount: '1012.02', reference: early, structured }])).toEqual({ KNOWN: 1 });
  expect(await take([{ amount: '1012.02', reference: late, structured }])).toEqual({ MATCHED: 1 });
  await expect(recordDeposit(clerk.ctx, deposit(late))).rejects.toThrow('recorded already');
});

test('refuses everybody but finance, and files that are no statement of the account', async () => {
  const text = camt053([{ amount: '1.00' }]);
  await expect(importStatement(lab.t.nobody, { file: fileOf(text) })).rejects.toThrow(Unauthenticated);
  const somebody = await lab.t.user('somebody');
  await expect(importStatement(somebody.ctx, { file: fileOf(text) })).rejects.toThrow(Forbidden);
  for (const bad of [
    '',
    '<html></html>',
    text.slice(0, -30),
    text.replace('<?xml', '<!DOCTYPE x [<!ENTITY a "b">]><?xml'),
    text.replace('<Amt Ccy="EUR">1.00</Amt><CdtDbtInd>', '<Amt Ccy="EUR">1e2</Amt><CdtDbtInd>'),
    camt053([{ amount: '1.00' }], { iban: 'AT611904300234573201' }),
    'date,amount\n2026-11-20,1.00\n',
  ]) {
    await expect(importStatement(clerk.ctx, { file: fileOf(bad) }), bad.slice(0, 60)).rejects.toThrow(StatementRefused);
  }
});

test('what a killed import has left is looked at by the next one', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered, 'BANK_TRANSFER');
  const reference = next();
  await take([{ amount: '1.00', reference: next() }]);
  // As the transaction that writes the lines leaves them.
  await lab.t.db.sql`
    insert into bank_lines (statement_id, position, bank_reference, currency, amount, booked_on, remittance)
    select statement_id, 99, ${reference}, 'EUR', 101202, '2026-11-20', ${payment.reference} from bank_lines
    order by id desc limit 1`;
  await takeStatement(lab.ctx, Buffer.from(camt053([{ amount: '1.00', reference: next() }], { id: next() })), null);
  expect(await lab.read(payment)).toMatchObject({ status: 'CAPTURED' });
});

test('of an organization, its own wallet and no member’s', async () => {
  const admin = await lab.t.user('admin-of-moss');
  const { organizationId, owner } = await foundedBy(lab.t, admin);
  const ordered = await lab.order({ buyer: admin, organizationId });
  const payment = await lab.begin(ordered, 'BANK_TRANSFER');
  await take([{ amount: '2000.00', reference: next(), structured: payment.reference }]);
  expect(await lab.t.balance(owner, 'EUR')).toEqual({ available: 98_798n, held: 101_202n });
  expect(await lab.t.balance(admin, 'EUR')).toEqual({ available: 0n, held: 0n });
  expect((await lab.t.ledgerSums())['EUR']).toBe(0n);
});
