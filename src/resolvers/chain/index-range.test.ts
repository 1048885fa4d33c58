import { expect, test } from 'vitest';
import { minted, openToldIndex, somebody } from '../../../test/told-index.ts';
import { CursorMoved, indexRange, prepareLogs } from './index-range.ts';
import { stopChain } from './stop-chain.ts';
import { undoBlocks } from './undo-blocks.ts';

test('a range is written with what follows from its logs, and the cursor moves behind it', async () => {
  await using lab = await openToldIndex();
  const blocks = [lab.block(1, [minted(5n)]), lab.block(2, []), lab.block(3, [minted(7n)])];
  const cursor = await lab.index(blocks, { head: 9n, safe: 2n, finalized: 1n });
  expect(cursor).toMatchObject({ indexedBlock: 3n, indexedHash: blocks[2]?.hash, headBlock: 9n, safeBlock: 2n });
  expect(await lab.cursor()).toMatchObject({ indexedBlock: 3n, indexedHash: blocks[2]?.hash, finalizedBlock: 1n });
  expect((await lab.stored()).map(({ blockNumber }) => blockNumber)).toEqual([1n, 3n]);
  expect(await lab.carbonOf(somebody)).toBe(12n);
  expect(await lab.told('chainHead')).toMatchObject([{ head: '9', indexed: '3' }]);
  expect(await lab.told('chainLog')).toMatchObject([{ blockNumber: '1' }, { blockNumber: '3' }]);
});

test('a range that was read for another cursor, or for a chain that is stopped, writes nothing', async () => {
  await using lab = await openToldIndex();
  const read = await lab.cursor();
  await lab.index([lab.block(1, [minted(5n)])]);
  const { hash: toHash, logs, ...block } = lab.block(1, [minted(7n)], 'fork');
  const range = { to: 1n, toHash, blocks: [{ ...block, hash: toHash }], versions: [], live: true };
  const marks = { head: 1n, safe: 0n, finalized: 0n };
  const prepared = await prepareLogs(lab.meta, logs);
  const again = indexRange(lab.ctx, lab.meta, { ...range, after: read, logs: prepared, marks });
  await expect(again).rejects.toThrow(CursorMoved);
  const stopped = await stopChain(lab.ctx, lab.meta, 'deep');
  const onward = indexRange(lab.ctx, lab.meta, { ...range, after: stopped, logs: prepared, marks });
  await expect(onward).rejects.toThrow(CursorMoved);
  expect(await lab.carbonOf(somebody)).toBe(5n);
  expect(await lab.stored()).toHaveLength(1);
});

test('a block that was replaced and comes back counts again, its logs stored once', async () => {
  await using lab = await openToldIndex();
  const [first, second] = [lab.block(1, [minted(5n)]), lab.block(2, [minted(7n)])];
  const after = await lab.index([first, second]);
  const marks = { head: 2n, safe: 0n, finalized: 0n };
  await undoBlocks(lab.ctx, lab.meta, { after, ancestor: { number: 1n, hash: first.hash }, marks });
  expect(await lab.carbonOf(somebody)).toBe(5n);
  await lab.index([second]);
  expect(await lab.carbonOf(somebody)).toBe(12n);
  expect((await lab.stored()).map(({ orphaned }) => orphaned)).toEqual([false, false]);
});
