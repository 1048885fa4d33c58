import { type ChainCursor, selectImplementations, type NewChainBlock } from '../../db/chain-cursors.ts';
import { RpcError } from '../../resolvers/chain/client.ts';
import { indexRange, prepareLogs } from '../../resolvers/chain/index-range.ts';
import { chainTally } from '../../resolvers/chain/tally.ts';
import type { Context } from '../../resolvers/context.ts';
import { AnswersDisagree, type Header } from './answers.ts';
import { decodeLogs, type Implementations } from './decode-logs.ts';
import { type FetchedRange, fetchRange, type Source } from './fetch-range.ts';
import { fetchInOrder, type RangeLimits, type RangesOptions, type RangeWidth, startWidth } from './ranges.ts';
import type { Tip } from './tip.ts';

/** What the passes of an indexer share. */
export interface Index extends Source {
  readonly ctx: Context;
  readonly limits: RangeLimits;
  readonly width: RangeWidth;
  /** Since when the chain ends before the cursor does. */
  shorterSince: number | undefined;
}

export function createIndex(ctx: Context, source: Source): Index {
  const { config } = ctx.app;
  const limits = {
    mostBlocks: config.CHAIN_RANGE_BLOCKS,
    aimLogs: config.CHAIN_RANGE_LOGS,
    inFlight: config.CHAIN_REQUESTS_IN_FLIGHT,
    attempts: config.CHAIN_ATTEMPTS,
    backoffMs: config.CHAIN_BACKOFF_MS,
  };
  return { ...source, ctx, limits, width: startWidth(limits), shorterSince: undefined };
}

/** A pass ends after this time even if the head is far: what watches the worker sees it pass. */
const PASS_MS = 10_000;

/**
 * Indexes the blocks after the cursor up to the tip. While one range is written the next is decoded, and more are on their
 * way. @throws CursorMoved; RpcError and AnswersDisagree once asking again did not help
 */
export async function indexBlocks(index: Index, cursor: ChainCursor, tip: Tip, signal: AbortSignal): Promise<void> {
  const { ctx, followed } = index;
  const { config } = ctx.app;
  const until = performance.now() + PASS_MS;
  const final = Number(tip.marks.finalized);
  // After a long absence nobody waits for each of its logs; what is told then is that the index moves.
  const live = tip.marks.head - cursor.indexedBlock <= BigInt(config.CHAIN_LIVE_BLOCKS);
  const implementations = await readImplementations(index, cursor.indexedBlock);
  const ranges = readRanges(index, signal, {
    from: Number(cursor.indexedBlock) + 1,
    to: tip.head.number,
    headersFrom: final + 1,
    bounds: [final + 1],
  });
  let after: Pick<ChainCursor, 'indexedBlock' | 'indexedHash'> = cursor;
  let writing: Promise<unknown> = Promise.resolve();
  let sent: Promise<unknown> = writing;
  for await (const range of ranges) {
    checkLink(range, after);
    // While the database is busy with the logs before, these are made ready; sooner, it would wait for its own.
    await Promise.race([sent, writing]);
    const { logs, versions } = decodeLogs(followed, range, implementations);
    const prepared = await prepareLogs(followed.meta, logs);
    await writing;
    if (signal.aborted) break;
    const to = BigInt(range.to);
    const sending = Promise.withResolvers<void>();
    sent = sending.promise;
    const toHash = lastOf(range.headers).hash;
    writing = indexRange(ctx, followed.meta, {
      after,
      to,
      toHash,
      blocks: range.headers.map(toBlock),
      logs: prepared,
      versions,
      live,
      marks: tip.marks,
      onSent: sending.resolve,
    });
    // It is awaited before the next one; until then its failure must not count as one that nobody saw.
    writing.catch(() => {});
    after = { indexedBlock: to, indexedHash: toHash };
    if (performance.now() > until) break;
  }
  await writing;
}

/** Reads ranges as fetchInOrder does, and keeps count of what went wrong. */
export function readRanges(
  index: Index,
  signal: AbortSignal,
  blocks: Pick<RangesOptions, 'from' | 'to' | 'headersFrom' | 'bounds'>,
): AsyncGenerator<FetchedRange, void, void> {
  const { app } = index.ctx;
  const fetch: RangesOptions['fetch'] = async (range, signal) => {
    const fetched = await fetchRange(index, range, signal);
    if (fetched.recovered.length > 0) {
      chainTally(app).recoveredBlocks += fetched.recovered.length;
      app.log.warn(
        { blocks: fetched.recovered.slice(0, 10) },
        'the chain had left out the logs of blocks that have some',
      );
    }
    return fetched;
  };
  return fetchInOrder(
    {
      ...blocks,
      limits: index.limits,
      fetch,
      signal,
      onFailure: (error, remedy) => {
        countFailure(index, error);
        app.log.debug({ err: error, remedy }, 'the chain did not give a range of blocks');
      },
    },
    index.width,
  );
}

export function countFailure({ ctx }: Index, error: unknown): void {
  const { rpcErrors } = chainTally(ctx.app);
  const kind = error instanceof RpcError ? error.kind : error instanceof AnswersDisagree ? 'DISAGREE' : undefined;
  if (kind !== undefined) rpcErrors.set(kind, (rpcErrors.get(kind) ?? 0) + 1);
}

/** The implementation behind each proxy after a block, as far as any was told. */
export async function readImplementations({ ctx, followed }: Index, upTo: bigint): Promise<Implementations> {
  const rows = await selectImplementations(ctx.app.db, followed.meta.chainId, upTo);
  return new Map(rows.map(({ address, implementation }) => [address, implementation]));
}

export const toBlock = ({ number, hash, parentHash, timestamp }: Header): NewChainBlock => ({
  number: BigInt(number),
  hash,
  parentHash,
  timestamp,
});

export function lastOf<T>(items: readonly T[]): T {
  const last = items.at(-1);
  if (last === undefined) throw new Error('an empty list has no last item');
  return last;
}

/** The first block, where its header is there, must stand on the one that is indexed. */
function checkLink({ from, headers }: FetchedRange, after: Pick<ChainCursor, 'indexedHash'>): void {
  const [first] = headers;
  if (first?.number !== from || after.indexedHash === null || first.parentHash === after.indexedHash) return;
  throw new AnswersDisagree(`block ${from} does not follow what is indexed`);
}
