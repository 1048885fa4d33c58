import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { findUser, listUsers, me, rolesOf, seesPrivate } from './read.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('me is the caller, and refuses nobody', async () => {
  const ada = await t.user('ada');
  expect(await me(ada.ctx)).toMatchObject({ id: ada.id, email: 'ada@example.org' });
  await expect(me(t.nobody)).rejects.toThrow(Unauthenticated);
});

test('a user is found by id or by username in any case, by anyone', async () => {
  const { id } = await t.user('Grace.H');
  expect(await findUser(t.nobody, { username: 'grace.h' })).toMatchObject({ id });
  expect(await findUser(t.nobody, { id: encodeId('User', id) })).toMatchObject({ id });
  expect(await findUser(t.nobody, { id: encodeId('User', newId()) })).toBeUndefined();
  for (const username of ['nobody', '', 'grace.h@example.org', 'a\u0000', '\ud800', 'x'.repeat(10_000)]) {
    expect(await findUser(t.nobody, { username })).toBeUndefined();
  }
  for (const by of [
    {},
    { id: null },
    { id: encodeId('User', id), username: 'grace.h' },
    { id: 'x' },
    { id: encodeId('Wallet', id) },
  ]) {
    await expect(findUser(t.nobody, by)).rejects.toThrow(InputInvalid);
  }
});

test('what is private is seen by oneself and a PLATFORM_ADMIN alone', async () => {
  const [bob, eve] = [await t.user('bob', { roles: ['FINANCE'] }), await t.user('eve', { roles: ['FINANCE'] })];
  const admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  const sees = await Promise.all([bob.ctx, admin.ctx, eve.ctx, t.nobody].map((ctx) => seesPrivate(ctx, bob)));
  expect(sees).toEqual([true, true, false, false]);
  expect(await rolesOf(admin.ctx, bob)).toEqual(['FINANCE']);
  expect(await rolesOf(admin.ctx, await t.user('plain'))).toEqual([]);
});

test('a PLATFORM_ADMIN pages through all users, by role or address too; others are refused', async () => {
  const root = await t.user('rooted', { roles: ['PLATFORM_ADMIN'] });
  const finance = await t.user('counting', { roles: ['FINANCE'] });
  const ids = (await t.db.sql<{ id: string }[]>`select id from users order by id desc`).map(({ id }) => id);
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await listUsers(root.ctx, { first: 3, after });
    seen.push(...page.items.map(({ id }) => id));
    const last = page.items.at(-1);
    after = page.hasNextPage && last ? page.cursorOf(last) : undefined;
  } while (after !== undefined);
  expect(seen).toEqual(ids);
  const found = async (filterBy: object) =>
    (await listUsers(root.ctx, { filterBy })).items.map(({ username }) => username);
  expect(await found({ email: 'COUNTING@example.org' })).toEqual(['counting']);
  expect(await found({ role: 'PLATFORM_ADMIN', email: 'counting@example.org' })).toEqual([]);
  expect(await found({ role: 'FINANCE' })).toContain('counting');
  await expect(listUsers(finance.ctx, {})).rejects.toThrow(Forbidden);
  await expect(listUsers(t.nobody, {})).rejects.toThrow(Unauthenticated);
});
