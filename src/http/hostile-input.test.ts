import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApi, post, rawExchange, send, type TestApi } from '../../test/clients.ts';

// What no client in its right mind would send. Each is refused in words, and none of it is ever our mistake (5xx).

let on: TestApi;
beforeAll(async () => {
  on = await openTestApi();
});
afterAll(() => on[Symbol.asyncDispose]());

const TEXT = 'query ($t: String!) { announcements(filterBy: { text: $t }) { pageInfo { hasNextPage } } }';
const COUNT = 'query ($n: Int) { announcements(first: $n) { pageInfo { hasNextPage } } }';
const IDS = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const quoted = (query: string): string => JSON.stringify(query);

describe('bodies', () => {
  const cases: [what: string, body: string, status: number, words: string][] = [
    ['nothing', '', 400, 'not JSON'],
    ['half an object', '{"query": "{ __typename }"', 400, 'not JSON'],
    ['NaN', `{"query":${quoted(COUNT)},"variables":{"n":NaN}}`, 400, 'not JSON'],
    ['text', '"{ __typename }"', 400, 'must be an object'],
    ['null', 'null', 400, 'must be an object'],
    ['no query', '{}', 400, '`query` must be a string'],
    ['a query that is a list', '{"query":["{ __typename }"]}', 400, '`query` must be a string'],
    [
      'a name that is a number',
      '{"query":"{ __typename }","operationName":1}',
      400,
      '`operationName` must be a string',
    ],
    ['variables in a list', '{"query":"{ __typename }","variables":[1]}', 400, '`variables` must be an object'],
    ['variables as text', '{"query":"{ __typename }","variables":"{}"}', 400, '`variables` must be an object'],
    ['extensions as text', '{"query":"{ __typename }","extensions":"x"}', 400, '`extensions` must be an object'],
    ['a batch of none', '[]', 400, 'A batch holds 1 to 10'],
    [
      'a batch of eleven',
      JSON.stringify(Array.from({ length: 11 }, () => ({ query: '{ __typename }' }))),
      413,
      'A batch holds 1 to 10',
    ],
    ['brackets without end', '['.repeat(200_000), 400, 'not JSON'],
    ['more than 256 KiB', JSON.stringify({ query: 'x'.repeat(262_144) }), 413, 'larger than 262144 bytes'],
    [
      'text of 10 MB',
      JSON.stringify({ query: TEXT, variables: { t: 'x'.repeat(10_000_000) } }),
      413,
      'larger than 262144 bytes',
    ],
  ];
  test.each(cases)('%s', async (_, body, status, words) => {
    const reply = await send(on.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(reply.status).toBe(status);
    expect(JSON.parse(reply.text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    expect(reply.text).toContain(words);
  });

  test('a body that says less than it sends, in chunks, is cut off at the limit', async () => {
    const chunk = `${(262_145).toString(16)}\r\n${'x'.repeat(262_145)}\r\n`;
    const head = `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const heard = await rawExchange(on.url, head + chunk);
    expect(heard).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('one bad operation of a batch leaves the others alone', async () => {
    const { body } = await post(on.url, [
      { query: '{ __typename }' },
      { query: '{' },
      7,
      { query: TEXT, variables: { t: 'a' } },
    ]);
    expect(body).toMatchObject([
      { data: { __typename: 'Query' } },
      { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
      { errors: [{ extensions: { code: 'BAD_REQUEST' } }] },
      { data: { announcements: { pageInfo: { hasNextPage: false } } } },
    ]);
  });
});

describe('variables', () => {
  const cases: [what: string, body: string, words: string][] = [
    ['NUL', `{"query":${quoted(TEXT)},"variables":{"t":"a\\u0000b"}}`, 't holds a NUL character'],
    ['NUL in a list', `{"query":${quoted(IDS)},"variables":{"ids":["a","\\u0000"]}}`, 'ids holds a NUL character'],
    ['half a character', `{"query":${quoted(TEXT)},"variables":{"t":"\\ud83d"}}`, 't holds a broken character'],
    ['its other half', `{"query":${quoted(TEXT)},"variables":{"t":"\\udc00 a"}}`, 't holds a broken character'],
    ['1e400', `{"query":${quoted(COUNT)},"variables":{"n":1e400}}`, 'n is a number too large'],
    ['-1e400', `{"query":${quoted(COUNT)},"variables":{"n":-1e400}}`, 'n is a number too large'],
    ['1e99', `{"query":${quoted(COUNT)},"variables":{"n":1e99}}`, 'Int cannot represent'],
    ['a fraction', `{"query":${quoted(COUNT)},"variables":{"n":1.5}}`, 'Int cannot represent'],
    [
      'lists in lists',
      `{"query":${quoted(IDS)},"variables":{"ids":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
      'nested deeper than 16',
    ],
    [
      'objects in objects',
      `{"query":${quoted(TEXT)},"variables":{"t":${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}}}`,
      'nested deeper than 16',
    ],
    ['__proto__', `{"query":${quoted(TEXT)},"variables":{"__proto__":{"t":"a"}}}`, 'holds the name "__proto__"'],
    [
      '__proto__ further in',
      `{"query":${quoted(TEXT)},"variables":{"t":{"__proto__":1}}}`,
      'holds the name "__proto__"',
    ],
    [
      'constructor',
      `{"query":${quoted(TEXT)},"variables":{"t":{"constructor":{"prototype":1}}}}`,
      'String cannot represent',
    ],
  ];
  test.each(cases)('%s', async (_, body, words) => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const reply = await send(on.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body,
      });
      expect(reply.status).toBe(accept === 'application/json' ? 200 : 400);
      const { errors, ...rest } = JSON.parse(reply.text) as {
        errors: { message: string; extensions: { code: string } }[];
      };
      expect(errors[0]?.message).toContain(words);
      expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect(rest).toEqual({});
    }
  });

  test('what is not declared has no effect', async () => {
    const { body } = await post(on.url, {
      query: '{ __typename }',
      variables: { toString: 1, hasOwnProperty: 2, n: {} },
    });
    expect(body).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('documents', () => {
  const cases: [what: string, query: string, words: string][] = [
    [
      'NUL as an escape',
      '{ announcements(filterBy: { text: "a\\u0000" }) { pageInfo { hasNextPage } } }',
      'NUL character',
    ],
    ['NUL as it is', '{ announcements(filterBy: { text: "a\0" }) { pageInfo { hasNextPage } } }', 'NUL character'],
    [
      'half a character as an escape',
      '{ announcements(filterBy: { text: "\\uD83D" }) { pageInfo { hasNextPage } } }',
      'Invalid Unicode escape',
    ],
    [
      'half a character as it is',
      '{ announcements(filterBy: { text: "\ud83d" }) { pageInfo { hasNextPage } } }',
      'Invalid character',
    ],
    ['1e400', '{ announcements(first: 1e400) { pageInfo { hasNextPage } } }', 'Int cannot represent'],
    [
      'a number with too many digits',
      `{ announcements(first: ${'9'.repeat(5_000)}) { pageInfo { hasNextPage } } }`,
      'Int cannot represent',
    ],
    ['NaN', '{ announcements(first: NaN) { pageInfo { hasNextPage } } }', 'Int cannot represent'],
    [
      '__proto__',
      '{ announcements(filterBy: { __proto__: "a" }) { pageInfo { hasNextPage } } }',
      'not defined by type',
    ],
    ['__proto__ as a field', '{ __proto__ }', 'Cannot query field "__proto__"'],
    [
      'constructor as a fragment',
      '{ ...constructor } fragment constructor on Query { __typename toString }',
      'Cannot query field "toString"',
    ],
    ['nothing', '', 'Unexpected <EOF>'],
    ['types', 'type Query { a: Int }', 'not executable'],
    ['a byte order mark and junk', '\ufeff\ufeff\u2028{', 'Syntax Error'],
  ];
  test.each(cases)('%s', async (_, query, words) => {
    const { status, body } = await post(on.url, { query }, { accept: 'application/graphql-response+json' });
    expect(status).toBe(400);
    expect(body.errors?.map(({ message }) => message).join('\n')).toContain(words);
    expect(body).not.toHaveProperty('data');
  });

  test('a name that nobody has', async () => {
    const { body } = await post(on.url, { query: 'query A { __typename }', operationName: '__proto__' });
    expect(body.errors?.[0]?.extensions['code']).toBe('BAD_REQUEST');
  });
});

describe('requests', () => {
  const LOGOUT = 'mutation { sessionLogout(input: {}) { __typename } }';

  test('forms and text, which other sites can send, are refused', async () => {
    const types = ['application/x-www-form-urlencoded', 'text/plain', 'application/graphql', ''];
    for (const type of [...types, 'application/json; charset=latin1', 'text/plain; application/json']) {
      for (const accept of ['application/json', 'text/event-stream']) {
        const body = '{"query":"{ __typename }"}';
        const reply = await send(on.url, { method: 'POST', headers: { 'content-type': type, accept }, body });
        expect([type, reply.status]).toEqual([type, 415]);
        expect(reply.text).toContain('application/json');
      }
    }
  });

  test('a form is taken from those alone who say a header that makes a browser ask first', async () => {
    const body =
      '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"{ __typename }"}\r\n--x--\r\n';
    const type = 'multipart/form-data; boundary=x';
    const reply = await send(on.url, { method: 'POST', headers: { 'content-type': type }, body });
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('GraphQL-Require-Preflight');
  });

  test('GET only reads', async () => {
    const answered = await send(
      `${on.url}?query=${encodeURIComponent('query ($a: Boolean = false) { __typename @include(if: $a) }')}&variables={"a":true}`,
      {},
    );
    expect(JSON.parse(answered.text)).toEqual({ data: { __typename: 'Query' } });
    for (const accept of ['application/json', 'text/event-stream']) {
      const reply = await send(`${on.url}?query=${encodeURIComponent(LOGOUT)}`, { headers: { accept } });
      expect([reply.status, reply.headers['allow']]).toEqual([405, 'POST']);
      expect(reply.text).toContain('GET only reads');
    }
    const subscription = await send(`${on.url}?query=subscription{priceTicked{cursor}}`, {});
    expect([subscription.status, subscription.text]).toEqual([400, expect.stringContaining('text/event-stream')]);
    for (const bad of [
      '',
      '?query={__typename}&variables=1',
      '?query={__typename}&variables={',
      '?query={__typename}&extensions=[]',
    ]) {
      expect((await send(on.url + bad, {})).status).toBe(400);
    }
  });

  test('other methods and other paths', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'PROPFIND'])
      expect((await send(on.url, { method })).status).toBe(405);
    for (const path of ['/graphql/', '/.env', '/__proto__', '/constructor', '//', '/%00']) {
      expect((await send(on.api.url + path, {})).status).toBe(404);
    }
  });

  test('an answer that nobody takes', async () => {
    const headers = { 'content-type': 'application/json', accept: 'image/png' };
    expect((await send(on.url, { method: 'POST', headers, body: '{"query":"{ __typename }"}' })).status).toBe(406);
  });

  test('an upgrade to a path or a protocol that there is not, or in no words at all', async () => {
    const upgrade = (target: string, more = '') =>
      `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;
    expect(await rawExchange(on.url, upgrade('/other'))).toMatch(/^HTTP\/1\.1 404 /);
    expect(await rawExchange(on.url, upgrade('//'))).toMatch(/^HTTP\/1\.1 404 /);
    expect(await rawExchange(on.url, upgrade('/graphql', 'Origin: https://evil.example\r\n'))).toMatch(
      /^HTTP\/1\.1 403 /,
    );
    expect(await rawExchange(on.url, upgrade('/graphql').replace('dGhlIHNhbXBsZSBub25jZQ==', 'x'))).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(await rawExchange(on.url, upgrade('/graphql').replace('websocket', 'h2c'))).toMatch(
      /^HTTP\/1\.1 (400|405|426) /,
    );
  });

  test('a connection that breaks off in the middle of anything ends nothing else', async () => {
    const { hostname, port } = new URL(on.url);
    const starts = [
      'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"query"',
      'GET /graphql HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n',
      '\0\0\0\0',
    ];
    for (const start of starts) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      await once(socket, 'connect');
      await new Promise((resolve) => socket.write(start, resolve));
      socket.resetAndDestroy();
    }
    expect((await post(on.url, { query: '{ __typename }' })).body).toEqual({ data: { __typename: 'Query' } });
  });

  test('headers that trickle in are not waited for without end', async () => {
    const { hostname, port } = new URL(on.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    const trickle = setInterval(() => socket.write('X-A: b\r\n'), 500);
    socket.write('GET /graphql HTTP/1.1\r\nHost: a\r\n');
    socket.resume();
    await new Promise((resolve) => socket.once('close', resolve));
    clearInterval(trickle);
  }, 30_000);
});
