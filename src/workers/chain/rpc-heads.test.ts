import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { startTestChain } from '../../../test/chain.ts';
import { type Head, type HeadsOptions, type HeadsSubscription, subscribeHeads } from './rpc-heads.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (let end = ends.pop(); end; end = ends.pop()) end();
});

/** A subscription and everything that it told. */
function listen(url: string, options: Partial<HeadsOptions> = {}) {
  const heads: Head[] = [];
  const states: boolean[] = [];
  const drops: string[] = [];
  const subscription: HeadsSubscription = subscribeHeads({
    url,
    backoffMs: 10,
    silenceMs: 60_000,
    onHead: (head) => heads.push(head),
    onListening: (listening) => states.push(listening),
    onDrop: (reason) => drops.push(reason),
    ...options,
  });
  ends.push(subscription.close);
  return { subscription, heads, states, drops };
}

const until = (holds: () => boolean): Promise<true> => vi.waitUntil(holds, { timeout: 20_000, interval: 5 });

/** A server that speaks as it is told. */
async function serve(speak: (socket: WebSocket, connection: number) => void) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    speak(socket, connections);
  });
  const stop = (): void => {
    for (const client of server.clients) client.terminate();
    server.close();
  };
  ends.push(stop);
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, server, stop };
}

const block = (number: number) => ({
  number: `0x${number.toString(16)}`,
  hash: `0x${'ab'.repeat(32)}`,
  parentHash: `0x${'cd'.repeat(32)}`,
  timestamp: '0x65',
});
const told = (result: unknown, subscription = '0x1') =>
  JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params: { subscription, result } });
const subscribed = JSON.stringify({ jsonrpc: '2.0', id: 1, result: '0x1' });

test('tells the heads of a chain, also after the chain was away', async () => {
  await using chain = await startTestChain();
  const { subscription, heads, states, drops } = listen(chain.chain.socketUrl ?? '');
  await until(() => subscription.listening);
  const height = await chain.height();
  await chain.mine(2);
  await until(() => heads.length === 2);
  expect(heads.map(({ number }) => number)).toEqual([BigInt(height + 1), BigInt(height + 2)]);
  expect(heads[1]?.parentHash).toBe(heads[0]?.hash);
  await chain.stop();
  await until(() => !subscription.listening);
  await chain.start();
  await until(() => subscription.listening);
  await chain.mine();
  await until(() => heads.at(-1)?.number === BigInt(height + 3));
  expect(states).toEqual([true, false, true]);
  expect(drops.length).toBeGreaterThan(0);
});

test.each([
  ['the subscription was refused', [JSON.stringify({ id: 1, error: { code: -32_601, message: 'no subscriptions' } })]],
  ['a message is no head', [subscribed, told({ ...block(1), hash: '0x12' })]],
  ['a message is no head', [subscribed, 'not json']],
  ['a message is no head', [subscribed, told({ ...block(1), number: '12' })]],
])('drops a connection on which %s, and takes the next', async (reason, messages) => {
  const { url } = await serve((socket, connection) => {
    const lines = connection === 1 ? messages : [subscribed, told(block(7))];
    for (const line of lines) socket.send(line);
  });
  const { heads, drops } = listen(url);
  await until(() => heads.length === 1);
  expect(drops).toEqual([reason]);
  expect(heads[0]).toEqual({ ...block(7), number: 7n, timestamp: 101n });
});

test('takes no head of another subscription and nothing that is too large', async () => {
  const { url } = await serve((socket, connection) => {
    socket.send(subscribed);
    socket.send(told(block(1), '0x2'));
    if (connection === 1) socket.send(told({ ...block(2), extraData: 'x'.repeat(300_000) }));
    else socket.send(told(block(3)));
  });
  const { heads, drops } = listen(url);
  await until(() => heads.length > 0);
  expect(heads.map(({ number }) => number)).toEqual([3n]);
  expect(drops).toEqual(['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH']);
});

test('leaves a connection from which nothing comes, but not one that is only quiet', async () => {
  const quiet = await serve((socket) => {
    socket.send(subscribed);
  });
  const silent = await serve((socket) => {
    socket.send(subscribed);
    // It reads nothing any more, so it never answers when it is asked for a sign of life.
    socket.pause();
  });
  const kept = listen(quiet.url, { silenceMs: 600 });
  const left = listen(silent.url, { silenceMs: 250 });
  await until(() => left.drops.length === 3);
  expect(left.drops).toEqual(Array(3).fill('nothing came for 250 ms'));
  expect([kept.subscription.listening, kept.drops]).toEqual([true, []]);
});

test('says nothing of a place where it cannot connect but why, and ends when it is closed', async () => {
  const gone = await serve(() => {});
  gone.stop();
  await once(gone.server, 'close');
  const { subscription, drops, states } = listen(`${gone.url}/secret-key`);
  await until(() => drops.length >= 2);
  subscription.close();
  expect([...new Set(drops)]).toEqual(['ECONNREFUSED']);
  expect([subscription.listening, states]).toEqual([false, []]);
});
