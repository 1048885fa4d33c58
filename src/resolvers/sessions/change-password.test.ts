import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWith, endBackoffs, openAccount, signIn, someoneWaits } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { InputInvalid, RateLimited, Unauthenticated } from '../errors.ts';
import { changePassword } from './change-password.ts';
import { LoginRefused, PasswordWrong } from './errors.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const newPassword = 'five purple elephants';
const outcomeOf = (work: Promise<unknown>): Promise<unknown> => work.catch((error: unknown) => error);

test('sets the password, ends the other sessions, records it and mails about it', async () => {
  const account = await openAccount(t, 'ada');
  const [here, there] = [await signIn(t, account), await signIn(t, account)];
  const ctx = await callWith(t, here.accessToken);
  expect(await changePassword(ctx, { currentPassword: account.password, newPassword })).toEqual({ endedSessions: 1 });
  expect((await callWith(t, here.accessToken)).viewer).not.toBeNull();
  expect((await callWith(t, there.accessToken)).viewer).toBeNull();
  await expect(signIn(t, account)).rejects.toThrow(LoginRefused);
  await signIn(t, { ...account, password: newPassword });
  const audited = await t.db.sql`select action, actor_id from audit_log where subject_id = ${account.id}`;
  expect(audited).toEqual([{ action: 'PASSWORD_CHANGED', actorId: account.id }]);
  expect(await t.db.sql`select from mails where user_id = ${account.id} and kind = 'PASSWORD_CHANGED'`).toHaveLength(1);
});

test('refuses a wrong current password, and after several the right one too', async () => {
  const account = await openAccount(t, 'hijacked');
  const ctx = await callWith(t, (await signIn(t, account)).accessToken);
  for (let i = 0; i < 5; i += 1) {
    expect(await outcomeOf(changePassword(ctx, { currentPassword: `guess ${i}`, newPassword }))).toBeInstanceOf(
      PasswordWrong,
    );
  }
  const right = { currentPassword: account.password, newPassword };
  expect(await outcomeOf(changePassword(ctx, right))).toBeInstanceOf(RateLimited);
  await endBackoffs(t);
  expect(await changePassword(ctx, right)).toEqual({ endedSessions: 0 });
});

test('refuses a weak password and nobody', async () => {
  const account = await openAccount(t, 'weak.password');
  const ctx = await callWith(t, (await signIn(t, account)).accessToken);
  for (const weak of ['short', 'weak.password', 'qwertyuiop']) {
    const input = { currentPassword: account.password, newPassword: weak };
    await expect(changePassword(ctx, input)).rejects.toThrow(InputInvalid);
  }
  await expect(changePassword(t.nobody, {})).rejects.toThrow(Unauthenticated);
});

test('of two changes at once, the second finds another password', async () => {
  const account = await openAccount(t, 'racer');
  const ctx = await callWith(t, (await signIn(t, account)).accessToken);
  let second: Promise<unknown> = Promise.resolve();
  await t.db.transact(async (tx) => {
    await tx.sql`update users set password_hash = 'another' where id = ${account.id}`;
    second = outcomeOf(changePassword(ctx, { currentPassword: account.password, newPassword }));
    await someoneWaits(t);
  });
  expect(await second).toBeInstanceOf(PasswordWrong);
});
