import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApi, post, type TestApi, until } from '../../test/clients.ts';

let on: TestApi;
beforeAll(async () => {
  on = await openTestApi({
    OPERATION_TIMEOUT_MS: '500',
    DATABASE_STATEMENT_TIMEOUT_MS: '1500',
    RATE_LIMIT_STRICT: '1000',
    LOG_LEVEL: 'silent',
  });
});
afterAll(() => on[Symbol.asyncDispose]());

const LIST = 'query ($first: Int) { announcements(first: $first) { pageInfo { hasNextPage } } }';
const ACCEPT = { accept: 'application/graphql-response+json' };

/** Holds every reader of the table up until the work is done. */
async function whileLocked<T>(table: string, work: () => Promise<T>): Promise<T> {
  const sql = postgres(on.t.databaseUrl, { max: 1, onnotice: () => {} });
  try {
    return (
      await sql.begin(async (tx) => {
        await tx.unsafe(`lock table ${table} in access exclusive mode`);
        return [await work()];
      })
    )[0] as T;
  } finally {
    await sql.end();
  }
}

/** How many statements wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await on.t.db.sql<{ count: bigint }[]>`
    select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return Number(row?.count);
}

describe('an operation that takes too long', () => {
  test('is answered in time, says so, and leaves nothing behind when it fails later', async () => {
    await whileLocked('announcements', async () => {
      const { status, body } = await post(on.url, { query: LIST }, ACCEPT);
      expect(status).toBe(503);
      expect(body).toEqual({
        errors: [
          { message: 'The operation took longer than 500 ms. Ask for less at once.', extensions: { code: 'TIMEOUT' } },
        ],
      });
      // The statement is still there; it fails by the database's own limit, and nobody may stumble over that.
      expect(await waiting()).toBe(1);
      await until(async () => (await waiting()) === 0);
    });
    expect((await post(on.url, { query: LIST }, ACCEPT)).status).toBe(200);
  });

  test('says of a write that it may have come through all the same', async () => {
    const input = { username: 'late', email: 'late@example.org', password: 'a long password' };
    const query = 'mutation ($input: UserRegisterInput!) { userRegister(input: $input) { __typename } }';
    await whileLocked('mails', async () => {
      const { body } = await post(on.url, { query, variables: { input } });
      expect(body.errors?.[0]?.message).toContain('the same idempotency key');
    });
    await until(async () => (await on.t.db.sql`select from users where username = 'late'`).count === 1);
  });
});

test('a variable that may not be null may be left out if it has a default', async () => {
  const query = `query ($first: Int! = 1, $order: AnnouncementOrder! = NEWEST) {
    announcements(first: $first, orderBy: $order) { pageInfo { hasNextPage } } }`;
  const ask = async (variables: object) => (await post(on.url, { query, variables })).body;
  for (const variables of [{}, { first: 2 }, { order: 'NEWEST' }]) {
    expect(await ask(variables)).toEqual({ data: { announcements: { pageInfo: { hasNextPage: false } } } });
  }
  expect((await ask({ first: null })).errors?.[0]?.message).toContain('must not be null');
});

describe('reads at the same moment', () => {
  test('that are the same for everybody are carried out once', async () => {
    const answers = await whileLocked('announcements', async () => {
      const asked = [...Array.from({ length: 5 }, () => ({ first: 3 })), { first: 3, unknown: 'x' }];
      const all = asked.map((variables) => post(on.url, { query: LIST, variables }));
      await until(async () => (await waiting()) === 1);
      const other = post(on.url, { query: LIST, variables: { first: 4 } });
      await until(async () => (await waiting()) === 2);
      // By now all have come in.
      for (let later = 0; later < 10; later += 1) await post(on.url, { query: '{ __typename }' });
      expect(await waiting()).toBe(2);
      return [...all, other];
    });
    for (const { body } of await Promise.all(answers)) {
      expect(body).toEqual({ data: { announcements: { pageInfo: { hasNextPage: false } } } });
    }
  });

  test('that are wrong do not spoil those that are right', async () => {
    const raw = (first: string) => post(on.url, `{"query":${JSON.stringify(LIST)},"variables":{"first":${first}}}`);
    const [infinite, nothing, left] = await Promise.all([raw('1e400'), raw('null'), post(on.url, { query: LIST })]);
    expect(infinite?.body.errors?.[0]?.message).toContain('too large');
    expect(nothing?.body.errors).toBeUndefined();
    expect(left?.body.errors).toBeUndefined();
  });

  test('of one viewer are not those of another', async () => {
    const ME = { query: '{ me { username } }' };
    const tokens = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const { id } = await on.t.user(name);
        return (await on.t.app.tokens.sign(id, crypto.randomUUID())).token;
      }),
    );
    const asked = [...tokens, ...tokens].map((token) => post(on.url, ME, { authorization: `Bearer ${token}` }));
    const names = (await Promise.all(asked)).map(({ body }) => body.data?.['me']);
    expect(names).toEqual(['one', 'two', 'one', 'two'].map((username) => ({ username })));
    expect((await post(on.url, ME)).body.data?.['me'] ?? null).toBeNull();
  });
});
