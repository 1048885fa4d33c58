import { v7 as newId } from 'uuid';
import { lockBlock } from '../../db/batch-lists.ts';
import { type BlockRow, insertBlocks, lockBlocksOf, selectBlocksById, updateBlock } from '../../db/batches.ts';
import type { Db } from '../../db/client.ts';
import { type SerialBlock, splitSerial } from './serials.ts';

/** A block of the platform as its serial says it. */
export const serialOf = ({ serial, prefix, blockStart, blockEnd, suffix }: BlockRow): SerialBlock => ({
  text: serial,
  prefix,
  start: blockStart,
  end: blockEnd,
  suffix,
});

export interface SplitBlock {
  /** The first `count` credits, under the id that the block had. */
  readonly part: BlockRow;
  /** What is left, a block of its own in the same state and the same hands; null if nothing is. */
  readonly rest: BlockRow | null;
}

/**
 * Takes the first `count` credits out of a block, for what moves a part of it. Both parts are locked until the transaction
 * ends. Throws RangeError where the block does not have as many, and an Error where it is not there or what it holds is
 * retired or cancelled, which stays as it was told.
 */
export async function splitBlock(tx: Db, blockId: string, count: bigint): Promise<SplitBlock> {
  const [found] = await selectBlocksById(tx, [blockId]);
  if (!found) throw new Error(`there is no serial block ${blockId}`);
  // Before the block, as imports do it: they cut blocks as well, and give serials that are not there yet.
  await lockBlocksOf(tx, found.registry);
  const block = await lockBlock(tx, blockId);
  if (!block) throw new Error(`serial block ${blockId} was there and is not`);
  if (block.state === 'RETIRED' || block.state === 'CANCELLED') {
    throw new Error(`serial block ${blockId} is ${block.state}: it is not split`);
  }
  if (count === block.blockEnd - block.blockStart + 1n) return { part: block, rest: null };
  const [first, last] = splitSerial(serialOf(block), count);
  const part = { ...block, blockEnd: first.end, serial: first.text };
  await updateBlock(tx, blockId, { blockEnd: part.blockEnd, serial: part.serial });
  const { createdAt: _, ...same } = block;
  const [rest] = await insertBlocks(tx, [{ ...same, id: newId(), blockStart: last.start, serial: last.text }]);
  if (!rest) throw new Error('a serial block was written and is not there');
  return { part, rest };
}
