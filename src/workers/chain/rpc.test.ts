import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test, vi } from 'vitest';
import { openOutsideServer, type OutsideServer } from '../../../test/outside-server.ts';
import { revertData, type RpcCallOptions, RpcError } from '../../resolvers/chain/client.ts';
import { createRpc, type RpcOptions } from './rpc.ts';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}
type Answer = (asked: Call & Call[], response: ServerResponse, request: IncomingMessage) => void;

/** A server that answers each request as told, and a client of it. */
async function serve(answer: Answer, options: Partial<RpcOptions> = {}) {
  const server: OutsideServer = await openOutsideServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      answer(JSON.parse(body) as Call & Call[], response, request);
    });
  });
  const rpc = createRpc({ url: server.url, timeoutMs: 5_000, maxBytes: 1_000_000, batchCalls: 100, ...options });
  return { ...server, rpc };
}

const json = (response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** How a call fails. */
async function failure(answer: Answer, options: Partial<RpcOptions> & { call?: RpcCallOptions } = {}) {
  await using server = await serve(answer, options);
  const error: unknown = await server.rpc.call('eth_blockNumber', [], options.call).then(
    (result) => new Error(`it did not fail: ${JSON.stringify(result)}`),
    (refusal: unknown) => refusal,
  );
  if (!(error instanceof RpcError)) throw error;
  expect(error.message).toMatch(/^eth_blockNumber: /);
  expect(error.message).not.toContain(server.url);
  return error;
}

test('gives the result of a call, whatever it is', async () => {
  await using server = await serve(({ id, method, params }, response) => {
    json(response, { jsonrpc: '2.0', id, result: method === 'eth_nothing' ? null : { method, params } });
  });
  expect(await server.rpc.call('eth_getBlockByNumber', ['0x1', false])).toEqual({
    method: 'eth_getBlockByNumber',
    params: ['0x1', false],
  });
  expect(await server.rpc.call('eth_nothing', [])).toBeNull();
});

test('names what the chain refuses and keeps the bytes of a revert', async () => {
  const error = { code: 3, message: 'execution reverted', data: '0x08c379a0' };
  const refused = await failure(({ id }, response) => json(response, { jsonrpc: '2.0', id, error }));
  expect(refused).toMatchObject({ kind: 'REFUSED', code: 3, data: '0x08c379a0', status: 200 });
  expect(refused.message).toContain('execution reverted');
  expect(revertData(refused)).toBe('0x08c379a0');
  const wrapped = await failure(({ id }, response) =>
    json(response, { id, error: { ...error, data: { data: '0xab' } } }),
  );
  expect(revertData(wrapped)).toBe('0xab');
  const unread = await failure((_, response) =>
    json(response, { id: null, error: { code: -32700, message: 'parse' } }),
  );
  expect(unread).toMatchObject({ kind: 'REFUSED', code: -32_700 });
  expect(revertData(unread)).toBeUndefined();
});

test('names a status that is not 2xx, with the wait that is asked for', async () => {
  const limited = await failure((_, response) => {
    response.writeHead(429, { 'retry-after': '7' }).end('<html><b>slow</b> down</html>');
  });
  expect(limited).toMatchObject({ kind: 'HTTP', status: 429, retryAfterMs: 7_000 });
  expect(limited.message).toBe('eth_blockNumber: status 429: slow down');
  const told = { id: 1, error: { code: -32_005, message: 'daily limit' } };
  expect(await failure((_, response) => json(response, told, 429))).toMatchObject({ kind: 'HTTP', code: -32_005 });
  expect(await failure((_, response) => json(response, told, 500))).toMatchObject({ kind: 'REFUSED', status: 500 });
  const until = new Date(Date.now() + 60_000).toUTCString();
  const dated = await failure((_, response) => json(response, 'no', 503, { 'retry-after': until }));
  expect(dated.retryAfterMs).toBeGreaterThan(50_000);
  expect(dated.retryAfterMs).toBeLessThanOrEqual(60_000);
});

test.each<[string, Answer]>([
  ['is not JSON', (_, response) => response.end('<html>')],
  [
    'is cut off',
    ({ id }, response) => response.end(JSON.stringify({ jsonrpc: '2.0', id, result: '0x1' }).slice(0, -3)),
  ],
  ['is empty', (_, response) => response.end()],
  ['has neither result nor error', ({ id }, response) => json(response, { jsonrpc: '2.0', id })],
  ['is to another call', ({ id }, response) => json(response, { jsonrpc: '2.0', id: id + 1, result: '0x1' })],
  ['has no id', (_, response) => json(response, { jsonrpc: '2.0', result: '0x1' })],
  ['is a list', ({ id }, response) => json(response, [{ jsonrpc: '2.0', id, result: '0x1' }])],
  [
    'breaks in the middle',
    (_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"jsonrpc":"2.0"', () => response.destroy());
    },
  ],
])('takes no answer that %s', async (_, answer) => {
  expect(await failure(answer)).toMatchObject({ kind: 'RESPONSE', status: 200 });
});

test('reads no more of an answer than it may', async () => {
  const large: Answer = ({ id }, response) => json(response, { jsonrpc: '2.0', id, result: 'x'.repeat(2_000) });
  const refused = await failure(large, { maxBytes: 1_000 });
  expect(refused.kind).toBe('RESPONSE');
  expect(refused.message).toContain('larger than 1000 bytes');
});

test('waits no longer than it may, for the head of an answer and for its end', async () => {
  const silent = await failure(() => {}, { timeoutMs: 30 });
  expect(silent).toMatchObject({ kind: 'TIMEOUT', status: undefined });
  const slow = await failure((_, response) => void response.write('{"id":'), { call: { timeoutMs: 30 } });
  expect(slow).toMatchObject({ kind: 'TIMEOUT', status: 200 });
});

test('ends with the reason of its caller', async () => {
  const asked = Promise.withResolvers<void>();
  await using server = await serve(() => {
    asked.resolve();
  });
  const giveUp = new AbortController();
  const calling = server.rpc.call('eth_chainId', [], { signal: giveUp.signal });
  await asked.promise;
  giveUp.abort(new Error('the worker stops'));
  await expect(calling).rejects.toThrow('the worker stops');
  await expect(server.rpc.call('eth_chainId', [], { signal: giveUp.signal })).rejects.toThrow('the worker stops');
  await vi.waitFor(() => expect(server.seen).toHaveLength(1));
});

test('names a connection that cannot be made, and one that breaks before an answer', async () => {
  const server = await serve(() => {});
  const { url } = server;
  await server[Symbol.asyncDispose]();
  const rpc = createRpc({ url, timeoutMs: 5_000, maxBytes: 1_000, batchCalls: 1 });
  await expect(rpc.call('eth_chainId', [])).rejects.toMatchObject({ kind: 'NETWORK' });
  expect(await failure((_, response) => void response.destroy())).toMatchObject({ kind: 'NETWORK' });
});

test('follows no redirect and sends credentials only as a header', async () => {
  let authorization: string | undefined;
  await using elsewhere = await serve(({ id }, response) => json(response, { id, result: 'elsewhere' }));
  await using server = await serve(({ id, method }, response, request) => {
    ({ authorization } = request.headers);
    if (method === 'eth_moved') response.writeHead(307, { location: elsewhere.url }).end();
    else json(response, { id, result: 'here' });
  });
  const url = server.url.replace('//', '//ann:p%40ss@');
  const rpc = createRpc({ url, timeoutMs: 5_000, maxBytes: 1_000, batchCalls: 1 });
  expect(await rpc.call('eth_chainId', [])).toBe('here');
  expect(authorization).toBe(`Basic ${Buffer.from('ann:p@ss').toString('base64')}`);
  await expect(rpc.call('eth_moved', [])).rejects.toMatchObject({ kind: 'NETWORK' });
  expect(elsewhere.seen).toEqual([]);
});

const answerTo = ({ id, method }: Call): unknown =>
  method === 'eth_bad' ? { id, error: { code: -32_601, message: 'no such method' } } : { id, result: method };
const requests = (...methods: string[]) => methods.map((method) => ({ method, params: [] }));

test('puts the answers of a batch into the order of its calls, each with its own outcome', async () => {
  await using server = await serve((asked, response) => json(response, asked.map(answerTo).toReversed()));
  const outcomes = await server.rpc.batch(requests('eth_a', 'eth_bad', 'eth_c'));
  expect(outcomes.map((outcome) => (outcome.ok ? outcome.result : outcome.error.code))).toEqual([
    'eth_a',
    -32_601,
    'eth_c',
  ]);
  expect(await server.rpc.batch([])).toEqual([]);
  expect(server.seen).toHaveLength(1);
});

test('sends a long batch in several requests', async () => {
  const sizes: number[] = [];
  const answer: Answer = (asked, response) => {
    sizes.push(asked.length);
    json(response, asked.map(answerTo));
  };
  await using server = await serve(answer, { batchCalls: 2 });
  const outcomes = await server.rpc.batch(requests('eth_a', 'eth_b', 'eth_c', 'eth_d', 'eth_e'));
  expect(outcomes.map((outcome) => outcome.ok && outcome.result)).toEqual([
    'eth_a',
    'eth_b',
    'eth_c',
    'eth_d',
    'eth_e',
  ]);
  expect(sizes).toEqual([2, 2, 1]);
});

test.each<[string, Answer, object]>([
  ['too few answers', (asked, response) => json(response, asked.slice(1).map(answerTo)), { kind: 'RESPONSE' }],
  [
    'one answer twice',
    (asked, response) =>
      json(
        response,
        asked.map(() => answerTo(asked[0] as Call)),
      ),
    { kind: 'RESPONSE' },
  ],
  ['a single result', (_, response) => json(response, { id: null, result: '0x1' }), { kind: 'RESPONSE' }],
  [
    'a single refusal',
    (_, response) => json(response, { id: null, error: { code: -32_600, message: 'no batches' } }),
    {
      kind: 'REFUSED',
      code: -32_600,
    },
  ],
])('takes no batch with %s', async (_, answer, expected) => {
  await using server = await serve(answer);
  await expect(server.rpc.batch(requests('eth_a', 'eth_b'))).rejects.toMatchObject(expected);
});
