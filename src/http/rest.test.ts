import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyOf } from '../../test/api-keys.ts';
import { openTestApi, type TestApi } from '../../test/clients.ts';
import type { TestUser } from '../../test/harness.ts';
import { revokeApiKey } from '../resolvers/api-keys/revoke-api-key.ts';
import { encodeId } from '../resolvers/ids.ts';

let on: TestApi;
let ada: TestUser;
let ben: TestUser;
beforeAll(async () => {
  on = await openTestApi({ RATE_LIMIT_STRICT: '3', TRUSTED_PROXIES: '1' });
  ada = await on.t.user('ada', { funds: { EUR: '100.00' } });
  ben = await on.t.user('ben');
});
afterAll(() => on[Symbol.asyncDispose]());

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const session = async (user: TestUser) => bearer((await on.t.app.tokens.sign(user.id, randomUUID())).token);

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function ask(path: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(new URL(path, on.url), init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text || 'null') as Reply['body'] };
}

const send = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
  ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const transfer = (amount: string) => ({ recipientId: encodeId('User', ben.id), asset: 'EUR', amount });

describe('a query', () => {
  test('is read by GET, with its limits in the headers', async () => {
    const { status, headers, body } = await ask('/api/my-wallets', { headers: await session(ada) });
    expect(status).toBe(200);
    expect(body).toMatchObject([{ asset: 'USD' }, { asset: 'EUR', available: '100.00' }, {}, {}]);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('ratelimit')).toContain('"user";r=');
    expect(headers.get('ratelimit-policy')).toContain('"user";q=');
    expect(headers.get('x-request-id')).toMatch(/./);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('gives what `fields` asks for, and nothing that could not be asked of /graphql', async () => {
    const head = { headers: await session(ada) };
    const { body } = await ask('/api/me?fields=username%20email', head);
    expect(body).toEqual({ username: 'ada', email: 'ada@example.org' });
    for (const fields of ['', 'nothing', 'id } other: me { id', 'id } query two { me { id }', '...{ id']) {
      const { status } = await ask(`/api/me?fields=${encodeURIComponent(fields)}`, head);
      expect(status, fields).toBe(400);
    }
    const deep = 'id '.repeat(1_500);
    expect((await ask(`/api/me?fields=${encodeURIComponent(deep)}`, head)).status).toBe(400);
  });

  test('takes arguments as parameters, objects as JSON or by their parts', async () => {
    const admin = await on.t.user('admin', { roles: ['PLATFORM_ADMIN'] });
    const head = { headers: await session(admin) };
    const names = (reply: Reply) =>
      (reply.body['edges'] as { node: { username: string } }[]).map(({ node }) => node.username);
    const byJson = await ask(`/api/users?filterBy=${encodeURIComponent('{"email":"ada@example.org"}')}`, head);
    expect(names(byJson)).toEqual(['ada']);
    expect(names(await ask('/api/users?filterBy.email=ben@example.org', head))).toEqual(['ben']);
    const first = await ask('/api/users?first=1', head);
    expect(names(first)).toEqual(['admin']);
    const [, next] = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    expect(names(await ask(next ?? '', head))).toEqual(['ben']);
    for (const wrong of ['first=x', 'first=1&first=2', 'filterBy=x', 'nothing=1', 'filterBy.none=1', 'after=x']) {
      const { status, body } = await ask(`/api/users?${wrong}`, head);
      expect([status, body['status']], wrong).toEqual([400, 400]);
    }
  });

  test('of one thing says 404 where there is none, and reads any node by its id', async () => {
    const missing = await ask(`/api/user?username=nobody`);
    expect([missing.status, missing.body['code']]).toEqual([404, 'NOT_FOUND']);
    expect(missing.headers.get('content-type')).toBe('application/problem+json');
    const id = encodeId('User', ben.id);
    const { body } = await ask(`/api/node?id=${id}`);
    expect(body).toMatchObject({ __typename: 'User', id, username: 'ben', email: null });
    expect((await ask(`/api/node?id=${encodeId('Trade', randomUUID())}`)).status).toBe(404);
  });
});

describe('a mutation', () => {
  test('is carried out once for its key, in the header or in the body', async () => {
    const head = { ...(await session(ada)), 'idempotency-key': `"${randomUUID()}"` };
    const [one, two] = [
      await send('/api/transfer-send', transfer('1.00'), head),
      await send('/api/transfer-send', transfer('1.00'), head),
    ];
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(two.body).toEqual(one.body);
    expect((await on.t.balance(ben, 'EUR')).available).toBe(100n);
    const other = await send('/api/transfer-send', transfer('2.00'), head);
    expect([other.status, other.body['code']]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
    const both = { ...transfer('1.00'), idempotencyKey: head['idempotency-key'].slice(1, -1) };
    expect((await send('/api/transfer-send', both, head)).status).toBe(200);
    expect((await send('/api/transfer-send', { ...both, idempotencyKey: randomUUID() }, head)).status).toBe(400);
    expect((await on.t.balance(ben, 'EUR')).available).toBe(100n);
    const none = await send('/api/transfer-send', transfer('1.00'), await session(ada));
    expect([none.status, none.body['code']]).toEqual([400, 'BAD_USER_INPUT']);
  });

  test('that is refused says so by its status, with all that the refusal says', async () => {
    const head = { ...(await session(ada)), 'idempotency-key': randomUUID() };
    const poor = await send('/api/transfer-send', transfer('5000.00'), head);
    expect(poor.status).toBe(422);
    expect(poor.body).toMatchObject({
      title: 'Unprocessable Content',
      status: 422,
      code: 'INSUFFICIENT_FUNDS',
      retryable: false,
      asset: 'EUR',
      required: '5000.00',
      requestId: poor.headers.get('x-request-id'),
    });
    const wrong = await send('/api/transfer-send', transfer('-1'), head);
    expect([wrong.status, wrong.body['code']]).toEqual([400, 'INPUT_INVALID']);
    expect(wrong.body['issues']).toMatchObject([{ path: ['amount'] }]);
    const refused = await send('/api/role-grant', { userId: encodeId('User', ben.id), role: 'FINANCE' }, head);
    expect([refused.status, refused.body['code']]).toEqual([403, 'FORBIDDEN']);
    const again = await send('/api/user-register', {
      username: 'ADA',
      email: 'x@example.org',
      password: 'a long one indeed',
    });
    expect([again.status, again.body['code']]).toEqual([409, 'USERNAME_TAKEN']);
    const gone = await send('/api/session-revoke', { sessionId: encodeId('Session', randomUUID()) }, head);
    expect(gone.status).toBe(404);
  });

  test('needs a token that serves: 401 says how', async () => {
    const nobody = await send('/api/session-logout', {});
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="ecocoin"']);
    const forged = await send('/api/session-logout', {}, bearer('x.y.z'));
    expect(forged.headers.get('www-authenticate')).toBe('Bearer realm="ecocoin", error="invalid_token"');
  });

  test('is counted as at /graphql, with the same limit for what is strict', async () => {
    const client = { 'x-forwarded-for': '198.51.100.9' };
    const login = { login: 'nobody', password: 'nothing at all' };
    const query = 'mutation { sessionLogin(input: { login: "nobody", password: "nothing at all" }) { __typename } }';
    expect((await send('/api/session-login', login, client)).status).toBe(401);
    expect((await send('/graphql', { query }, client)).status).toBe(200);
    expect((await send('/api/session-login', login, client)).status).toBe(401);
    const { status, headers, body } = await send('/api/session-login', login, client);
    expect([status, body['code']]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(headers.get('retry-after'))).toBe(body['retryAfterS']);
  });
});

describe('an API key', () => {
  test('acts in its scopes alone, and no more once it is revoked', async () => {
    const { apiKey, token } = await keyOf(ada, ['wallet.read']);
    expect((await ask('/api/my-wallets', { headers: bearer(token) })).status).toBe(200);
    const outside = await ask('/api/me', { headers: bearer(token) });
    expect([outside.status, outside.body['code']]).toEqual([403, 'FORBIDDEN']);
    const head = { ...bearer(token), 'idempotency-key': randomUUID() };
    expect((await send('/api/transfer-send', transfer('1.00'), head)).status).toBe(403);
    await revokeApiKey(ada.ctx, { apiKeyId: encodeId('ApiKey', apiKey.id) });
    expect((await ask('/api/my-wallets', { headers: bearer(token) })).status).toBe(401);
  });
});

describe('what is no request', () => {
  test('is refused in the words of HTTP', async () => {
    expect((await ask('/api/nothing')).status).toBe(404);
    const posted = await send('/api/me', {});
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const got = await ask('/api/session-logout');
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    const form = await ask('/api/session-logout', { method: 'POST', body: 'everywhere=true' });
    expect(form.status).toBe(415);
    expect((await send('/api/session-logout', '{')).status).toBe(400);
    expect((await send('/api/session-logout', '[]')).status).toBe(400);
    expect((await send('/api/session-logout', JSON.stringify({ x: 'x'.repeat(300_000) }))).status).toBe(413);
    expect((await send('/api/session-logout', '{"__proto__": {"everywhere": true}}')).status).toBe(400);
    const options = await fetch(new URL('/api/me', on.url), { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
    const head = await fetch(new URL('/api/permissions', on.url), { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});
