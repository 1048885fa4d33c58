import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWith, openAccount, plantToken, signIn } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { RateLimited, Unauthenticated } from '../errors.ts';
import { EmailAlreadyVerified } from './errors.ts';
import { requestEmailVerification } from './request-email-verification.ts';
import { verifyEmail } from './verify-email.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('asks for another mail, a few times in an hour', async () => {
  const account = await openAccount(t, 'ada');
  const ctx = await callWith(t, (await signIn(t, account)).accessToken);
  for (let i = 0; i < t.app.config.MAILS_PER_ADDRESS; i += 1) {
    expect(await requestEmailVerification(ctx)).toEqual({ email: 'ada@example.org' });
  }
  await expect(requestEmailVerification(ctx)).rejects.toThrow(RateLimited);
  const mails = await t.db.sql`select from mails where user_id = ${account.id} and kind = 'EMAIL_VERIFICATION'`;
  expect(mails).toHaveLength(1 + t.app.config.MAILS_PER_ADDRESS);
});

test('refuses who has proven the address, and nobody', async () => {
  const account = await openAccount(t, 'proven');
  const ctx = await callWith(t, (await signIn(t, account)).accessToken);
  await verifyEmail(t.nobody, { token: await plantToken(t, account.id, 'EMAIL_VERIFICATION') });
  await expect(requestEmailVerification(ctx)).rejects.toThrow(EmailAlreadyVerified);
  await expect(requestEmailVerification(t.nobody)).rejects.toThrow(Unauthenticated);
});
