import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWith, openAccount, plantToken, race, signIn } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import type { Db } from '../../db/client.ts';
import { InputInvalid, RateLimited } from '../errors.ts';
import { LoginRefused, TokenInvalid } from './errors.ts';
import { loginSession } from './login-session.ts';
import { resetPassword } from './reset-password.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const newPassword = 'five purple elephants';

test('sets the password, ends all sessions, proves the address, records it and mails about it', async () => {
  const account = await openAccount(t, 'ada');
  const [one, two] = [await signIn(t, account), await signIn(t, account)];
  const token = await plantToken(t, account.id, 'PASSWORD_RESET');
  expect(await resetPassword(t.nobody, { token, newPassword })).toEqual({ endedSessions: 2 });

  expect((await callWith(t, one.accessToken)).viewer).toBeNull();
  expect((await callWith(t, two.accessToken)).viewer).toBeNull();
  await expect(signIn(t, account)).rejects.toThrow(LoginRefused);
  await signIn(t, { ...account, password: newPassword });
  const [row] = await t.db.sql`select email_verified_at is not null as proven from users where id = ${account.id}`;
  expect(row).toEqual({ proven: true });
  const kinds = await t.db.sql<{ kind: string }[]>`select kind from mails where user_id = ${account.id} order by id`;
  expect(kinds.map(({ kind }) => kind)).toEqual(['EMAIL_VERIFICATION', 'PASSWORD_CHANGED']);
  const audited = await t.db.sql`select action, actor_id, detail from audit_log where subject_id = ${account.id}`;
  expect(audited).toEqual([{ action: 'PASSWORD_RESET', actorId: account.id, detail: {} }]);
});

test('refuses a token that was used, and with it the others of the user', async () => {
  const account = await openAccount(t, 'once');
  const [first, second] = [
    await plantToken(t, account.id, 'PASSWORD_RESET'),
    await plantToken(t, account.id, 'PASSWORD_RESET'),
  ];
  await resetPassword(t.nobody, { token: first, newPassword });
  for (const token of [first, second]) {
    await expect(resetPassword(t.nobody, { token, newPassword: 'another long password' })).rejects.toThrow(
      TokenInvalid,
    );
  }
  await signIn(t, { ...account, password: newPassword });
});

test('of two tokens used at once, one sets the password', async () => {
  const account = await openAccount(t, 'racer');
  const passwords = ['the first long password', 'the second long password', 'the third long password'];
  const tries = await Promise.all(
    passwords.map(async (newPassword) => ({ token: await plantToken(t, account.id, 'PASSWORD_RESET'), newPassword })),
  );
  const lock = (tx: Db) => tx.sql`select from users where id = ${account.id} for update`;
  const calls = tries.map((input) => () => resetPassword(t.nobody, input));
  const outcomes = await race(t, lock, calls);
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  expect(reasons).toHaveLength(2);
  expect(reasons.every((reason) => reason instanceof TokenInvalid)).toBe(true);
});

test('refuses tokens that are expired, unknown or for another purpose', async () => {
  const { id } = await openAccount(t, 'expired');
  const expired = await plantToken(t, id, 'PASSWORD_RESET', { ttlS: -1 });
  const other = await plantToken(t, id, 'EMAIL_VERIFICATION');
  for (const token of [expired, other, 'unknown', '🐢']) {
    await expect(resetPassword(t.nobody, { token, newPassword })).rejects.toThrow(TokenInvalid);
  }
});

test('refuses a weak password and keeps the token for a better one', async () => {
  const account = await openAccount(t, 'weak.password');
  const token = await plantToken(t, account.id, 'PASSWORD_RESET');
  for (const newPassword of ['short', account.username, account.email, 'password123']) {
    await expect(resetPassword(t.nobody, { token, newPassword })).rejects.toThrow(InputInvalid);
  }
  await resetPassword(t.nobody, { token, newPassword });
});

test('lifts the back-off that strangers have caused', async () => {
  const account = await openAccount(t, 'locked');
  for (let i = 0; i < 5; i += 1) await loginSession(t.nobody, { login: 'locked', password: 'wrong' }).catch(() => {});
  await expect(signIn(t, account)).rejects.toThrow(RateLimited);
  await resetPassword(t.nobody, { token: await plantToken(t, account.id, 'PASSWORD_RESET'), newPassword });
  await signIn(t, { ...account, password: newPassword });
});
