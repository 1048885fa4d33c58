import { type ChainCursor, selectBlocksDown, selectCursor } from '../../db/chain-cursors.ts';
import { LOCAL_CHAIN_ID } from '../../config.ts';
import { markHead } from '../../resolvers/chain/mark-head.ts';
import { isMarked } from '../../resolvers/chain/marks.ts';
import { stopChain } from '../../resolvers/chain/stop-chain.ts';
import { DeeperThanFinality, undoBlocks, type UndoInput } from '../../resolvers/chain/undo-blocks.ts';
import { lookForHeaders } from './fetch-range.ts';
import { type Index, indexBlocks } from './index-blocks.ts';
import { readTip, type Tip } from './tip.ts';

/**
 * Brings the index to where the chain is now, or, after a reorganisation, back to where both were one. True if there may
 * be more to do at once. It can run at any time; with another indexer at work it fails without having changed anything.
 */
export async function passFollow(index: Index, signal: AbortSignal): Promise<boolean> {
  const { ctx, followed, rpc } = index;
  const { meta } = followed;
  const { db, config } = ctx.app;
  const cursor = await selectCursor(db, meta.chainId);
  if (!cursor || cursor.stoppedReason !== null) return false;
  const tip = await readTip(rpc, cursor, config.CHAIN_FINALITY_BLOCKS, signal);
  if (cursor.indexedHash !== null && tip.atCursor?.hash !== cursor.indexedHash) {
    return await reorganise(index, cursor, tip, signal);
  }
  index.shorterSince = undefined;
  if (tip.marks.head <= cursor.indexedBlock || tip.marks.head < cursor.startBlock) {
    if (!isMarked(cursor, tip.marks)) await markHead(ctx, meta, { after: cursor, marks: tip.marks });
    return false;
  }
  await indexBlocks(index, cursor, tip, signal);
  // What came meanwhile: after a few blocks the next head wakes us, after many there surely is one.
  return tip.marks.head - cursor.indexedBlock > BigInt(config.CHAIN_LIVE_BLOCKS);
}

/** The cursor's block is not the chain's: goes back to the last one that is, or stops where that is too deep. */
async function reorganise(index: Index, cursor: ChainCursor, tip: Tip, signal: AbortSignal): Promise<boolean> {
  const { ctx, followed } = index;
  const { log } = ctx.app;
  if (isMerelyBehind(index, cursor, tip)) return false;
  const ancestor = await findAncestor(index, cursor, signal);
  try {
    if (!ancestor) throw new DeeperThanFinality();
    await undoBlocks(ctx, followed.meta, { after: cursor, ancestor, marks: tip.marks });
    log.warn(
      { chainId: cursor.chainId, from: cursor.indexedBlock.toString(), to: ancestor.number.toString() },
      'the chain was reorganised; went back to what it still has',
    );
    return true;
  } catch (error) {
    if (!(error instanceof DeeperThanFinality)) throw error;
    const reason =
      `Block ${cursor.indexedBlock} is not part of the chain any more, and neither is all that was final up to block ` +
      `${cursor.finalizedBlock}; the chain is at block ${tip.head.number}.`;
    await stopChain(ctx, followed.meta, reason);
    log.error({ chainId: cursor.chainId, reason }, 'stopped: the chain was reorganised deeper than finality');
    return false;
  }
}

const SHORTER_MS = 30_000;

/**
 * A head before the cursor may be one of several nodes that is a little behind, or a chain that lost what it had. Only
 * time tells, unless what is there differs: a chain of a developer's machine is one node, so it is believed at once.
 */
function isMerelyBehind(index: Index, cursor: ChainCursor, tip: Tip): boolean {
  if (tip.atCursor !== null || tip.marks.head >= cursor.indexedBlock) return false;
  const { CHAIN_SHORTER_MS, CHAIN_ID } = index.ctx.app.config;
  index.shorterSince ??= performance.now();
  const graceMs = CHAIN_SHORTER_MS ?? (CHAIN_ID === LOCAL_CHAIN_ID ? 0 : SHORTER_MS);
  return performance.now() - index.shorterSince < graceMs;
}

const FIRST_LOOK = 8;
const WIDEST_LOOK = 512;

/**
 * The newest stored block that the chain has too, or undefined where none of what was not final is left. Blocks above
 * finality are stored one and all, so the one found is the last that both have in common.
 */
async function findAncestor(
  { ctx, rpc, followed }: Index,
  cursor: ChainCursor,
  signal: AbortSignal,
): Promise<UndoInput['ancestor'] | undefined> {
  let from = cursor.indexedBlock;
  for (let look = FIRST_LOOK; ; look = Math.min(WIDEST_LOOK, look * 2)) {
    const blocks = await selectBlocksDown(ctx.app.db, followed.meta.chainId, from, look);
    const headers = await lookForHeaders(
      rpc,
      blocks.map(({ number }) => Number(number)),
      signal,
    );
    const found = blocks.find(({ hash }, i) => headers[i]?.hash === hash);
    if (found) return found;
    const last = blocks.at(-1);
    if (!last || last.number <= cursor.finalizedBlock) break;
    from = last.number - 1n;
  }
  // Nothing before the first block was ever indexed, so there is nothing that could differ.
  return cursor.finalizedBlock < cursor.startBlock ? { number: cursor.startBlock - 1n, hash: null } : undefined;
}
