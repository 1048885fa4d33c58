import { expect, test } from 'vitest';
import { minted, openToldIndex, somebody } from '../../../test/told-index.ts';
import { digestIndex } from './digest-index.ts';
import { CursorMoved } from './index-range.ts';
import { DeeperThanFinality, undoBlocks } from './undo-blocks.ts';

const marks = { head: 3n, safe: 0n, finalized: 0n };

test('what is undone, over several pages, leaves the index as it was at the ancestor', async () => {
  await using lab = await openToldIndex({ CHAIN_RANGE_LOGS: '2' });
  const first = lab.block(1, [minted(5n)]);
  await lab.index([first]);
  const before = await digestIndex(lab.t.app, lab.meta.chainId);
  const after = await lab.index([lab.block(2, [minted(1n), minted(2n), minted(3n)]), lab.block(3, [minted(4n)])]);
  expect(await lab.carbonOf(somebody)).toBe(15n);
  const ancestor = { number: 1n, hash: first.hash };
  const undone = await undoBlocks(lab.ctx, lab.meta, { after, ancestor, marks });
  expect(undone).toMatchObject({ indexedBlock: 1n, indexedHash: first.hash, reorgs: 1 });
  expect(await digestIndex(lab.t.app, lab.meta.chainId)).toEqual(before);
  expect((await lab.stored()).map(({ orphaned }) => orphaned)).toEqual([false, true, true, true, true]);
  expect((await lab.told('chainLog')).filter(({ orphaned }) => orphaned)).toHaveLength(4);
  expect((await lab.told('chainHead')).at(-1)).toMatchObject({ indexed: '1', orphanedBlocks: 2 });
});

test('below what was final, or by a cursor that has moved, nothing is undone', async () => {
  await using lab = await openToldIndex();
  const read = await lab.cursor();
  const first = lab.block(1, [minted(5n)]);
  const after = await lab.index([first, lab.block(2, [minted(7n)]), lab.block(3, [])], { safe: 2n, finalized: 2n });
  const ancestor = { number: 1n, hash: first.hash };
  await expect(undoBlocks(lab.ctx, lab.meta, { after, ancestor, marks })).rejects.toThrow(DeeperThanFinality);
  await expect(undoBlocks(lab.ctx, lab.meta, { after: read, ancestor, marks })).rejects.toThrow(CursorMoved);
  expect(await lab.carbonOf(somebody)).toBe(12n);
  expect(await lab.cursor()).toMatchObject({ indexedBlock: 3n, reorgs: 0 });
});
