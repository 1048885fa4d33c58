import { id } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openIndexLab, type IndexLab } from '../../../test/index-lab.ts';
import { rpcError, type RpcProxy, startRpcProxy } from '../../../test/rpc-proxy.ts';
import { digestIndex, type IndexDigest } from '../../resolvers/chain/digest-index.ts';
import { chainTally } from '../../resolvers/chain/tally.ts';
import { createRpc } from './rpc.ts';

// Epochs of one block: nearly all is final, and of final blocks only those that gave logs are looked at when indexed.
let chain: TestChain;
let proxy: RpcProxy;
let truth: IndexDigest;

beforeAll(async () => {
  chain = await startTestChain({ slotsInAnEpoch: 1 });
  for (let i = 0; i < 12; i += 1) await chain.send('CarbonAccount', 'registerUser', [id(`user ${i}`)]);
  await chain.mine(3);
  proxy = await startRpcProxy(() => chain.url);
  await using plain = await openIndexLab(chain);
  await plain.follow();
  truth = await digestIndex(plain.opened.app, 31_337);
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const openLab = (env: Record<string, string> = {}): Promise<IndexLab> => {
  const rpc = createRpc({ url: proxy.url, timeoutMs: 2_000, maxBytes: 67_108_864, batchCalls: 50 });
  return openIndexLab({ chain: { ...chain.chain, rpc } }, { env });
};

interface Log {
  readonly blockNumber: string;
  readonly logIndex: string;
}

describe('a second look', () => {
  test.each<[string, (log: Log) => boolean]>([
    ['all logs of some blocks', ({ blockNumber }) => Number(blockNumber) % 3 === 0],
    ['some logs of a block', ({ logIndex }) => Number(logIndex) > 0],
    ['everything', () => true],
  ])('finds what a node had left out: %s', async (_, left) => {
    await using lab = await openLab({ CHAIN_GAP_BLOCKS: '7' });
    proxy.fail({
      result: ({ method }, result) =>
        method === 'eth_getLogs' ? (result as Log[]).filter((log) => !left(log)) : result,
    });
    await lab.follow();
    expect((await digestIndex(lab.opened.app, 31_337)).sha256).not.toBe(truth.sha256);
    proxy.fail();
    await lab.checkGaps();
    expect(await digestIndex(lab.opened.app, 31_337)).toEqual(truth);
    expect(chainTally(lab.opened.app).repairedLogs).toBeGreaterThan(0);
    const { gapCheckedBlock, finalizedBlock } = await lab.cursor();
    expect(gapCheckedBlock).toBe(finalizedBlock);
    // What is final and empty needs no header any more.
    const [row] = await lab.db.sql<{ n: bigint }[]>`
      select count(*) as n from chain_blocks b where not exists (
        select from chain_logs l where l.block_number = b.number and l.block_hash = b.hash)`;
    expect(row?.n).toBeLessThanOrEqual(4n);
  });

  test('writes nothing where all is well, and looks at no block twice', async () => {
    await using lab = await openLab();
    proxy.fail();
    await lab.follow();
    const events = await lab.events();
    await lab.checkGaps();
    const asked = proxy.calls.get('eth_getLogs');
    await lab.checkGaps();
    expect(proxy.calls.get('eth_getLogs')).toBe(asked);
    expect(await lab.events()).toEqual(events);
  });

  test('stops the chain where a final block has become another', async () => {
    await using lab = await openLab();
    proxy.fail();
    await lab.follow();
    await lab.db.sql`
      update chain_blocks set hash = sha256(hash) where number = (select number from chain_blocks order by number offset 5 limit 1)`;
    await lab.checkGaps();
    expect((await lab.cursor()).stoppedReason).toMatch(/final/);
  });

  test('waits where the node does not answer', async () => {
    await using lab = await openLab({ CHAIN_ATTEMPTS: '1' });
    await lab.follow();
    proxy.fail({ result: () => rpcError(-32_603, 'internal error') });
    await expect(lab.checkGaps()).rejects.toThrow(/internal error/);
    proxy.fail();
    await lab.checkGaps();
    expect(await digestIndex(lab.opened.app, 31_337)).toEqual(truth);
  });
});
