import { afterAll, beforeAll, expect, test } from 'vitest';
import { callWith, openAccount, signIn } from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { findSessions, mySessions } from './read.ts';
import { revokeSession } from './revoke-session.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('ends one of the caller’s sessions, with its access at once', async () => {
  const account = await openAccount(t, 'ada');
  const [here, lost] = [await signIn(t, account), await signIn(t, account)];
  const ctx = await callWith(t, here.accessToken);
  const session = await revokeSession(ctx, { sessionId: encodeId('Session', lost.sessionId) });
  expect(session).toMatchObject({ id: lost.sessionId, endReason: 'REVOKED' });
  expect(session.endedAt).toBeInstanceOf(Date);
  expect(await t.app.tokens.verify(lost.accessToken)).toBeUndefined();
  expect(await t.app.tokens.verify(here.accessToken)).toBeDefined();
  const { items } = await mySessions(ctx, {});
  expect(items.map(({ id }) => id)).toEqual([here.sessionId]);
});

test('twice is once', async () => {
  const account = await openAccount(t, 'twice');
  const ctx = await callWith(t, (await signIn(t, account)).accessToken);
  const sessionId = encodeId('Session', (await signIn(t, account)).sessionId);
  const once = await revokeSession(ctx, { sessionId });
  expect(await revokeSession(ctx, { sessionId })).toEqual(once);
});

test('refuses the session of someone else like one that does not exist', async () => {
  const ctx = await callWith(t, (await signIn(t, await openAccount(t, 'nosy'))).accessToken);
  const theirs = await signIn(t, await openAccount(t, 'theirs'));
  await expect(revokeSession(ctx, { sessionId: encodeId('Session', theirs.sessionId) })).rejects.toThrow(NotFound);
  await expect(revokeSession(ctx, { sessionId: encodeId('User', theirs.userId) })).rejects.toThrow(InputInvalid);
  expect(await t.app.tokens.verify(theirs.accessToken)).toBeDefined();
  expect(await findSessions(ctx, [theirs.sessionId])).toEqual([null]);
  expect(await findSessions(t.nobody, [theirs.sessionId])).toEqual([null]);
});

test('refuses nobody', async () => {
  await expect(revokeSession(t.nobody, {})).rejects.toThrow(Unauthenticated);
  await expect(mySessions(t.nobody, {})).rejects.toThrow(Unauthenticated);
});

test('pages through the open sessions, newest first', async () => {
  const account = await openAccount(t, 'paged');
  const ids = [];
  for (let i = 0; i < 5; i += 1) ids.unshift((await signIn(t, account)).sessionId);
  const ctx = await callWith(t, (await signIn(t, account)).accessToken);
  ids.unshift(ctx.viewer?.sessionId ?? '');
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await mySessions(ctx, { first: 2, after });
    seen.push(...page.items.map(({ id }) => id));
    const last = page.items.at(-1);
    after = page.hasNextPage && last ? page.cursorOf(last) : undefined;
  } while (after !== undefined);
  expect(seen).toEqual(ids);
});
