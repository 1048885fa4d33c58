import argon2 from 'argon2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Account,
  callWith,
  endBackoffs,
  from,
  openAccount,
  signIn,
  someoneWaits,
} from '../../../test/accounts.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { InputInvalid, RateLimited } from '../errors.ts';
import { LoginRefused } from './errors.ts';
import { loginSession } from './login-session.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ LOGIN_FAILURES_PER_ADDRESS: '1000' });
});
afterAll(() => t[Symbol.asyncDispose]());

const outcomeOf = (login: string, password: string, ctx = t.nobody): Promise<unknown> =>
  loginSession(ctx, { login, password }).then(
    () => 'in',
    (error: unknown) => error,
  );
const failTimes = async (times: number, login: string, ctx = t.nobody) => {
  for (let i = 0; i < times; i += 1)
    expect(await outcomeOf(login, 'not the password', ctx)).toBeInstanceOf(LoginRefused);
};

test('signs in by username or e-mail address, whatever the case of their letters', async () => {
  const ada = await openAccount(t, 'ada');
  for (const login of ['ada', 'ADA', 'ada@example.org', 'Ada@Example.ORG', ' ada ']) {
    const held = await loginSession(t.nobody, { login, password: ada.password });
    expect(await t.app.tokens.verify(held.accessToken)).toMatchObject({ userId: ada.id, sessionId: held.sessionId });
    expect(held.refreshToken).toMatch(/^[\w-]{43}$/);
  }
  const [session] = await t.db.sql`select address::text, user_agent, ended_at from sessions where user_id = ${ada.id}`;
  expect(session).toEqual({ address: '192.0.2.1/32', userAgent: 'test', endedAt: null });
});

test('keeps of a refresh token its hash only', async () => {
  const { refreshToken } = await signIn(t, await openAccount(t, 'keeper'));
  const [row] = await t.db.sql<{ found: number }[]>`
    select count(*)::int as found from refresh_tokens where token_hash = sha256(${refreshToken}::bytea)`;
  expect(row?.found).toBe(1);
});

test('refuses an unknown account and a wrong password in the same words', async () => {
  const { username, email } = await openAccount(t, 'known');
  const told = (error: unknown) => ({ ...(error as LoginRefused), message: (error as Error).message });
  const refusals = [];
  for (const login of [username, email, 'unknown', 'unknown@example.org', '🐢']) {
    refusals.push(await outcomeOf(login, 'not the password'));
  }
  expect(refusals.every((refusal) => refusal instanceof LoginRefused)).toBe(true);
  expect(new Set(refusals.map((refusal) => JSON.stringify(told(refusal)))).size).toBe(1);
});

test('takes as long for an unknown account as for a wrong password', async () => {
  // At a cost where hashing is most of the work: without it the one would be many times faster than the other.
  await using slow = await openTestApp({ PASSWORD_HASH_MEMORY_KIB: '8192', LOGIN_FAILURES_PER_ACCOUNT: '1000' });
  await openAccount(slow, 'known');
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let i = 0; i < 21; i += 1) {
    for (const login of ['unknown', 'known'] as const) {
      const start = performance.now();
      await outcomeOf(login, 'not the password', slow.nobody);
      times[login].push(performance.now() - start);
    }
  }
  const median = (all: number[]) => all.toSorted((a, b) => a - b)[10] ?? 0;
  const ratio = median(times.unknown) / median(times.known);
  expect(ratio).toBeGreaterThan(0.6);
  expect(ratio).toBeLessThan(1.6);
});

test('refuses what is no name or password at all', async () => {
  for (const input of [{}, { login: '', password: 'x' }, { login: 'ada' }, { login: 'a\u0000', password: 'x' }, null]) {
    await expect(loginSession(t.nobody, input)).rejects.toThrow(InputInvalid);
  }
  const long = { login: 'ada', password: 'x'.repeat(10_000_000) };
  await expect(loginSession(t.nobody, long)).rejects.toThrow(InputInvalid);
});

describe('the back-off', () => {
  test('starts after the free failures, refuses even the right password, doubles, and ends with a success', async () => {
    const eve = await openAccount(t, 'eve');
    await failTimes(5, 'eve');
    const refusal = await outcomeOf('eve', eve.password);
    expect(refusal).toBeInstanceOf(RateLimited);
    expect((refusal as RateLimited).retryAfterS).toBeGreaterThan(0);
    expect((refusal as RateLimited).retryAfterS).toBeLessThanOrEqual(30);

    await endBackoffs(t);
    await failTimes(1, 'eve');
    const next = (await outcomeOf('eve', eve.password)) as RateLimited;
    expect(next.retryAfterS).toBeGreaterThan(30);
    expect(next.retryAfterS).toBeLessThanOrEqual(60);

    await endBackoffs(t);
    expect(await outcomeOf('eve', eve.password)).toBe('in');
    await failTimes(4, 'eve');
    expect(await outcomeOf('eve', eve.password)).toBe('in');
  });

  test('never lasts longer than an hour', async () => {
    await failTimes(5, 'stubborn');
    await t.db.sql`update throttles set hits = 10000, blocked_until = now()`;
    await failTimes(1, 'stubborn');
    const { retryAfterS } = (await outcomeOf('stubborn', 'x')) as RateLimited;
    expect(retryAfterS).toBeGreaterThan(1_800);
    expect(retryAfterS).toBeLessThanOrEqual(3_600);
    await t.db.sql`delete from throttles`;
  });

  test('treats an account that does not exist like one that does', async () => {
    await failTimes(5, 'nobody.at.all');
    expect(await outcomeOf('nobody.at.all', 'x')).toBeInstanceOf(RateLimited);
  });

  test('lets no more guesses through when they come at once', async () => {
    await openAccount(t, 'target');
    const outcomes = await Promise.all(Array.from({ length: 40 }, (_, i) => outcomeOf('target', `guess number ${i}`)));
    expect(outcomes.filter((outcome) => outcome instanceof LoginRefused)).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome instanceof RateLimited)).toHaveLength(35);
  });

  test('does not lock the owner out of an address that the account was used from', async () => {
    const owner = await openAccount(t, 'owner');
    await signIn(t, owner, from(t.nobody, '198.51.100.1'));
    const stranger = from(t.nobody, '203.0.113.9');
    await failTimes(5, 'owner', stranger);
    expect(await outcomeOf('owner', owner.password, stranger)).toBeInstanceOf(RateLimited);
    expect(await outcomeOf('owner', owner.password, from(t.nobody, '198.51.100.1'))).toBe('in');
    await failTimes(5, 'owner', from(t.nobody, '198.51.100.1'));
    expect(await outcomeOf('owner', owner.password, from(t.nobody, '198.51.100.1'))).toBeInstanceOf(RateLimited);
  });

  test('counts an address over all accounts, and a network of IPv6 as one address', async () => {
    await using strict = await openTestApp({ LOGIN_FAILURES_PER_ADDRESS: '3' });
    const account = await openAccount(strict, 'sprayed');
    const at = (host: string) => from(strict.nobody, `2001:db8:0:7::${host}`);
    for (const host of ['1', '2', '3']) await failTimes(1, `someone${host}`, at(host));
    expect(await outcomeOf('sprayed', account.password, at('4'))).toBeInstanceOf(RateLimited);
    expect(await outcomeOf('sprayed', account.password, from(strict.nobody, '2001:db8:0:8::1'))).toBe('in');
  });

  test('does not count those who get in', async () => {
    await using strict = await openTestApp({ LOGIN_FAILURES_PER_ADDRESS: '2', LOGIN_FAILURES_PER_ACCOUNT: '2' });
    const account = await openAccount(strict, 'regular');
    for (let i = 0; i < 6; i += 1) await signIn(strict, account);
  });
});

test('makes a hash of another cost anew', async () => {
  const account = await openAccount(t, 'veteran');
  const old = await argon2.hash(account.password, {
    type: argon2.argon2id,
    memoryCost: 64,
    timeCost: 3,
    parallelism: 1,
  });
  await t.db.sql`update users set password_hash = ${old} where id = ${account.id}`;
  await signIn(t, account);
  const [row] = await t.db.sql<{ passwordHash: string }[]>`select password_hash from users where id = ${account.id}`;
  expect(row?.passwordHash).toMatch(/m=16,/);
  await signIn(t, account);
});

test('takes the same password typed on another keyboard', async () => {
  const account: Account = { ...(await openAccount(t, 'zoe')), password: 'crème brûlée 12' };
  const hash = await argon2.hash(account.password.normalize('NFKC'), { memoryCost: 16, timeCost: 2, parallelism: 1 });
  await t.db.sql`update users set password_hash = ${hash} where id = ${account.id}`;
  await signIn(t, { ...account, password: account.password.normalize('NFD') });
});

test('ends the session that was used longest ago when there are too many', async () => {
  await using few = await openTestApp({ SESSIONS_PER_USER: '2' });
  const account = await openAccount(few, 'busy');
  const first = await signIn(few, account);
  const second = await signIn(few, account);
  const third = await signIn(few, account);
  const alive = await Promise.all([first, second, third].map(async (held) => callWith(few, held.accessToken)));
  expect(alive.map(({ viewer }) => viewer !== null)).toEqual([false, true, true]);
});

test('refuses the old password even when it was right a moment ago', async () => {
  const account = await openAccount(t, 'changing');
  let login: Promise<unknown> = Promise.resolve();
  await t.db.transact(async (tx) => {
    await tx.sql`update users set password_hash = 'another' where id = ${account.id}`;
    login = outcomeOf('changing', account.password);
    await someoneWaits(t);
  });
  expect(await login).toBeInstanceOf(LoginRefused);
  expect(await t.db.sql`select from sessions where user_id = ${account.id}`).toHaveLength(0);
});
