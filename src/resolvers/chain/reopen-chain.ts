import { type ChainCursor, lockCursor, updateCursor } from '../../db/chain-cursors.ts';
import { type Context, transact } from '../context.ts';
import type { ChainMeta } from './facts.ts';
import type { Marks } from './marks.ts';
import { rollBack, type UndoInput } from './undo-blocks.ts';

/**
 * Lets a stopped chain go on from a block that the operator has decided upon, however deep: what was indexed after it is
 * undone, and what was final before may not be so any more. A chain that is not stopped is left as it is.
 */
export async function reopenChain(
  ctx: Context,
  chain: ChainMeta,
  { ancestor, marks }: { ancestor: UndoInput['ancestor']; marks: Marks },
): Promise<ChainCursor> {
  return await transact(ctx, async (tx) => {
    const cursor = await lockCursor(tx, chain.chainId);
    if (cursor.stoppedReason === null) return cursor;
    const open = { ...cursor, stoppedReason: null, safeBlock: 0n, finalizedBlock: 0n };
    await updateCursor(tx, open);
    return await rollBack(tx, ctx, chain, { cursor: open, ancestor, marks });
  });
}
