import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccount } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { InputInvalid } from '../errors.ts';
import { requestPasswordReset } from './request-password-reset.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const resetMails = async (userId: string) => {
  const rows = await t.db.sql`select from mails where user_id = ${userId} and kind = 'PASSWORD_RESET'`;
  return rows.length;
};

test('asks for a mail to the account with this address, whatever its case', async () => {
  const { id } = await openAccount(t, 'ada');
  await requestPasswordReset(t.nobody, { email: ' ADA@example.org ' });
  expect(await resetMails(id)).toBe(1);
});

test('answers the same when there is no such account, and mails nobody', async () => {
  const { id } = await openAccount(t, 'bob');
  const answers = [];
  for (const email of ['bob@example.org', 'nobody@example.org', 'not an address', 'bob']) {
    answers.push(Object.keys(await requestPasswordReset(t.nobody, { email })));
  }
  expect(new Set(answers.map(String)).size).toBe(1);
  expect(await resetMails(id)).toBe(1);
});

test('mails no address without end, and says nothing of it', async () => {
  const { id } = await openAccount(t, 'flooded');
  for (let i = 0; i < 9; i += 1) await requestPasswordReset(t.nobody, { email: 'flooded@example.org' });
  expect(await resetMails(id)).toBe(t.app.config.MAILS_PER_ADDRESS);
});

test('refuses what is no text', async () => {
  for (const email of ['', 'a\u0000b', '\ud800', 'x'.repeat(10_000)]) {
    await expect(requestPasswordReset(t.nobody, { email })).rejects.toThrow(InputInvalid);
  }
});
