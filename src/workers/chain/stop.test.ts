import { id } from 'ethers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openIndexLab, type IndexLab } from '../../../test/index-lab.ts';
import { digestIndex } from '../../resolvers/chain/digest-index.ts';
import { resync } from './resync.ts';

// Epochs of one block: what is two blocks behind the head is final.
let chain: TestChain;
let lab: IndexLab;
beforeAll(async () => {
  chain = await startTestChain({ slotsInAnEpoch: 1 });
  lab = await openIndexLab(chain);
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

/** Somebody is registered: one log in a block of its own. */
const register = (name: string) => chain.send('CarbonAccount', 'registerUser', [id(name)]);

test('deeper than finality the chain is stopped, says why, and goes on where an operator says', async () => {
  for (const name of ['user 1', 'user 2', 'user 3', 'user 4', 'user 5', 'user 6']) await register(name);
  await lab.follow();
  const before = await lab.logs();
  const { finalizedBlock, safeBlock, headBlock } = await lab.cursor();
  expect([headBlock - safeBlock, headBlock - finalizedBlock]).toEqual([1n, 2n]);

  await chain.reorg(5);
  await register('user 99');
  await lab.follow();
  const stopped = await lab.cursor();
  expect(stopped.stoppedReason).toMatch(/final/);
  expect(await lab.logs()).toEqual(before);
  expect((await lab.events()).at(-1)).toMatchObject({
    topic: 'chainHead',
    payload: { stoppedReason: stopped.stoppedReason },
  });

  await register('user 100');
  await lab.follow();
  await lab.checkGaps();
  expect(await lab.logs()).toEqual(before);

  const never = new AbortController().signal;
  const last = Number(headBlock);
  // Block last - 1 was replaced as well: what is before it is not the chain's.
  await expect(resync(lab.index, { from: last, to: undefined }, never)).rejects.toThrow(/not|is not/);
  const report = await resync(lab.index, { from: last - 4, to: undefined }, never);
  expect(report.reopenedAfter).toBe(BigInt(last - 5));
  await lab.follow();
  expect((await lab.logs()).slice(-2)).toMatchObject([
    { args: { userKey: id('user 99') } },
    { args: { userKey: id('user 100') } },
  ]);
  await using replay = await openIndexLab(chain);
  await replay.follow();
  expect(await digestIndex(lab.opened.app, 31_337)).toEqual(await digestIndex(replay.opened.app, 31_337));
});
