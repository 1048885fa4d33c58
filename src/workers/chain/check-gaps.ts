import { selectBlocksDown, selectCursor } from '../../db/chain-cursors.ts';
import { type RepairReport, repairRange } from '../../resolvers/chain/repair-range.ts';
import { stopChain } from '../../resolvers/chain/stop-chain.ts';
import { chainTally } from '../../resolvers/chain/tally.ts';
import type { Header } from './answers.ts';
import { decodeLogs } from './decode-logs.ts';
import { type Index, readImplementations, readRanges, toBlock } from './index-blocks.ts';

/**
 * Looks at final blocks a second time, by their headers one and all: what a node left out when they were indexed comes in
 * now. True while there is more to look at.
 */
export async function passGaps(index: Index, signal: AbortSignal): Promise<boolean> {
  const { ctx, followed } = index;
  const { db, config, log } = ctx.app;
  const cursor = await selectCursor(db, followed.meta.chainId);
  if (!cursor || cursor.stoppedReason !== null) return false;
  const from = Number(cursor.gapCheckedBlock) + 1;
  const last = Math.min(Number(cursor.finalizedBlock), Number(cursor.indexedBlock));
  const to = Math.min(last, from + config.CHAIN_GAP_BLOCKS - 1);
  if (to < from) return false;
  const report = await repairBlocks(index, { from, to, final: true }, signal);
  const repaired = report.inserted + report.orphaned;
  if (repaired > 0) {
    chainTally(ctx.app).repairedLogs += repaired;
    log.error({ chainId: cursor.chainId, from, to, ...shown(report) }, 'a second look found what the index lacked');
  }
  return to < last;
}

const NOTHING: RepairReport = { blocks: 0n, logs: 0, inserted: 0, orphaned: 0, understood: 0 };

/**
 * Compares the blocks from..to with the chain and makes the index the same. Of `final` blocks none may have been replaced:
 * where one was, the chain is stopped. @throws NotIndexed, RpcError, AnswersDisagree
 */
export async function repairBlocks(
  index: Index,
  { from, to, final }: { from: number; to: number; final: boolean },
  signal: AbortSignal,
): Promise<RepairReport> {
  const { ctx, followed } = index;
  const implementations = await readImplementations(index, BigInt(from) - 1n);
  let sum = NOTHING;
  for await (const range of readRanges(index, signal, { from, to, headersFrom: from, bounds: [] })) {
    const replaced = final ? await findReplaced(index, range.headers) : undefined;
    if (replaced !== undefined) {
      const reason = `Block ${replaced}, which was final, is another block now.`;
      await stopChain(ctx, followed.meta, reason);
      ctx.app.log.error({ chainId: followed.meta.chainId, reason }, 'stopped: a final block was replaced');
      return sum;
    }
    const { logs, versions } = decodeLogs(followed, range, implementations);
    const blocks = range.headers.map(toBlock);
    const part = await repairRange(ctx, followed.meta, {
      from: BigInt(range.from),
      to: BigInt(range.to),
      blocks,
      logs,
      versions,
    });
    sum = add(sum, part);
  }
  return sum;
}

/** The number of a block that is stored and not the chain's. */
async function findReplaced({ ctx, followed }: Index, headers: readonly Header[]): Promise<bigint | undefined> {
  const byNumber = new Map(headers.map((header) => [header.number, header.hash]));
  const to = headers.at(-1)?.number ?? 0;
  const stored = await selectBlocksDown(ctx.app.db, followed.meta.chainId, BigInt(to), headers.length);
  return stored.find(({ number, hash }) => (byNumber.get(Number(number)) ?? hash) !== hash)?.number;
}

const add = (a: RepairReport, b: RepairReport): RepairReport => ({
  blocks: a.blocks + b.blocks,
  logs: a.logs + b.logs,
  inserted: a.inserted + b.inserted,
  orphaned: a.orphaned + b.orphaned,
  understood: a.understood + b.understood,
});

const shown = ({ blocks, ...counts }: RepairReport) => ({ ...counts, blocks: blocks.toString() });
