import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { camt053, fileOf } from '../../../test/statements.ts';
import { brokenConstraint } from '../../db/client.ts';
import { Forbidden, IllegalTransition, NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { ignoreBankLine } from './ignore-bank-line.ts';
import { importStatement } from './import-statement.ts';
import { bankLines } from './read.ts';

let t: TestApp;
let clerk: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  clerk = await t.user('clerk', { roles: ['FINANCE'] });
  await importStatement(clerk.ctx, { file: fileOf(camt053([{ amount: '5.00', words: ['Interest'] }])) });
});
afterAll(() => t[Symbol.asyncDispose]());

test('closes an entry with a reason, once, and it cannot be changed after', async () => {
  const [line] = (await bankLines(clerk.ctx, { status: 'UNMATCHED' })).items;
  const wish = { bankLineId: encodeId('BankLine', line?.id ?? ''), reason: 'Interest of the bank.' };
  await expect(ignoreBankLine((await t.user('user')).ctx, wish)).rejects.toThrow(Forbidden);
  expect(await ignoreBankLine(clerk.ctx, wish)).toMatchObject({ status: 'IGNORED', note: wish.reason });
  await expect(ignoreBankLine(clerk.ctx, wish)).rejects.toThrow(IllegalTransition);
  const none = encodeId('BankLine', '01900000-0000-7000-8000-000000000000');
  await expect(ignoreBankLine(clerk.ctx, { ...wish, bankLineId: none })).rejects.toThrow(NotFound);
  expect(await t.db.sql`update bank_lines set amount = 1`.catch(brokenConstraint)).toBe('bank_lines_fixed');
});
