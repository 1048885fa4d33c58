import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWith, openAccount, signIn } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { Unauthenticated } from '../errors.ts';
import { logoutSession } from './logout-session.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('ends the session of the call, with its access at once, and no other', async () => {
  const account = await openAccount(t, 'ada');
  const [here, there] = [await signIn(t, account), await signIn(t, account)];
  const ctx = await callWith(t, here.accessToken);
  expect(await logoutSession(ctx, {})).toEqual({ endedSessions: 1 });
  expect(await t.app.tokens.verify(here.accessToken)).toBeUndefined();
  expect(await t.app.tokens.verify(there.accessToken)).toBeDefined();
});

test('twice is once', async () => {
  const held = await signIn(t, await openAccount(t, 'twice'));
  const ctx = await callWith(t, held.accessToken);
  expect(await logoutSession(ctx, {})).toEqual({ endedSessions: 1 });
  expect(await logoutSession(ctx, {})).toEqual({ endedSessions: 0 });
});

test('ends all sessions of the user when asked, and nobody else’s', async () => {
  const account = await openAccount(t, 'everywhere');
  const mine = [await signIn(t, account), await signIn(t, account), await signIn(t, account)];
  const other = await signIn(t, await openAccount(t, 'other'));
  expect(await logoutSession(await callWith(t, mine[0]?.accessToken ?? ''), { everywhere: true })).toEqual({
    endedSessions: 3,
  });
  const viewers = await Promise.all(mine.map(({ accessToken }) => t.app.tokens.verify(accessToken)));
  expect(viewers).toEqual([undefined, undefined, undefined]);
  expect(await t.app.tokens.verify(other.accessToken)).toBeDefined();
});

test('refuses nobody', async () => {
  await expect(logoutSession(t.nobody, {})).rejects.toThrow(Unauthenticated);
});
