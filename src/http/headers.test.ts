import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApi, send, type TestApi } from '../../test/clients.ts';

const FRIEND = 'https://app.example.org';
const STRANGER = 'https://evil.example';

let on: TestApi;
beforeAll(async () => {
  on = await openTestApi({ CORS_ORIGINS: `${FRIEND}, http://localhost:5173`, PUBLIC_URL: 'https://api.example.org/' });
});
afterAll(() => on[Symbol.asyncDispose]());

const ask = (headers: Record<string, string> = {}) =>
  send(on.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{"query":"{ __typename }"}',
  });

const SAFE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
};

describe('security headers', () => {
  test('go with every answer, whatever it is', async () => {
    const answers = [
      await ask(),
      await send(on.url, {}),
      await send(on.url, { headers: { accept: 'text/html' } }),
      await send(on.url, { method: 'OPTIONS' }),
      await send(on.url, { method: 'PUT' }),
      await send(`${on.api.url}/nothing`, {}),
      await send(`${on.api.url}/`, {}),
      await send(on.url, { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }),
      await send(on.url, {
        method: 'POST',
        body: '{"query":"{ __typename }"}',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 200, 204, 405, 404, 200, 415, 200]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject(SAFE);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
      expect(headers).not.toHaveProperty('x-powered-by');
    }
  });

  test('TLS is only asked for where there is TLS', async () => {
    await using plain = await openTestApi();
    expect((await send(plain.url, { method: 'OPTIONS' })).headers).not.toHaveProperty('strict-transport-security');
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    send(on.url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization',
      },
    });

  test('a page on the list may ask, and is told what it may read', async () => {
    const { status, headers } = await preflight(FRIEND);
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': FRIEND,
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers':
        'Authorization, Content-Type, X-Request-Id, Idempotency-Key, GraphQL-Require-Preflight, Apollo-Require-Preflight, Range, If-Range',
      vary: 'Origin',
    });
    const answered = await ask({ origin: FRIEND });
    expect(answered.headers).toMatchObject({
      'access-control-allow-origin': FRIEND,
      'access-control-expose-headers':
        'RateLimit, RateLimit-Policy, Retry-After, Link, X-Request-Id, Content-Disposition, Content-Range, ETag',
      vary: 'Origin',
    });
  });

  test.each([
    STRANGER,
    'null',
    'https://app.example.org.evil.example',
    'https://APP.example.org',
    'http://app.example.org',
    '*',
  ])('a page of %s is told nothing', async (origin) => {
    for (const { headers } of [await preflight(origin), await ask({ origin })]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers['vary']).toBe('Origin');
    }
  });

  test('nobody is ever told that credentials are welcome, and none is told everybody is', async () => {
    for (const origin of [FRIEND, STRANGER]) {
      for (const { headers } of [await preflight(origin), await ask({ origin })]) {
        expect(headers).not.toHaveProperty('access-control-allow-credentials');
        expect(headers['access-control-allow-origin']).not.toBe('*');
      }
    }
  });
});

describe('GraphiQL', () => {
  const page = (headers = {}) => send(on.url, { headers: { accept: 'text/html,*/*', ...headers } });

  test('comes as one page that its policy lets run, and lets speak to us only', async () => {
    const { headers, text } = await page();
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain('GraphiQL');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/script-src[^;]*'unsafe/);
    expect(policy.match(/'sha256-/g)).toHaveLength(text.match(/<script>[^]*?<\/script>/g)?.length ?? 0);
  });

  test('is packed, and sent once', async () => {
    const packed = await page({ 'accept-encoding': 'gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(Number(packed.headers['content-length'])).toBeLessThan(4_000_000);
    const again = await page({ 'if-none-match': String(packed.headers['etag']) });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

test('an answer names its request, by the name that the client gave if it can be one', async () => {
  expect((await ask({ 'x-request-id': 'my-request.1' })).headers['x-request-id']).toBe('my-request.1');
  for (const bad of ['short', 'x'.repeat(65), 'with space and more']) {
    expect((await ask({ 'x-request-id': bad })).headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  }
});
