import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { id } from 'ethers';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { mineLogs, placeEmitters } from '../../../test/emitter.ts';
import { openIndexLab, type IndexLab } from '../../../test/index-lab.ts';
import type { Hex } from '../../resolvers/chain/client.ts';
import { CursorMoved, indexRange, prepareLogs } from '../../resolvers/chain/index-range.ts';
import { decodeLogs } from './decode-logs.ts';
import { lastOf, readRanges, toBlock } from './index-blocks.ts';

let chain: TestChain;
let lab: IndexLab;
let goBack: () => Promise<void>;

beforeAll(async () => {
  chain = await startTestChain();
  goBack = await chain.snapshot();
});
afterAll(() => chain[Symbol.asyncDispose]());
beforeEach(async () => {
  lab = await openIndexLab(chain);
});
afterEach(async () => {
  await lab[Symbol.asyncDispose]();
  await goBack();
});

/** Somebody is registered: one log in a block of its own. */
const register = (name: string) => chain.send('CarbonAccount', 'registerUser', [id(name)]);

test('indexes what there is, and then what comes', async () => {
  await lab.follow();
  const before = await lab.logs();
  expect(before.some(({ contract, event }) => contract === 'CarbonToken' && event === 'RoleGranted')).toBe(true);
  const { blockNumber, hash } = await register('user 5');
  await lab.follow();
  const logs = await lab.logs();
  expect(logs.slice(before.length)).toMatchObject([
    {
      contract: 'CarbonAccount',
      event: 'UserRegistered',
      args: { userKey: id('user 5') },
      blockNumber: BigInt(blockNumber),
      txHash: hash,
    },
  ]);
  const cursor = await lab.cursor();
  expect(cursor).toMatchObject({ indexedBlock: BigInt(blockNumber), headBlock: BigInt(blockNumber), unknownLogs: 0n });
  await lab.follow();
  expect(await lab.logs()).toEqual(logs);
});

describe('a reorganisation', () => {
  test.each([1, 5])('%i deep is undone and what is new comes in', async (depth) => {
    await lab.follow();
    const before = await lab.logs();
    for (let i = 0; i < depth; i += 1) await register(`user ${i}`);
    await lab.follow();
    const events = await lab.events();
    await chain.reorg(depth);
    await register('user 99');
    await lab.follow();
    const logs = await lab.logs();
    expect(logs.length).toBe(before.length + 1);
    expect(logs.at(-1)).toMatchObject({ args: { userKey: id('user 99') } });
    const told = (await lab.events()).slice(events.length);
    const orphaned = told.filter((event) => event.topic === 'chainLog' && event.payload.orphaned);
    expect(orphaned.length).toBe(depth);
    expect(told.some((event) => event.topic === 'chainHead' && event.payload.orphanedBlocks === depth)).toBe(true);
    expect((await lab.cursor()).reorgs).toBe(1);
  });
});

test('a chain that comes back shorter is one too', async () => {
  await lab.follow();
  const before = await lab.logs();
  const height = await chain.height();
  for (const name of ['user 1', 'user 2', 'user 3']) await register(name);
  await lab.follow();
  expect((await lab.logs()).length).toBe(before.length + 3);
  await chain.chain.rpc.call('anvil_rollback', [3]);
  await lab.follow();
  expect(await lab.logs()).toEqual(before);
  expect(await lab.cursor()).toMatchObject({ indexedBlock: BigInt(height), headBlock: BigInt(height) });
});

test('a head that is merely behind is waited for where a chain has several nodes', async () => {
  await using patient = await openIndexLab(chain, { env: { CHAIN_SHORTER_MS: '60000' } });
  await register('user 1');
  await patient.follow();
  const before = await patient.logs();
  await chain.chain.rpc.call('anvil_rollback', [1]);
  await patient.follow();
  expect(await patient.logs()).toEqual(before);
  expect((await patient.cursor()).reorgs).toBe(0);
});

test('logs that nobody understands are kept and counted', async () => {
  const [address] = [chain.chain.deployment.contracts.CarbonPayment.address];
  await lab.follow();
  const code = await chain.chain.rpc.call<Hex>('eth_getCode', [address, 'latest']);
  await placeEmitters(chain.chain.rpc, [address]);
  // PriceSet with no data at all, and an event of another world.
  const topics: Hex[] = [id('PriceSet(uint256)') as Hex];
  await mineLogs(chain.chain.rpc, [
    { address, topics, data: '0x' },
    { address, topics: [id('Nothing()') as Hex], data: '0x1234' },
    { address, topics: [], data: '0x' },
  ]);
  await chain.chain.rpc.call('evm_setAutomine', [true]);
  await chain.chain.rpc.call('anvil_setCode', [address, code]);
  await lab.follow();
  expect((await lab.logs()).slice(-3)).toMatchObject(
    [1, 2, 3].map(() => ({ contract: 'CarbonPayment', event: null, args: null })),
  );
  expect((await lab.cursor()).unknownLogs).toBe(3n);
  await chain.chain.rpc.call('anvil_rollback', [1]);
  await lab.follow();
  expect((await lab.cursor()).unknownLogs).toBe(0n);
});

test('a range that was written is not written twice, and none is for a cursor that has moved', async () => {
  await lab.follow();
  const cursor = await lab.cursor();
  await register('user 3');
  const next = Number(cursor.indexedBlock) + 1;
  const ranges = readRanges(lab.index, new AbortController().signal, {
    from: next,
    to: next,
    headersFrom: 0,
    bounds: [],
  });
  const { value: range } = await ranges.next();
  if (!range) throw new Error('no range');
  const { meta } = lab.index.followed;
  const { logs, versions } = decodeLogs(lab.index.followed, range, new Map());
  const prepared = await prepareLogs(meta, logs);
  const write = () =>
    indexRange(lab.ctx, meta, {
      after: cursor,
      to: BigInt(range.to),
      toHash: lastOf(range.headers).hash,
      blocks: range.headers.map(toBlock),
      versions,
      logs: prepared,
      live: true,
      marks: { head: BigInt(range.to), safe: 0n, finalized: 0n },
    });
  const written = await Promise.allSettled([write(), write(), write()]);
  expect(written.filter(({ status }) => status === 'fulfilled').length).toBe(1);
  for (const result of written) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(CursorMoved);
  expect((await lab.logs()).filter(({ args }) => args?.['userKey'] === id('user 3')).length).toBe(1);
});
