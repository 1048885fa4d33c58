import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccount, plantToken, race } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import type { Db } from '../../db/client.ts';
import { InputInvalid } from '../errors.ts';
import { TokenInvalid } from '../sessions/errors.ts';
import { verifyEmail } from './verify-email.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('proves the address of the user whose token it is, once', async () => {
  const { id } = await openAccount(t, 'ada');
  const [token, spare] = [await plantToken(t, id, 'EMAIL_VERIFICATION'), await plantToken(t, id, 'EMAIL_VERIFICATION')];
  const user = await verifyEmail(t.nobody, { token });
  expect(user).toMatchObject({ id, username: 'ada' });
  expect(user.emailVerifiedAt).toBeInstanceOf(Date);
  for (const used of [token, spare]) await expect(verifyEmail(t.nobody, { token: used })).rejects.toThrow(TokenInvalid);
});

test('of one token sent many times at once, one is taken', async () => {
  const { id } = await openAccount(t, 'racer');
  const token = await plantToken(t, id, 'EMAIL_VERIFICATION');
  const lock = (tx: Db) => tx.sql`select from users where id = ${id} for update`;
  const outcomes = await race(
    t,
    lock,
    Array.from({ length: 4 }, () => () => verifyEmail(t.nobody, { token })),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('refuses tokens that are expired, unknown, for another purpose or none at all', async () => {
  const { id } = await openAccount(t, 'bob');
  const expired = await plantToken(t, id, 'EMAIL_VERIFICATION', { ttlS: -1 });
  const other = await plantToken(t, id, 'PASSWORD_RESET');
  for (const token of [expired, other, 'unknown', '\u0000', '\ud800']) {
    await expect(verifyEmail(t.nobody, { token })).rejects.toThrow(TokenInvalid);
  }
  await expect(verifyEmail(t.nobody, { token: '' })).rejects.toThrow(InputInvalid);
  await expect(verifyEmail(t.nobody, { token: 'x'.repeat(10_000_000) })).rejects.toThrow(InputInvalid);
  expect(await t.db.sql`select from users where id = ${id} and email_verified_at is null`).toHaveLength(1);
});
