import { selectBlocksDown, selectCursor } from '../../db/chain-cursors.ts';
import { reopenChain } from '../../resolvers/chain/reopen-chain.ts';
import type { RepairReport } from '../../resolvers/chain/repair-range.ts';
import { AnswersDisagree } from './answers.ts';
import { repairBlocks } from './check-gaps.ts';
import { lookForHeaders } from './fetch-range.ts';
import type { Index } from './index-blocks.ts';
import { readTip } from './tip.ts';

export interface ResyncReport extends RepairReport {
  readonly from: number;
  readonly to: number;
  /** Set where the chain was stopped: it goes on after this block. */
  readonly reopenedAfter: bigint | undefined;
}

/**
 * Compares indexed blocks with the chain once more and makes the index the same, at the wish of an operator. Where the
 * chain is stopped, it first goes back to before `from`, however deep that is, and may go on from there.
 * @throws AnswersDisagree where the chain does not have the block before `from` either
 */
export async function resync(
  index: Index,
  wish: { readonly from: number | undefined; readonly to: number | undefined },
  signal: AbortSignal,
): Promise<ResyncReport> {
  const { ctx, followed } = index;
  const reopenedAfter = wish.from === undefined ? undefined : await reopen(index, wish.from, signal);
  const cursor = await selectCursor(ctx.app.db, followed.meta.chainId);
  if (!cursor) throw new Error('The chain is not indexed yet.');
  const from = Math.max(wish.from ?? 0, Number(cursor.startBlock));
  const to = Math.min(wish.to ?? Infinity, Number(cursor.indexedBlock));
  const empty = { blocks: 0n, logs: 0, inserted: 0, orphaned: 0, understood: 0 };
  const report = to < from ? empty : await repairBlocks(index, { from, to, final: false }, signal);
  return { ...report, from, to, reopenedAfter };
}

/** Lets a stopped chain go on after the newest block before `from` that it still has. */
async function reopen(index: Index, from: number, signal: AbortSignal): Promise<bigint | undefined> {
  const { ctx, followed, rpc } = index;
  const { db, config } = ctx.app;
  const cursor = await selectCursor(db, followed.meta.chainId);
  if (!cursor || cursor.stoppedReason === null) return undefined;
  const { marks } = await readTip(rpc, cursor, config.CHAIN_FINALITY_BLOCKS, signal);
  const ancestor = await blockBefore(index, BigInt(from), cursor.startBlock, signal);
  await reopenChain(ctx, followed.meta, { ancestor, marks });
  return ancestor.number;
}

async function blockBefore({ ctx, followed, rpc }: Index, from: bigint, startBlock: bigint, signal: AbortSignal) {
  const [block] = await selectBlocksDown(ctx.app.db, followed.meta.chainId, from - 1n, 1);
  if (!block || block.number < startBlock) return { number: startBlock - 1n, hash: null };
  const [header] = await lookForHeaders(rpc, [Number(block.number)], signal);
  if (header?.hash === block.hash) return block;
  throw new AnswersDisagree(`block ${block.number} is not the chain's either: begin at it, or before`);
}
