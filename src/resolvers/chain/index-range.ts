import {
  type ChainCursor,
  insertAbiVersions,
  lockCursor,
  type NewAbiVersion,
  type NewChainBlock,
  updateCursor,
  upsertBlocks,
} from '../../db/chain-cursors.ts';
import { copyLogs, type LogKey, markEventSpans, restoreLogs, selectKnownLogs } from '../../db/chain-log-writes.ts';
import type { Db } from '../../db/client.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import type { Hex } from './client.ts';
import { applyLogs, settleConfirmed } from './effects.ts';
import { headMoved, logsTold } from './events.ts';
import { type ChainMeta, confirmedBlock, type DecodedLog } from './facts.ts';
import { type Marks, withMarks } from './marks.ts';

/** What the chain holds in the blocks after the cursor, up to `to`. */
export interface RangeInput {
  /** The cursor that the range was read for. */
  readonly after: Pick<ChainCursor, 'indexedBlock' | 'indexedHash'>;
  readonly to: bigint;
  readonly toHash: Hex;
  readonly blocks: readonly NewChainBlock[];
  /** In the order of the chain. */
  readonly logs: readonly DecodedLog[];
  readonly versions: readonly NewAbiVersion[];
  /** Whether it is near the head: then each log is told to subscribers. */
  readonly live: boolean;
  readonly marks: Marks;
}

/** The cursor is not where it was read: another indexer was here, or a reorganisation. What was read is of no use. */
export class CursorMoved extends Error {
  override readonly name = 'CursorMoved';
}

/**
 * Writes a range of blocks with everything that follows from its logs, and moves the cursor, in one transaction: either
 * all of it happened, once, or nothing. @throws CursorMoved
 */
export async function indexRange(ctx: Context, chain: ChainMeta, input: RangeInput): Promise<ChainCursor> {
  return await transact(ctx, async (tx) => {
    const cursor = await lockCursor(tx, chain.chainId);
    checkCursor(cursor, input.after);
    const fresh = await storeLogs(tx, chain.chainId, input);
    await Promise.all([
      upsertBlocks(tx, chain.chainId, input.blocks),
      insertAbiVersions(tx, chain.chainId, input.versions),
      markEventSpans(tx, fresh),
    ]);
    await applyLogs(tx, chain, fresh, { live: input.live });
    const unknown = fresh.reduce((sum, { event }) => sum + (event === null ? 1n : 0n), 0n);
    const moved = withMarks(
      { ...cursor, indexedBlock: input.to, indexedHash: input.toHash, unknownLogs: cursor.unknownLogs + unknown },
      input.marks,
    );
    await updateCursor(tx, moved);
    if (moved.indexedBlock >= moved.headBlock) {
      await settleConfirmed(tx, chain, confirmedBlock(moved.headBlock, chain));
    }
    await tell(tx, [...(input.live ? logsTold(fresh, false) : []), headMoved(moved)]);
    return moved;
  });
}

export function checkCursor(cursor: ChainCursor, read: RangeInput['after']): void {
  if (cursor.stoppedReason !== null) throw new CursorMoved(`the chain is stopped: ${cursor.stoppedReason}`);
  if (cursor.indexedBlock === read.indexedBlock && cursor.indexedHash === read.indexedHash) return;
  throw new CursorMoved(`the cursor is at block ${cursor.indexedBlock}, and was read at ${read.indexedBlock}`);
}

/**
 * Stores the logs and gives those that were not canonical before. A block that was replaced may come back: its logs are
 * there, orphaned, and what followed from them was undone, so they count as new.
 */
async function storeLogs(tx: Db, chainId: number, { after, to, logs }: RangeInput): Promise<readonly DecodedLog[]> {
  if (logs.length === 0) return [];
  const known = await selectKnownLogs(tx, chainId, after.indexedBlock + 1n, to);
  if (known.length === 0) {
    await copyLogs(tx, logs);
    return logs;
  }
  const before = new Map(known.map((key) => [logKey(key), key]));
  const fresh = logs.filter((log) => before.get(logKey(log))?.orphaned !== false);
  const back = fresh.filter((log) => before.has(logKey(log)));
  await restoreLogs(tx, chainId, back);
  await copyLogs(
    tx,
    fresh.filter((log) => !before.has(logKey(log))),
  );
  return fresh;
}

/** A log's identity as text. */
export const logKey = ({ blockNumber, blockHash, logIndex }: LogKey): string =>
  `${blockNumber}/${blockHash}/${logIndex}`;
