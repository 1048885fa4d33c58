import {
  type ChainCursor,
  deleteAbiVersions,
  deleteEmptyBlocks,
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
  markEventSpans,
  orphanLogs,
  restoreLogs,
  selectKnownLogs,
  updateMeaning,
} from '../../db/chain-log-writes.ts';
import type { Db } from '../../db/client.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { applyLogs, settleConfirmed, undoLogs } from './effects.ts';
import { logsTold } from './events.ts';
import { type ChainMeta, confirmedBlock, type DecodedLog } from './facts.ts';
import { logKey } from './index-range.ts';

/** What the chain holds in blocks that are indexed already, read a second time. */
export interface RepairInput {
  readonly from: bigint;
  readonly to: bigint;
  readonly blocks: readonly NewChainBlock[];
  readonly logs: readonly DecodedLog[];
  readonly versions: readonly NewAbiVersion[];
}

export interface RepairReport {
  /** Blocks that were compared. */
  readonly blocks: bigint;
  readonly logs: number;
  /** Logs that the index lacked. */
  readonly inserted: number;
  /** Logs that the chain does not have (any more). */
  readonly orphaned: number;
  /** Logs that were stored before anybody knew what they say. */
  readonly understood: number;
}

/** Nothing of it was indexed yet, or not any more: there is nothing to compare with. */
class NotIndexed extends Error {
  override readonly name = 'NotIndexed';
}

/**
 * Compares what is stored of indexed blocks with what the chain holds and makes it the same: what is missing comes in with
 * its effects, what the chain lacks is undone. Where all is well, nothing is written. @throws NotIndexed
 */
export async function repairRange(ctx: Context, chain: ChainMeta, input: RepairInput): Promise<RepairReport> {
  return await transact(ctx, async (tx) => {
    const cursor = await lockCursor(tx, chain.chainId);
    if (cursor.stoppedReason !== null) throw new NotIndexed(`the chain is stopped: ${cursor.stoppedReason}`);
    if (input.to > cursor.indexedBlock) throw new NotIndexed(`block ${input.to} is not indexed yet`);
    const { missing, returning, surplus, dumb } = await compare(tx, chain, input);
    const gone = await orphanLogs(tx, chain.chainId, surplus);
    await undoLogs(tx, chain, gone);
    const copying = await copyLogs(tx, await encodeLogs(missing));
    await copying.sent;
    await Promise.all([
      copying.written,
      restoreLogs(tx, chain.chainId, returning),
      updateMeaning(tx, dumb),
      markEventSpans(tx, [...missing, ...returning, ...dumb]),
      replaceBlocks(tx, chain.chainId, input, cursor),
    ]);
    const inserted = [...missing, ...returning];
    // What was not understood had no effect so far; now it has.
    const meant = [...inserted, ...dumb].toSorted(inOrder);
    if (meant.length > 0) await applyLogs(tx, chain, meant, { live: true });
    const count = (logs: readonly DecodedLog[]): bigint => BigInt(logs.filter(({ event }) => event === null).length);
    await updateCursor(tx, {
      ...cursor,
      ...checkedTo(cursor, input),
      unknownLogs: cursor.unknownLogs + count(inserted) - count(gone) - BigInt(dumb.length),
    });
    if (inserted.length + gone.length + dumb.length > 0) {
      await settleConfirmed(tx, chain, confirmedBlock(cursor.headBlock, chain));
      await tell(tx, [...logsTold(gone, true), ...logsTold(meant, false)]);
    }
    return {
      blocks: input.to - input.from + 1n,
      logs: input.logs.length,
      inserted: inserted.length,
      orphaned: gone.length,
      understood: dumb.length,
    };
  });
}

interface Differences {
  readonly missing: DecodedLog[];
  /** Stored, but orphaned. */
  readonly returning: DecodedLog[];
  readonly surplus: Awaited<ReturnType<typeof selectKnownLogs>>;
  /** Stored with no meaning, and now understood. */
  readonly dumb: DecodedLog[];
}

async function compare(tx: Db, { chainId }: ChainMeta, { from, to, logs }: RepairInput): Promise<Differences> {
  const known = await selectKnownLogs(tx, chainId, from, to);
  const stored = new Map(known.map((log) => [logKey(log), log]));
  const told = new Set(logs.map(logKey));
  return {
    missing: logs.filter((log) => !stored.has(logKey(log))),
    returning: logs.filter((log) => stored.get(logKey(log))?.orphaned === true),
    surplus: known.filter((log) => !log.orphaned && !told.has(logKey(log))),
    dumb: logs.filter((log) => {
      const before = stored.get(logKey(log));
      return before?.orphaned === false && !before.understood && log.event !== null;
    }),
  };
}

async function replaceBlocks(
  tx: Db,
  chainId: number,
  { from, to, blocks, versions }: RepairInput,
  { finalizedBlock, indexedBlock }: ChainCursor,
): Promise<void> {
  await deleteAbiVersions(tx, chainId, { from, to });
  await insertAbiVersions(tx, chainId, versions);
  await upsertBlocks(tx, chainId, blocks);
  // The cursor's own block stays, and the last final one: from there a reorganisation is looked back at.
  const settled = [to, finalizedBlock - 1n, indexedBlock - 1n].reduce((a, b) => (a < b ? a : b));
  if (settled >= from) await deleteEmptyBlocks(tx, chainId, from, settled);
}

/** How far everything was looked at twice, when this range was what followed. */
function checkedTo(cursor: ChainCursor, { from, to }: RepairInput): Pick<ChainCursor, 'gapCheckedBlock'> {
  const follows = from <= cursor.gapCheckedBlock + 1n && to > cursor.gapCheckedBlock && to <= cursor.finalizedBlock;
  return { gapCheckedBlock: follows ? to : cursor.gapCheckedBlock };
}

const inOrder = (a: DecodedLog, b: DecodedLog): number =>
  Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex;
