import {
  type ChainCursor,
  insertAbiVersions,
  lockCursor,
  type NewAbiVersion,
  type NewChainBlock,
  updateCursor,
  upsertBlocks,
} from '../../db/chain-cursors.ts';
import {
  copyLogs,
  encodeLogs,
  type LogKey,
  markEventSpans,
  restoreLogs,
  selectKnownLogs,
} from '../../db/chain-log-writes.ts';
import type { Db } from '../../db/client.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import type { Hex } from './client.ts';
import { applyEffects, type Effects, planEffects, settleConfirmed } from './effects.ts';
import { headMoved, logsTold } from './events.ts';
import { type ChainMeta, confirmedBlock, type DecodedLog } from './facts.ts';
import { type Marks, withMarks } from './marks.ts';

/** Logs in the order of the chain, with all that can be made of them before their transaction begins. */
export interface PreparedLogs {
  readonly logs: readonly DecodedLog[];
  readonly encoded: readonly Buffer[];
  readonly effects: Effects;
}

/** Makes logs ready to be written: a transaction is then left to the database, while the next logs are made ready. */
export async function prepareLogs(chain: ChainMeta, logs: readonly DecodedLog[]): Promise<PreparedLogs> {
  return { logs, encoded: await encodeLogs(logs), effects: planEffects(chain, logs) };
}

/** What the chain holds in the blocks after the cursor, up to `to`. */
export interface RangeInput {
  /** The cursor that the range was read for. */
  readonly after: Pick<ChainCursor, 'indexedBlock' | 'indexedHash'>;
  readonly to: bigint;
  readonly toHash: Hex;
  readonly blocks: readonly NewChainBlock[];
  readonly logs: PreparedLogs;
  readonly versions: readonly NewAbiVersion[];
  /** Whether it is near the head: then each log is told to subscribers. */
  readonly live: boolean;
  readonly marks: Marks;
  /** Called when the database has everything and is busy with it: the time to make the next range ready. */
  readonly onSent?: () => void;
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
    // Sent together: the second is carried out when the first has its lock.
    const [cursor, known] = await Promise.all([
      lockCursor(tx, chain.chainId),
      selectKnownLogs(tx, chain.chainId, input.after.indexedBlock + 1n, input.to),
    ]);
    checkCursor(cursor, input.after);
    const { stored, writing } = await storeLogs(tx, chain, input, known);
    const { logs: fresh, effects } = stored;
    const unknown = fresh.reduce((sum, { event }) => sum + (event === null ? 1n : 0n), 0n);
    const moved = withMarks(
      { ...cursor, indexedBlock: input.to, indexedHash: input.toHash, unknownLogs: cursor.unknownLogs + unknown },
      input.marks,
    );
    // None waits for another: they leave together and are carried out in this order.
    const all = Promise.all([
      writing,
      upsertBlocks(tx, chain.chainId, input.blocks),
      insertAbiVersions(tx, chain.chainId, input.versions),
      markEventSpans(tx, fresh),
      applyEffects(tx, chain, effects, { live: input.live }),
      updateCursor(tx, moved),
      tell(tx, [...(input.live ? logsTold(fresh, false) : []), headMoved(moved)]),
    ]);
    input.onSent?.();
    await all;
    if (moved.indexedBlock >= moved.headBlock) {
      await settleConfirmed(tx, chain, confirmedBlock(moved.headBlock, chain));
    }
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
async function storeLogs(
  tx: Db,
  chain: ChainMeta,
  { logs: { logs, encoded, effects } }: RangeInput,
  known: Awaited<ReturnType<typeof selectKnownLogs>>,
): Promise<{ stored: Omit<PreparedLogs, 'encoded'>; writing: Promise<void> }> {
  if (known.length === 0) {
    const { sent, written } = await copyLogs(tx, encoded);
    await sent;
    return { stored: { logs, effects }, writing: written };
  }
  const before = new Map(known.map((key) => [logKey(key), key]));
  const fresh = logs.filter((log) => before.get(logKey(log))?.orphaned !== false);
  const back = fresh.filter((log) => before.has(logKey(log)));
  await restoreLogs(tx, chain.chainId, back);
  const unheard = await encodeLogs(fresh.filter((log) => !before.has(logKey(log))));
  const { sent, written } = await copyLogs(tx, unheard);
  await sent;
  return { stored: { logs: fresh, effects: planEffects(chain, fresh) }, writing: written };
}

/** A log's identity as text. */
export const logKey = ({ blockNumber, blockHash, logIndex }: LogKey): string =>
  `${blockNumber}/${blockHash}/${logIndex}`;
