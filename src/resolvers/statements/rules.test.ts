import { expect, test } from 'vitest';
import { fileOf } from '../../../test/statements.ts';
import { encodeId } from '../ids.ts';
import { ignoreBankLineInput, importStatementInput, matchBankLineInput } from './rules.ts';

const id = '01900000-0000-7000-8000-000000000000';

test('takes a file of the request, and nothing that only looks like one', () => {
  expect(importStatementInput.safeParse({ file: fileOf('x') }).success).toBe(true);
  for (const file of [{}, 'x', null]) expect(importStatementInput.safeParse({ file }).success).toBe(false);
});

test('takes the ids of what is matched, and a reason for what is not', () => {
  const wish = { bankLineId: encodeId('BankLine', id), paymentId: encodeId('Payment', id) };
  expect(matchBankLineInput.parse(wish)).toEqual({ bankLineId: id, paymentId: id });
  expect(matchBankLineInput.safeParse({ ...wish, paymentId: wish.bankLineId }).success).toBe(false);
  const ignored = { bankLineId: wish.bankLineId, reason: ' rent ' };
  expect(ignoreBankLineInput.parse(ignored)).toEqual({ bankLineId: id, reason: 'rent' });
  expect(ignoreBankLineInput.safeParse({ ...ignored, reason: 'no' }).success).toBe(false);
});
