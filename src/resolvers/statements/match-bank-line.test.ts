import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../../test/harness.ts';
import { openPaymentLab, type PaymentLab } from '../../../test/payments.ts';
import { camt053, type Entry, fileOf } from '../../../test/statements.ts';
import { Forbidden, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { importStatement } from './import-statement.ts';
import { matchBankLine } from './match-bank-line.ts';
import { bankLines, visibleBankLines } from './read.ts';

let lab: PaymentLab;
let clerk: TestUser;
beforeAll(async () => {
  lab = await openPaymentLab();
  clerk = await lab.t.user('clerk', { roles: ['FINANCE'] });
});
afterAll(() => lab[Symbol.asyncDispose]());

async function unmatched(entry: Partial<Entry> = {}): Promise<string> {
  const text = camt053([{ amount: '1012.02', words: [`Invoice ${Math.random()}`], ...entry }]);
  await importStatement(clerk.ctx, { file: fileOf(text) });
  const { items } = await bankLines(clerk.ctx, { status: 'UNMATCHED' });
  return encodeId('BankLine', items[0]?.id ?? '');
}
const paymentId = async () => encodeId('Payment', (await lab.begin(await lab.order(), 'BANK_TRANSFER')).id);

test('takes an entry for the payment that somebody says', async () => {
  const ordered = await lab.order();
  const payment = await lab.begin(ordered, 'BANK_TRANSFER');
  const wish = { bankLineId: await unmatched(), paymentId: encodeId('Payment', payment.id) };
  expect(await matchBankLine(clerk.ctx, wish)).toMatchObject({ status: 'MATCHED', paymentId: payment.id });
  expect(await lab.orderOf(ordered.order)).toMatchObject({ status: 'PAID' });
  const [audited] = await lab.t.db.sql`select action from audit_log where subject_id = ${payment.id}`;
  expect(audited).toEqual({ action: 'BANK_LINE_MATCHED' });
});

test('ten who match one entry to different payments pay one', async () => {
  const bankLineId = await unmatched();
  const ids = await Promise.all(Array.from({ length: 10 }, paymentId));
  const all = await Promise.allSettled(ids.map((id) => matchBankLine(clerk.ctx, { bankLineId, paymentId: id })));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('refuses everybody but finance, what is not there, and what does not fit', async () => {
  const bankLineId = await unmatched({ currency: 'USD' });
  const wish = { bankLineId, paymentId: await paymentId() };
  await expect(matchBankLine(lab.t.nobody, wish)).rejects.toThrow(Unauthenticated);
  const user = await lab.t.user('user');
  await expect(matchBankLine(user.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(matchBankLine(clerk.ctx, wish)).rejects.toThrow(InputInvalid);
  const none = '01900000-0000-7000-8000-000000000000';
  await expect(matchBankLine(clerk.ctx, { ...wish, bankLineId: encodeId('BankLine', none) })).rejects.toThrow(NotFound);
  await expect(matchBankLine(clerk.ctx, { ...wish, paymentId: encodeId('Payment', none) })).rejects.toThrow(NotFound);
  const [line] = (await bankLines(clerk.ctx, { status: 'UNMATCHED' })).items;
  expect(await visibleBankLines(user.ctx, [line?.id ?? ''])).toEqual([null]);
  expect(await visibleBankLines(clerk.ctx, [line?.id ?? ''])).toMatchObject([{ currency: 'USD' }]);
});
