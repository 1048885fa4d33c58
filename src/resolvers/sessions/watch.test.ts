import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWith, openAccount, signIn } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { createApp } from '../../app.ts';
import { logoutSession } from './logout-session.ts';
import { watchRevocations } from './watch.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('a session that ends in one process has no access in another, from then on and after a restart', async () => {
  const { db, config, log } = t.app;
  const other = await createApp(config, db, log);
  const stop = await watchRevocations(other);
  const account = await openAccount(t, 'ada');
  const [ended, open] = [await signIn(t, account), await signIn(t, account)];
  expect(await other.tokens.verify(ended.accessToken)).toBeDefined();

  await logoutSession(await callWith(t, ended.accessToken), {});
  expect(await other.tokens.verify(ended.accessToken)).toBeDefined();
  await t.broadcast(other.feed);
  expect(await other.tokens.verify(ended.accessToken)).toBeUndefined();
  expect(await other.tokens.verify(open.accessToken)).toBeDefined();
  stop();

  const restarted = await createApp(config, db, log);
  expect(await restarted.tokens.verify(ended.accessToken)).toBeDefined();
  (await watchRevocations(restarted))();
  expect(await restarted.tokens.verify(ended.accessToken)).toBeUndefined();
  expect(await restarted.tokens.verify(open.accessToken)).toBeDefined();
});

test('a session that ended longer ago than its tokens live is not loaded', async () => {
  const held = await signIn(t, await openAccount(t, 'long.ago'));
  await t.db.sql`update sessions set ended_at = now() - interval '1 day' where id = ${held.sessionId}`;
  (await watchRevocations(t.app))();
  expect(await t.app.tokens.verify(held.accessToken)).toBeDefined();
});
