import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openIndexLab, type IndexLab } from '../../../test/index-lab.ts';

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

/** A price is set: one log of a block of its own. */
const setPrice = (price: bigint) => chain.send('CarbonPayment', 'setPrice', [price], { from: 3 });

test('indexes what there is, and then what comes', async () => {
  await lab.follow();
  const before = await lab.logs();
  expect(before.some(({ contract, event }) => contract === 'CarbonToken' && event === 'RoleGranted')).toBe(true);
  const { blockNumber, hash } = await setPrice(5n);
  await lab.follow();
  const logs = await lab.logs();
  expect(logs.slice(before.length)).toMatchObject([
    {
      contract: 'CarbonPayment',
      event: 'PriceSet',
      args: { weiPerCarbon: '5' },
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
    for (let i = 0; i < depth; i += 1) await setPrice(BigInt(10 + i));
    await lab.follow();
    const events = await lab.events();
    await chain.reorg(depth);
    await setPrice(99n);
    await lab.follow();
    const logs = await lab.logs();
    expect(logs.length).toBe(before.length + 1);
    expect(logs.at(-1)).toMatchObject({ args: { weiPerCarbon: '99' } });
    const told = (await lab.events()).slice(events.length);
    const orphaned = told.filter((event) => event.topic === 'chainLog' && event.payload.orphaned);
    expect(orphaned.length).toBe(depth);
    expect(told.some((event) => event.topic === 'chainHead' && event.payload.orphanedBlocks === depth)).toBe(true);
    expect((await lab.cursor()).reorgs).toBe(1);
  });
});
