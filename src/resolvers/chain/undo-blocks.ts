import {
  type ChainCursor,
  deleteAbiVersions,
  deleteBlocksAbove,
  lockCursor,
  updateCursor,
} from '../../db/chain-cursors.ts';
import { orphanLogsAbove } from '../../db/chain-log-writes.ts';
import type { Db } from '../../db/client.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { advanceProposals } from '../governance/follow-chain.ts';
import type { Hex } from './client.ts';
import { undoLogs } from './effects.ts';
import { headMoved, logsTold } from './events.ts';
import type { ChainMeta } from './facts.ts';
import { checkCursor, type RangeInput } from './index-range.ts';
import { type Marks, withMarks } from './marks.ts';

export interface UndoInput {
  /** The cursor by which the common ancestor was looked for. */
  readonly after: RangeInput['after'];
  /** The last block that the index and the chain have in common; its hash is null before the first block. */
  readonly ancestor: { readonly number: bigint; readonly hash: Hex | null };
  readonly marks: Marks;
}

/** The reorganisation goes deeper than what the chain had called final. Nobody may guess what then holds. */
export class DeeperThanFinality extends Error {
  override readonly name = 'DeeperThanFinality';
}

/**
 * Takes back the blocks after the common ancestor: their logs become orphaned, what followed from them is undone newest
 * first, subscribers are told, and the cursor goes back, all in one transaction.
 * @throws CursorMoved; DeeperThanFinality where the ancestor lies below what was final
 */
export async function undoBlocks(ctx: Context, chain: ChainMeta, input: UndoInput): Promise<ChainCursor> {
  return await transact(ctx, async (tx) => {
    const cursor = await lockCursor(tx, chain.chainId);
    checkCursor(cursor, input.after);
    if (input.ancestor.number < cursor.finalizedBlock) throw new DeeperThanFinality();
    return await rollBack(tx, ctx, chain, { cursor, ...input });
  });
}

/** What undoBlocks does, for a cursor that is locked and whatever is final. */
export async function rollBack(
  tx: Db,
  ctx: Context,
  chain: ChainMeta,
  { cursor, ancestor, marks }: { cursor: ChainCursor; ancestor: UndoInput['ancestor']; marks: Marks },
): Promise<ChainCursor> {
  const { chainId } = chain;
  const unknown = await undoLogsAbove(tx, ctx, chain, ancestor.number);
  await Promise.all([
    deleteBlocksAbove(tx, chainId, ancestor.number),
    deleteAbiVersions(tx, chainId, { from: ancestor.number + 1n, to: null }),
  ]);
  const lowest = (block: bigint): bigint => (block < ancestor.number ? block : ancestor.number);
  const moved = withMarks(
    {
      ...cursor,
      indexedBlock: ancestor.number,
      indexedHash: ancestor.hash,
      gapCheckedBlock: lowest(cursor.gapCheckedBlock),
      unknownLogs: cursor.unknownLogs - unknown,
      reorgs: cursor.reorgs + 1,
    },
    marks,
  );
  await updateCursor(tx, moved);
  await advanceProposals(tx, chainId);
  await tell(tx, [headMoved(moved, cursor.indexedBlock - ancestor.number)]);
  return moved;
}

/** Undoes page by page, newest first, and gives how many of the logs were not understood. */
async function undoLogsAbove(tx: Db, { app }: Context, chain: ChainMeta, block: bigint): Promise<bigint> {
  const page = app.config.CHAIN_RANGE_LOGS;
  let unknown = 0n;
  for (;;) {
    // Orphaned first: what is "the last one" is then read from those that still hold.
    const logs = await orphanLogsAbove(tx, chain.chainId, block, page);
    unknown += logs.reduce((sum, { event }) => sum + (event === null ? 1n : 0n), 0n);
    await undoLogs(tx, chain, logs);
    await tell(tx, logsTold(logs, true));
    if (logs.length < page) return unknown;
  }
}
