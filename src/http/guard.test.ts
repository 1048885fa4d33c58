import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyOf } from '../../test/api-keys.ts';
import { openGreeted, openTestApi, post, send, type TestApi } from '../../test/clients.ts';
import { schema } from '../schema/index.ts';
import { STRICT_FIELDS } from './guard.ts';

const PER_ADDRESS = 60;
const PER_USER = 20;
const STRICT = 5;

let on: TestApi;
beforeAll(async () => {
  on = await openTestApi({
    RATE_LIMIT_PER_ADDRESS: String(PER_ADDRESS),
    RATE_LIMIT_PER_USER: String(PER_USER),
    RATE_LIMIT_STRICT: String(STRICT),
    RATE_LIMIT_PER_KEY: '8',
    RATE_LIMIT_OPERATIONS: 'profileUpdate=3,prices=4',
    TRUSTED_PROXIES: '1',
  });
});
afterAll(() => on[Symbol.asyncDispose]());

let hosts = 0;
/** Headers of a client whose address nobody else in these tests has. */
function aClient(): Record<string, string> {
  hosts += 1;
  return { 'x-forwarded-for': `198.51.100.${hosts}` };
}
const PLAIN = { query: '{ __typename }' };
const LOGIN =
  'sessionLogin(input: { login: "nobody", password: "nothing at all" }) { __typename ... on Error { code } }';

test('every operation that is limited strictly is one of the schema', () => {
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
  expect([...STRICT_FIELDS].filter((field) => !mutations.includes(field))).toEqual([]);
});

describe('an address', () => {
  test('gets the limit, then 429 with the time to wait, and others get theirs', async () => {
    const client = aClient();
    const answers = [];
    for (let call = 0; call <= PER_ADDRESS; call += 1) answers.push(await post(on.url, PLAIN, client));
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: PER_ADDRESS }, () => 200), 429]);
    const { headers, body } = answers.at(-1) as (typeof answers)[0];
    const retryAfterS = Number(headers.get('retry-after'));
    expect(retryAfterS).toBeGreaterThan(0);
    expect(retryAfterS).toBeLessThanOrEqual(60);
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryable: true, retryAfterS });
    expect(headers.get('ratelimit')).toBe(`"address";r=0;t=${retryAfterS}`);
    expect((await post(on.url, PLAIN, aClient())).status).toBe(200);
  });

  test('is told where it stands', async () => {
    const client = aClient();
    await post(on.url, PLAIN, client);
    const { headers } = await post(on.url, PLAIN, client);
    expect(headers.get('ratelimit-policy')).toBe(`"address";q=${PER_ADDRESS};w=60`);
    expect(headers.get('ratelimit')).toMatch(new RegExp(`^"address";r=${PER_ADDRESS - 2};t=(60|59)$`));
  });

  test('cannot multiply itself within its IPv6 network, nor by what it says of itself', async () => {
    const network = Array.from({ length: PER_ADDRESS }, (_, host) => ({ 'x-forwarded-for': `2001:db8:1:2::${host}` }));
    for (const client of network) expect((await post(on.url, PLAIN, client)).status).toBe(200);
    expect((await post(on.url, PLAIN, { 'x-forwarded-for': '2001:db8:1:2:ffff::1' })).status).toBe(429);
    // Only the last entry is our proxy's; what stands before it anybody can write.
    const forged = { 'x-forwarded-for': '203.0.113.9, 2001:db8:1:2:ffff::2' };
    expect((await post(on.url, PLAIN, forged)).status).toBe(429);
  });

  test('pays for what is no operation too', async () => {
    const client = aClient();
    for (let call = 0; call < PER_ADDRESS; call += 1) await post(on.url, { query: '{ nothing }' }, client);
    expect((await post(on.url, PLAIN, client)).status).toBe(429);
  });

  test('pays for each operation of a batch', async () => {
    const client = aClient();
    const batch = Array.from({ length: 10 }, () => PLAIN);
    for (let call = 0; call < PER_ADDRESS / 10; call += 1) expect((await post(on.url, batch, client)).status).toBe(200);
    const { status, headers, body } = await post(on.url, batch, client);
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(body).toHaveLength(10);
  });

  test('pays over WebSocket and event stream as over HTTP', async () => {
    const client = aClient();
    const { socket, say, hear } = await openGreeted(on.url, {}, client);
    for (let id = 0; id < PER_ADDRESS; id += 1) {
      say({ id: String(id), type: 'subscribe', payload: PLAIN });
      expect(await hear()).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } });
      expect(await hear()).toMatchObject({ type: 'complete' });
    }
    say({ id: 'last', type: 'subscribe', payload: PLAIN });
    expect(await hear()).toMatchObject({
      id: 'last',
      type: 'error',
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
    socket.terminate();
    const stream = await send(`${on.url}?query={__typename}`, { headers: { accept: 'text/event-stream', ...client } });
    expect(stream.status).toBe(429);
    expect(stream.headers['retry-after']).toMatch(/^\d+$/);
  });
});

test('a user has a limit of their own, from whatever addresses', async () => {
  const user = await on.t.user('often');
  const { token } = await on.t.app.tokens.sign(user.id, '01890000-0000-7000-8000-000000000001');
  const authorization = `Bearer ${token}`;
  for (let call = 0; call < PER_USER; call += 1) {
    expect((await post(on.url, PLAIN, { ...aClient(), authorization })).status).toBe(200);
  }
  const { status, headers } = await post(on.url, PLAIN, { ...aClient(), authorization });
  expect(status).toBe(429);
  expect(headers.get('ratelimit-policy')).toBe(`"address";q=${PER_ADDRESS};w=60, "user";q=${PER_USER};w=60`);
  expect(headers.get('ratelimit')).toMatch(/^"address";r=59;t=\d+, "user";r=0;t=\d+$/);
});

test('an API key has a limit of its own, within that of its user', async () => {
  const user = await on.t.user('service');
  const { token } = await keyOf(user, ['wallet.read']);
  const authorization = `Bearer ${token}`;
  for (let call = 0; call < 8; call += 1) {
    expect((await post(on.url, PLAIN, { ...aClient(), authorization })).status).toBe(200);
  }
  const { status, headers } = await post(on.url, PLAIN, { ...aClient(), authorization });
  expect(status).toBe(429);
  expect(headers.get('ratelimit-policy')).toContain('"user";q=20;w=60, "key";q=8;w=60');
  expect(headers.get('ratelimit')).toMatch(/"user";r=\d+;t=\d+, "key";r=0;t=\d+$/);
  const { token: session } = await on.t.app.tokens.sign(user.id, crypto.randomUUID());
  expect((await post(on.url, PLAIN, { ...aClient(), authorization: `Bearer ${session}` })).status).toBe(200);
});

describe('an operation', () => {
  test('may have a limit of its own, for a user or an address, that its answers name', async () => {
    const query = { query: '{ prices { price } }' };
    const client = aClient();
    for (let call = 0; call < 4; call += 1) expect((await post(on.url, query, client)).status).toBe(200);
    const { status, headers } = await post(on.url, query, client);
    expect(status).toBe(429);
    expect(headers.get('ratelimit-policy')).toBe(`"address";q=${PER_ADDRESS};w=60, "prices";q=4;w=60`);
    expect(headers.get('ratelimit')).toMatch(/^"address";r=\d+;t=\d+, "prices";r=0;t=\d+$/);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await post(on.url, PLAIN, client)).headers.get('ratelimit-policy')).not.toContain('prices');
    const user = await on.t.user('priced');
    const { token } = await on.t.app.tokens.sign(user.id, crypto.randomUUID());
    expect((await post(on.url, query, { ...client, authorization: `Bearer ${token}` })).status).toBe(200);
  });

  test('that is strict says so in its answers too', async () => {
    const login = LOGIN.replace('"nobody"', '"somebody"');
    const { headers } = await post(on.url, { query: `mutation { ${login} }` }, aClient());
    expect(headers.get('ratelimit')).toMatch(/"sessionLogin";r=4;t=\d+$/);
  });
});

describe('what hashes passwords or sends mail', () => {
  test('has a stricter limit for an address', async () => {
    const client = aClient();
    for (let call = 0; call < STRICT; call += 1) {
      const { body } = await post(on.url, { query: `mutation { ${LOGIN} }` }, client);
      expect(body.data).toBeTruthy();
    }
    const { status, body } = await post(on.url, { query: `mutation { ${LOGIN} }` }, client);
    expect(status).toBe(429);
    expect(body.errors?.[0]?.extensions['code']).toBe('RATE_LIMITED');
    expect((await post(on.url, PLAIN, client)).status).toBe(200);
  });

  test('counts each time that it stands in an operation, under any name and in any fragment', async () => {
    const client = aClient();
    const aliases = Array.from({ length: STRICT + 1 }, (_, index) => `a${index}: ${LOGIN}`).join(' ');
    expect((await post(on.url, { query: `mutation { ${aliases} }` }, client)).status).toBe(429);
    const hidden = `mutation { ...A ... on Mutation { ...B } } fragment A on Mutation { ${LOGIN.replace('sessionLogin', 'x: sessionLogin')} } fragment B on Mutation { ${LOGIN.replace('sessionLogin', 'y: sessionLogin')} }`;
    expect((await post(on.url, { query: hidden }, client)).status).toBe(429);
  });

  test('is refused before anything of it is done', async () => {
    const register = (index: number) =>
      `u${index}: userRegister(input: { username: "strict${index}", email: "strict${index}@example.org", password: "a long enough one" }) { __typename }`;
    const many = Array.from({ length: STRICT + 1 }, (_, index) => register(index)).join(' ');
    expect((await post(on.url, { query: `mutation { ${many} }` }, aClient())).status).toBe(429);
    const [row] = await on.t.db.sql<{ count: bigint }[]>`select count(*) from users where username like 'strict%'`;
    expect(row?.count).toBe(0n);
  });
});
