import { afterAll, beforeAll, expect, test } from 'vitest';
import { users } from '../../db/users.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { InputInvalid } from '../errors.ts';
import { EmailTaken, UsernameTaken } from './errors.ts';
import { registerUser } from './register-user.ts';

const password = 'three green turtles';
let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const counts = async () => {
  const [row] = await t.db.sql<{ users: number; profiles: number; wallets: number; mails: number }[]>`
    select (select count(*)::int from users) as users, (select count(*)::int from profiles) as profiles,
           (select count(*)::int from wallets) as wallets, (select count(*)::int from mails) as mails`;
  return row as { users: number; profiles: number; wallets: number; mails: number };
};
const issuesOf = async (input: unknown): Promise<Record<string, string>> => {
  const error = await registerUser(t.nobody, input).catch((error: unknown) => error);
  if (!(error instanceof InputInvalid)) throw error;
  // Of two issues of one field the first counts.
  return Object.fromEntries(error.issues.toReversed().map(({ path, message }) => [path.join('.'), message]));
};

test('opens the account with profile, four empty wallets and the mail that verifies the address', async () => {
  const before = await counts();
  const user = await registerUser(t.nobody, { username: 'Ada', email: 'Ada@Example.org', password, country: 'BR' });
  expect(user).toMatchObject({ username: 'Ada', email: 'Ada@Example.org', displayName: 'Ada', country: 'BR' });
  expect(user).toMatchObject({ isSeller: false, isBuyer: true, emailVerifiedAt: null });
  const { users, profiles, wallets, mails } = before;
  expect(await counts()).toEqual({ users: users + 1, profiles: profiles + 1, wallets: wallets + 4, mails: mails + 1 });
  const rows = await t.db.sql`
    select w.asset, array_agg(a.kind order by a.kind) as kinds, sum(a.balance) as balance
    from wallets w join accounts a on a.wallet_id = w.id where w.owner_id = ${user.id} group by w.asset order by w.asset`;
  expect(rows.map(({ asset }) => String(asset))).toEqual(['USD', 'EUR', 'ETH', 'CARBON']);
  expect(rows.every(({ balance }) => balance === 0n)).toBe(true);
  const [mail] = await t.db.sql`select kind, status from mails where user_id = ${user.id}`;
  expect(mail).toEqual({ kind: 'EMAIL_VERIFICATION', status: 'WAITING' });
});

test('keeps the password as an argon2id hash of the configured cost only', async () => {
  const { id } = await registerUser(t.nobody, { username: 'hashed', email: 'hashed@example.org', password });
  const [row] = await t.db.sql<{ passwordHash: string }[]>`select password_hash from users where id = ${id}`;
  expect(row?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=16,p=1,t=2\$/);
});

test('takes no role and no other power from the input', async () => {
  const wish = { username: 'mallory', email: 'mallory@example.org', password };
  const power = {
    roles: ['PLATFORM_ADMIN'],
    role: 'PLATFORM_ADMIN',
    isAdmin: true,
    emailVerifiedAt: new Date(),
    id: '1',
  };
  const user = await registerUser(t.nobody, { ...wish, ...power });
  expect(user.emailVerifiedAt).toBeNull();
  expect(await t.db.sql`select from user_roles where user_id = ${user.id}`).toHaveLength(0);
});

test('twice is once: a name or an address is taken whatever the case of its letters', async () => {
  await registerUser(t.nobody, { username: 'Grace', email: 'grace@example.org', password });
  const before = await counts();
  await expect(registerUser(t.nobody, { username: 'Grace', email: 'grace@example.org', password })).rejects.toThrow(
    UsernameTaken,
  );
  await expect(registerUser(t.nobody, { username: 'gRACE', email: 'other@example.org', password })).rejects.toThrow(
    UsernameTaken,
  );
  await expect(registerUser(t.nobody, { username: 'grace2', email: 'GRACE@example.ORG', password })).rejects.toThrow(
    EmailTaken,
  );
  expect(await counts()).toEqual(before);
});

test('of many at once with one address, one gets the account and nothing is left of the others', async () => {
  const before = await counts();
  const wishes = Array.from({ length: 12 }, (_, i) => ({ username: `racer${i}`, email: 'race@example.org', password }));
  const outcomes = await Promise.allSettled(wishes.map((wish) => registerUser(t.nobody, wish)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  expect(refusals.every((refusal) => refusal instanceof EmailTaken)).toBe(true);
  const { users, profiles, wallets, mails } = before;
  expect(await counts()).toEqual({ users: users + 1, profiles: profiles + 1, wallets: wallets + 4, mails: mails + 1 });
});

test('refuses names that look like others, are reserved or could be an address', async () => {
  const rest = { email: 'name@example.org', password };
  for (const username of [
    'ab',
    'a'.repeat(31),
    'ada@example.org',
    'аda-lovelace',
    'ada lovelace',
    '.ada',
    'ada..l',
    'a\u0000da',
  ]) {
    expect(await issuesOf({ ...rest, username })).toHaveProperty('username');
  }
  expect(await issuesOf({ ...rest, username: 'Admin' })).toEqual({ username: 'is kept for the platform' });
});

test('refuses passwords that are too easy, in words', async () => {
  const owner = { username: 'turing.alan', email: 'alan.m.turing@example.org' };
  const refusal = async (password: string) => (await issuesOf({ ...owner, password }))['password'];
  expect(await refusal('short')).toBe('is shorter than 10 characters');
  expect(await refusal('🐢'.repeat(9))).toBe('is shorter than 10 characters');
  expect(await refusal('ab'.repeat(65))).toBe('is longer than 128 characters');
  expect(await refusal('x'.repeat(10_000_000))).toBe('is longer than 128 characters');
  expect(await refusal('Turing.Alan')).toBe('is your own name or e-mail address');
  expect(await refusal('alan.m.turing')).toBe('is your own name or e-mail address');
  expect(await refusal('Password123')).toBe('is one of the commonest passwords');
  expect(await refusal('ababababababab')).toBe('repeats fewer than 4 different characters');
  expect(await refusal('with a \u0000 inside')).toBe('holds a control character');
  expect(await refusal('with a \ud800 inside')).toBe('holds a broken character (a lone surrogate)');
});

test('refuses everything that is wrong at once', async () => {
  const issues = await issuesOf({ username: '!', email: 'nobody', password: 'x', displayName: ' ', country: 'XX' });
  expect(Object.keys(issues).toSorted()).toEqual(['country', 'displayName', 'email', 'password', 'username']);
});

test('leaves nothing when a later step fails', async () => {
  await t.db.sql`alter table mails add constraint no_mail check (false) not valid`;
  const before = await counts();
  const wish = { username: 'unlucky', email: 'unlucky@example.org', password };
  await expect(registerUser(t.nobody, wish)).rejects.toThrow('mails');
  await t.db.sql`alter table mails drop constraint no_mail`;
  expect(await counts()).toEqual(before);
  expect(await t.db.orm.$count(users)).toBe(before.users);
});
