import { id } from 'ethers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openIndexLab, type IndexLab, type StoredLog } from '../../../test/index-lab.ts';
import { type Fault, rpcError, type RpcProxy, startRpcProxy } from '../../../test/rpc-proxy.ts';
import { RpcError } from '../../resolvers/chain/client.ts';
import { chainTally } from '../../resolvers/chain/tally.ts';
import { AnswersDisagree } from './answers.ts';
import { createRpc } from './rpc.ts';

let chain: TestChain;
let proxy: RpcProxy;
let lab: IndexLab;
let truth: StoredLog[];

beforeAll(async () => {
  chain = await startTestChain();
  for (let i = 0; i < 12; i += 1) await chain.send('CarbonAccount', 'registerUser', [id(`user ${i}`)]);
  proxy = await startRpcProxy(() => chain.url);
  await using plain = await openIndexLab(chain);
  await plain.follow();
  truth = await plain.logs();
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});
beforeEach(async () => {
  const rpc = createRpc({ url: proxy.url, timeoutMs: 2_000, maxBytes: 67_108_864, batchCalls: 50 });
  // Ranges of a few blocks, so that there are many requests to go wrong.
  const env = { CHAIN_RANGE_BLOCKS: '16', CHAIN_ATTEMPTS: '12' };
  lab = await openIndexLab({ chain: { ...chain.chain, rpc } }, { env });
});
afterEach(async () => {
  proxy.fail();
  await lab[Symbol.asyncDispose]();
});

interface Log {
  blockNumber: string;
  blockHash: string;
  logIndex: string;
  address: string;
}
const isLogs = (method: string): boolean => method === 'eth_getLogs';
const blocksOf = (params: readonly unknown[]): number => {
  const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string };
  return Number(toBlock) - Number(fromBlock) + 1;
};

/** A fault of every n-th request. */
const sometimes = (n: number, what: ReturnType<NonNullable<Fault['request']>>): Fault => {
  let count = 0;
  return { request: () => ((count += 1) % n === 0 ? what : undefined) };
};

describe('an index is the same', () => {
  test.each<[string, Fault]>([
    ['connections that break', sometimes(4, 'DROP')],
    ['answers that are cut off', sometimes(4, 'TRUNCATE')],
    ['500', sometimes(4, { status: 500, body: 'oh no' })],
    ['429', sometimes(4, { status: 429, body: 'Throttled' })],
    ['a page instead of an answer', sometimes(4, { status: 200, body: '<html>Just a moment...</html>' })],
  ])('through %s', async (_, fault) => {
    proxy.fail(fault);
    await followThrough();
    expect(await lab.logs()).toEqual(truth);
    expect(chainTally(lab.opened.app).rpcErrors.size).toBeGreaterThan(0);
  });

  test('through requests that are never answered', async () => {
    let hung = 0;
    proxy.fail({
      request: (calls) => (calls.some(({ method }) => isLogs(method)) && (hung += 1) === 2 ? 'HANG' : undefined),
    });
    await followThrough();
    expect(await lab.logs()).toEqual(truth);
    expect(chainTally(lab.opened.app).rpcErrors.get('TIMEOUT')).toBe(1);
  });

  test.each([
    [-32_005, 'query returned more than 10000 results'],
    [-32_602, 'eth_getLogs is limited to a 2 block range'],
    [-32_000, 'Log response size exceeded.'],
  ])('where ranges are too wide for the node (%i %s)', async (code, message) => {
    proxy.fail({
      result: ({ method, params }, result) =>
        isLogs(method) && blocksOf(params) > 2 ? rpcError(code, message) : result,
    });
    await followThrough();
    expect(await lab.logs()).toEqual(truth);
    expect(lab.index.width.blocks).toBeLessThanOrEqual(4);
  });

  test('where logs come out of order', async () => {
    proxy.fail({ result: ({ method }, result) => (isLogs(method) ? (result as Log[]).toReversed() : result) });
    await followThrough();
    expect(await lab.logs()).toEqual(truth);
  });

  test.each<[string, (logs: Log[]) => Log[]]>([
    ['of another block than was asked', (logs) => logs.map((log) => ({ ...log, blockNumber: '0xffffff' }))],
    ['whose block has another hash', (logs) => logs.map((log) => ({ ...log, blockHash: id('another') }))],
    [
      'of a contract that was not asked for',
      (logs) => logs.map((log) => ({ ...log, address: `0x${'12'.repeat(20)}` })),
    ],
    ['twice', (logs) => [...logs, ...logs]],
    ['that were removed', (logs) => logs.map((log) => ({ ...log, removed: true }))],
    ['in no form at all', (logs) => logs.map(() => ({}) as Log)],
  ])('where logs are told now and then %s', async (_, lie) => {
    let count = 0;
    proxy.fail({
      result: ({ method }, result) => {
        const logs = result as Log[];
        return isLogs(method) && logs.length > 0 && (count += 1) % 2 === 1 ? lie(logs) : result;
      },
    });
    await followThrough();
    expect(await lab.logs()).toEqual(truth);
    expect(chainTally(lab.opened.app).rpcErrors.get('DISAGREE')).toBeGreaterThan(0);
  });

  test('where the node leaves the logs of blocks out, by their bloom and receipts', async () => {
    proxy.fail({
      result: ({ method }, result) => (isLogs(method) ? (result as Log[]).filter((_, i) => i % 5 === 0) : result),
    });
    await followThrough();
    // Blocks of which nothing was told are seen at once; of the others, what is missing is seen by the second look.
    expect((await lab.logs()).slice(-12)).toEqual(truth.slice(-12));
    expect(chainTally(lab.opened.app).recoveredBlocks).toBeGreaterThan(5);
  });

  test('where it does so and gives no receipts, as soon as it is asked block by block', async () => {
    proxy.fail({
      result: ({ method, params }, result) => {
        if (method === 'eth_getBlockReceipts') return rpcError(-32_601, 'the method does not exist');
        return isLogs(method) && !('blockHash' in (params[0] as object)) ? [] : result;
      },
    });
    await followThrough();
    expect(await lab.logs()).toEqual(truth);
  });
});

test('nothing is written of answers that never fit, and the failure is the caller’s', async () => {
  proxy.fail({
    result: ({ method }, result) =>
      isLogs(method) ? (result as Log[]).map((log) => ({ ...log, blockHash: id('another') })) : result,
  });
  await expect(lab.follow()).rejects.toThrow(AnswersDisagree);
  expect(await lab.logs()).toEqual([]);
});

/** Passes as the worker does: one that fails is followed by another. */
async function followThrough(): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      await lab.follow();
      const { indexedBlock } = await lab.cursor();
      if (indexedBlock >= BigInt(await chain.height())) return;
    } catch (error) {
      if (!(error instanceof RpcError) && !(error instanceof AnswersDisagree)) throw error;
    }
  }
  throw new Error('it never came to the head');
}
