import { type ChainCursor, lockCursor, updateCursor } from '../../db/chain-cursors.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { settleConfirmed } from './effects.ts';
import { headMoved } from './events.ts';
import { type ChainMeta, confirmedBlock } from './facts.ts';
import { checkCursor, type RangeInput } from './index-range.ts';
import { withMarks } from './marks.ts';

/**
 * Writes how far the chain is and how deep it is settled, where no range does so along the way, and settles what has
 * reached its confirmations by that. @throws CursorMoved
 */
export async function markHead(
  ctx: Context,
  chain: ChainMeta,
  { after, marks }: Pick<RangeInput, 'after' | 'marks'>,
): Promise<ChainCursor> {
  return await transact(ctx, async (tx) => {
    const cursor = await lockCursor(tx, chain.chainId);
    checkCursor(cursor, after);
    const moved = withMarks(cursor, marks);
    await updateCursor(tx, moved);
    if (moved.indexedBlock >= moved.headBlock) {
      await settleConfirmed(tx, chain, confirmedBlock(moved.headBlock, chain));
    }
    await tell(tx, [headMoved(moved)]);
    return moved;
  });
}
