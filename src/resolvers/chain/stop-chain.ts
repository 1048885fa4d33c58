import { type ChainCursor, lockCursor, updateCursor } from '../../db/chain-cursors.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { headMoved } from './events.ts';
import type { ChainMeta } from './facts.ts';

/**
 * Stops the index of a chain until an operator has decided: nothing of it is written any more, and /ready says why. The
 * first reason stays.
 */
export async function stopChain(ctx: Context, { chainId }: ChainMeta, reason: string): Promise<ChainCursor> {
  return await transact(ctx, async (tx) => {
    const cursor = await lockCursor(tx, chainId);
    if (cursor.stoppedReason !== null) return cursor;
    const stopped = { ...cursor, stoppedReason: reason };
    await updateCursor(tx, stopped);
    await tell(tx, [headMoved(stopped)]);
    return stopped;
  });
}
