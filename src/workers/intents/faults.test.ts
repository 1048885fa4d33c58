import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import {
  age,
  anyRef,
  attemptsNow,
  intentNow,
  later,
  openDesk,
  passUntil,
  payOut,
  readyToPayOut,
  timesOnChain,
} from '../../../test/intents.ts';
import type { Hex } from '../../resolvers/chain/client.ts';
import { createRpc } from '../chain/rpc.ts';
import type { Desk } from './desk.ts';
import { passSend } from './send-intents.ts';
import { passWatch } from './watch-intents.ts';

/** What the proxy does with a request that holds this method; everything else passes. */
type Fault = (answer: string, res: ServerResponse) => void;
const faults = new Map<string, Fault>();

let chain: TestChain;
let t: TestApp;
let desk: Desk;
let to: Hex;
const proxy = createServer((req, res) => {
  void (async () => {
    const body = await text(req);
    const upstream = await fetch(chain.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const answer = await upstream.text();
    const fault = [...faults].find(([method]) => body.includes(`"${method}"`))?.[1];
    if (fault) return fault(answer, res);
    res.setHeader('content-type', 'application/json').end(answer);
  })();
});

beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
  to = await readyToPayOut(chain);
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const rpc = createRpc({ url, timeoutMs: 300, maxBytes: 1_000_000, batchCalls: 50 });
  desk = openDesk(t, { ...chain.chain, rpc });
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

afterEach(() => {
  faults.clear();
});

/** Never answers; the connection ends when the client gives up or the proxy closes. */
const silent: Fault = () => {};
const dropped: Fault = (_, res) => void res.destroy();
const broken: Fault = (answer, res) => void res.end(answer.slice(0, answer.length / 2));
const failed: Fault = (_, res) => void res.writeHead(500).end('no');
const busy: Fault = (_, res) => void res.writeHead(429, { 'retry-after': '1' }).end();

test.each([
  ['does not answer', silent],
  ['drops the connection', dropped],
  ['breaks its answer off', broken],
  ['answers 500', failed],
  ['answers 429', busy],
])('an RPC that %s after having taken the transaction: it arrives once', async (_, fault) => {
  const ref = anyRef();
  const intent = await payOut(t, to, ref);
  faults.set('eth_sendRawTransaction', fault);
  await passSend(desk);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'BROADCAST', waitingFor: 'the chain did not answer' });
  await age(t, 60);
  faults.clear();
  await passUntil(desk, t, intent, 'MINED');
  expect(await attemptsNow(t, intent)).toHaveLength(1);
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
});

test.each([
  ['eth_chainId', silent],
  ['eth_call', dropped],
  ['eth_estimateGas', broken],
  ['eth_signTransaction', failed],
])('an outage at %s is waited for, and nothing is lost', async (method, fault) => {
  const ref = anyRef();
  const intent = await payOut(t, to, ref);
  faults.set(method, fault);
  await passSend(desk);
  const waiting = await intentNow(t, intent);
  expect(waiting).toMatchObject({ status: 'PREPARED', tries: 1 });
  expect(waiting.waitingFor).toMatch(/^RpcError: /);
  faults.clear();
  await later(t);
  await passUntil(desk, t, intent, 'MINED');
  expect(await timesOnChain(chain, 'PaidOut', ref)).toBe(1);
});

test.each(['eth_getTransactionReceipt', 'eth_getTransactionCount', 'eth_getBlockByNumber'])(
  'an outage at %s ends the look, and changes nothing',
  async (method) => {
    const intent = await payOut(t, to);
    await passSend(desk);
    faults.set(method, dropped);
    await expect(passWatch(desk)).rejects.toMatchObject({ name: 'RpcError' });
    expect(await intentNow(t, intent)).toMatchObject({ status: 'BROADCAST' });
    faults.clear();
    await passUntil(desk, t, intent, 'MINED');
  },
);

test('a node that has forgotten the state of settled blocks is no outage', async () => {
  const intent = await payOut(t, to);
  await passSend(desk);
  faults.set('eth_getTransactionCount', (answer, res) => {
    const answers = (JSON.parse(answer) as { id: number; result: string }[]).map((one, i) =>
      i % 2 === 0 ? one : { jsonrpc: '2.0', id: one.id, error: { code: -32_000, message: 'missing trie node' } },
    );
    res.setHeader('content-type', 'application/json').end(JSON.stringify(answers));
  });
  await passWatch(desk);
  expect(await intentNow(t, intent)).toMatchObject({ status: 'MINED' });
});

test('a node that is behind the block of a transaction is waited for, and a block that was replaced is not', async () => {
  const block = { txHash: Buffer.alloc(32, 1), blockHash: Buffer.alloc(32, 2), blockNumber: 1_000_000n };
  const other = { ...chain.chain, chainId: 5 };
  const intent = await payOut(t, to, anyRef(), { chainId: 5 });
  await t.db.sql`
    update chain_intents set status = 'MINED', tx_hash = ${block.txHash}, block_hash = ${block.blockHash},
      block_number = ${block.blockNumber} where id = ${intent.id}`;
  await passWatch(openDesk(t, other));
  expect(await intentNow(t, intent)).toMatchObject({ status: 'MINED' });
  await t.db.sql`update chain_intents set block_number = 1 where id = ${intent.id}`;
  await passWatch(openDesk(t, other));
  expect(await intentNow(t, intent)).toMatchObject({ status: 'ORPHANED' });
});

test('a node that has lost the receipt of a block that is still there is not believed', async () => {
  const intent = await payOut(t, to);
  await passUntil(desk, t, intent, 'MINED');
  faults.set('eth_getTransactionReceipt', (answer, res) => {
    const answers = JSON.parse(answer) as { id: number }[] | { id: number };
    const none = (Array.isArray(answers) ? answers : [answers]).map(({ id }) => ({ jsonrpc: '2.0', id, result: null }));
    res.setHeader('content-type', 'application/json').end(JSON.stringify(Array.isArray(answers) ? none : none[0]));
  });
  await passWatch(desk);
  faults.clear();
  expect(await intentNow(t, intent)).toMatchObject({ status: 'MINED' });
});
