import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWith, openAccount, race, signIn } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import type { Db } from '../../db/client.ts';
import { InputInvalid } from '../errors.ts';
import { SessionEnded } from './errors.ts';
import { logoutSession } from './logout-session.ts';
import { refreshSession } from './refresh-session.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const auditOf = (sessionId: string) =>
  t.db.sql`select action, actor_id, detail from audit_log where subject_id = ${sessionId}`;

test('continues the session with new tokens, again and again', async () => {
  const account = await openAccount(t, 'ada');
  const first = await signIn(t, account);
  const second = await refreshSession(t.nobody, { refreshToken: first.refreshToken });
  const third = await refreshSession(t.nobody, { refreshToken: second.refreshToken });
  expect(new Set([first, second, third].map((held) => held.refreshToken)).size).toBe(3);
  expect(third.sessionId).toBe(first.sessionId);
  expect(await t.app.tokens.verify(third.accessToken)).toMatchObject({
    userId: account.id,
    sessionId: first.sessionId,
  });
  expect(third.refreshTokenExpiresAt >= first.refreshTokenExpiresAt).toBe(true);
});

test('a stolen token: the thief refreshes, the owner refreshes, and the whole family ends at once', async () => {
  const account = await openAccount(t, 'owner');
  const owner = await signIn(t, account);
  const other = await signIn(t, account);
  const thief = await refreshSession(t.nobody, { refreshToken: owner.refreshToken });
  expect((await callWith(t, thief.accessToken)).viewer).not.toBeNull();

  await expect(refreshSession(t.nobody, { refreshToken: owner.refreshToken })).rejects.toThrow(SessionEnded);
  await expect(refreshSession(t.nobody, { refreshToken: thief.refreshToken })).rejects.toThrow(SessionEnded);
  expect((await callWith(t, thief.accessToken)).viewer).toBeNull();
  expect((await callWith(t, owner.accessToken)).viewer).toBeNull();
  expect((await callWith(t, other.accessToken)).viewer).not.toBeNull();
  expect(await auditOf(owner.sessionId)).toEqual([
    {
      action: 'SESSION_FAMILY_ENDED',
      actorId: null,
      detail: { userId: account.id, reason: 'REFRESH_TOKEN_REUSED', address: '192.0.2.1' },
    },
  ]);
  const [session] = await t.db.sql`select end_reason from sessions where id = ${owner.sessionId}`;
  expect(session).toEqual({ endReason: 'REFRESH_TOKEN_REUSED' });
});

test('an old token of the family ends it too, however long ago it was used', async () => {
  const held = await signIn(t, await openAccount(t, 'patient'));
  let newest = held;
  for (let i = 0; i < 4; i += 1) newest = await refreshSession(t.nobody, { refreshToken: newest.refreshToken });
  await expect(refreshSession(t.nobody, { refreshToken: held.refreshToken })).rejects.toThrow(SessionEnded);
  await expect(refreshSession(t.nobody, { refreshToken: newest.refreshToken })).rejects.toThrow(SessionEnded);
});

test('of one token sent many times at once, one is answered and the family ends', async () => {
  const held = await signIn(t, await openAccount(t, 'racer'));
  const { refreshToken, sessionId } = held;
  const lock = (tx: Db) => tx.sql`select from sessions where id = ${sessionId} for update`;
  const outcomes = await race(
    t,
    lock,
    Array.from({ length: 4 }, () => () => refreshSession(t.nobody, { refreshToken })),
  );
  const [won, ...more] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  expect(won).toBeDefined();
  expect(more).toEqual([]);
  await expect(refreshSession(t.nobody, { refreshToken: won?.refreshToken })).rejects.toThrow(SessionEnded);
  expect(await auditOf(sessionId)).toHaveLength(1);
});

test('refuses a token that is not known, with no word on why', async () => {
  for (const refreshToken of ['x', 'A'.repeat(43), '🐢']) {
    await expect(refreshSession(t.nobody, { refreshToken })).rejects.toThrow(SessionEnded);
  }
  await expect(refreshSession(t.nobody, { refreshToken: 'x'.repeat(10_000_000) })).rejects.toThrow(InputInvalid);
});

test('refuses a session that has expired or was logged out, and does not call it theft', async () => {
  const account = await openAccount(t, 'late');
  const expired = await signIn(t, account);
  await t.db.sql`update sessions set expires_at = now() where id = ${expired.sessionId}`;
  await expect(refreshSession(t.nobody, { refreshToken: expired.refreshToken })).rejects.toThrow(SessionEnded);
  const left = await signIn(t, account);
  await logoutSession(await callWith(t, left.accessToken), {});
  await expect(refreshSession(t.nobody, { refreshToken: left.refreshToken })).rejects.toThrow(SessionEnded);
  expect(await auditOf(expired.sessionId)).toEqual([]);
  expect(await auditOf(left.sessionId)).toEqual([]);
});
