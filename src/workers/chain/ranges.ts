import { setTimeout as pause } from 'node:timers/promises';
import { RpcError } from '../../resolvers/chain/client.ts';
import { AnswersDisagree } from './answers.ts';
import type { BlockRange, FetchedRange } from './fetch-range.ts';

export interface RangeLimits {
  /** Blocks that one request spans at most. */
  readonly mostBlocks: number;
  /** Logs that a range should hold at most: what one transaction takes. */
  readonly aimLogs: number;
  /** Ranges that are fetched, or fetched and not yet taken, at the same time. */
  readonly inFlight: number;
  /** Times that a block is asked for before the failure is the caller's. */
  readonly attempts: number;
  readonly backoffMs: number;
}

/** What is asked of a failure: a smaller range, the same again a little later, or nothing more. */
export type Remedy = 'HALVE' | 'RETRY' | 'GIVE_UP';

/** How providers say that a range is too much for them. There is no code that all of them use. */
const TOO_MUCH =
  /too (?:many|large|big|much)|limit|exceed|block range|range (?:is )?too|response size|more than \d+|timed? ?out|timeout|reduce/i;
const LIMIT_EXCEEDED = -32_005;
const HALVED_STATUS = new Set([413, 429, 503, 504]);

export function remedyFor(error: unknown): Remedy {
  if (error instanceof AnswersDisagree) return 'RETRY';
  if (!(error instanceof RpcError)) return 'GIVE_UP';
  const { kind, status, code, message } = error;
  if (kind === 'NETWORK') return 'RETRY';
  // Cut off or over our own limit: half of it is shorter, too.
  if (kind === 'TIMEOUT' || kind === 'RESPONSE') return 'HALVE';
  if (status !== undefined && HALVED_STATUS.has(status)) return 'HALVE';
  if (kind === 'REFUSED') return code === LIMIT_EXCEEDED || TOO_MUCH.test(message) ? 'HALVE' : 'RETRY';
  return status !== undefined && status >= 500 ? 'RETRY' : 'GIVE_UP';
}

/** Whether the node asks for quiet: then half of the range is not enough, it must also come later. */
const wantsQuiet = (error: unknown): boolean =>
  error instanceof RpcError && (error.status === 429 || error.retryAfterMs !== undefined);

export interface RangesOptions {
  readonly from: number;
  readonly to: number;
  /** From this block on every header is needed. */
  readonly headersFrom: number;
  /** Blocks at which a range begins and none goes across: on either side of them it is treated in another way. */
  readonly bounds: readonly number[];
  readonly limits: RangeLimits;
  readonly fetch: (range: BlockRange, signal: AbortSignal) => Promise<FetchedRange>;
  readonly onFailure: (error: unknown, remedy: Remedy) => void;
  readonly signal: AbortSignal;
}

/** How wide the next range is. Kept beyond one run, so that what was learnt of a node is not learnt again. */
export interface RangeWidth {
  blocks: number;
}

/** It begins narrow: nobody knows yet how much there is in a block. */
export const startWidth = ({ mostBlocks }: RangeLimits): RangeWidth => ({ blocks: Math.max(1, mostBlocks >> 6) });

/**
 * The ranges from..to in order, several of them under way at the same time, and never more than `inFlight` in memory.
 * Their width adapts: it halves where the node finds a range too large, and grows while the answers are small.
 * @throws what `fetch` threw, once it has failed for the same blocks `attempts` times or cannot be helped
 */
export async function* fetchInOrder(
  options: RangesOptions,
  width: RangeWidth,
): AsyncGenerator<FetchedRange, void, void> {
  const { limits, to } = options;
  // Whoever leaves early ends what is under way for it.
  const leaving = new AbortController();
  const signal = AbortSignal.any([options.signal, leaving.signal]);
  const queue: Promise<FetchedRange[]>[] = [];
  let next = options.from;
  try {
    while (queue.length > 0 || next <= to) {
      while (next <= to && queue.length < limits.inFlight) {
        const range = rangeFrom(next, width.blocks, options);
        const fetching = fetchSplit({ ...options, signal }, range, width);
        // It is awaited in its turn; until then its failure must not count as one that nobody saw.
        fetching.catch(() => {});
        queue.push(fetching);
        next = range.to + 1;
      }
      yield* (await queue.shift()) ?? [];
    }
  } finally {
    leaving.abort();
  }
}

function rangeFrom(from: number, blocks: number, { to, headersFrom, bounds }: RangesOptions): BlockRange {
  const last = Math.min(to, ...bounds.filter((bound) => bound > from).map((bound) => bound - 1));
  return { from, to: Math.min(last, from + blocks - 1), allHeaders: from >= headersFrom };
}

/** A range, in parts where it cannot be had as a whole. */
async function fetchSplit(options: RangesOptions, range: BlockRange, width: RangeWidth): Promise<FetchedRange[]> {
  const { limits, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const fetched = await options.fetch(range, signal);
      adapt(width, fetched, limits);
      return [fetched];
    } catch (error) {
      if (signal.aborted) throw error;
      const remedy = remedyFor(error);
      options.onFailure(error, remedy);
      const blocks = range.to - range.from + 1;
      if (remedy === 'GIVE_UP' || attempt >= limits.attempts) throw error;
      const halve = remedy === 'HALVE' && blocks > 1;
      if (!halve || wantsQuiet(error)) await pause(pauseMs(error, attempt, limits), undefined, { signal });
      if (!halve) continue;
      width.blocks = Math.max(1, Math.min(width.blocks, blocks >> 1));
      const middle = range.from + (blocks >> 1) - 1;
      // One after the other: what was too much for the node is not asked of it at the same moment.
      const first = await fetchSplit(options, { ...range, to: middle }, width);
      return [...first, ...(await fetchSplit(options, { ...range, from: middle + 1 }, width))];
    }
  }
}

const LONGEST_PAUSE_MS = 60_000;

function pauseMs(error: unknown, attempt: number, { backoffMs }: RangeLimits): number {
  const asked = error instanceof RpcError ? (error.retryAfterMs ?? 0) : 0;
  return Math.min(LONGEST_PAUSE_MS, Math.max(asked, backoffMs * 2 ** (attempt - 1)));
}

/** Only a whole answer teaches: grow while logs are few, shrink towards what one transaction should take. */
function adapt(width: RangeWidth, { from, to, logs }: FetchedRange, { aimLogs, mostBlocks }: RangeLimits): void {
  const blocks = to - from + 1;
  if (logs.length > aimLogs)
    width.blocks = Math.max(1, Math.min(width.blocks, Math.floor((blocks * aimLogs) / logs.length)));
  else if (logs.length * 2 <= aimLogs && blocks >= width.blocks) width.blocks = Math.min(mostBlocks, width.blocks * 2);
}
