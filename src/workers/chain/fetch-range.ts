import { type ChainRpc, RpcError, type RpcOutcome } from '../../resolvers/chain/client.ts';
import { AnswersDisagree, type Header, type RawLog, readHeader, readLogs, readReceiptLogs } from './answers.ts';
import { canHoldLog, mayHoldLogs } from './bloom.ts';
import type { Followed } from './followed.ts';

/** Where blocks and logs are read, and which. */
export interface Source {
  readonly rpc: ChainRpc;
  readonly followed: Followed;
}

export interface BlockRange {
  readonly from: number;
  readonly to: number;
  /** Above finality every header is needed; below it, those of blocks that hold logs. */
  readonly allHeaders: boolean;
}

/** What a range of blocks holds: checked against itself, but not yet against what came before it. */
export interface FetchedRange extends BlockRange {
  /** Ascending; the last is of block `to`. */
  readonly headers: readonly Header[];
  /** In the order of the chain. */
  readonly logs: readonly RawLog[];
  /** Blocks whose logs eth_getLogs left out, and the receipts had. */
  readonly recovered: readonly number[];
}

export const toQuantity = (value: number | bigint): string => `0x${value.toString(16)}`;

/**
 * Reads a range. Nothing that the node says is believed alone: logs must be of what was asked, their blocks' hashes those
 * of the headers, headers must follow each other, and a block whose bloom speaks of logs that were not told is asked for
 * its receipts.
 * @throws RpcError, AnswersDisagree; both may be over when asked again
 */
export async function fetchRange(source: Source, range: BlockRange, signal?: AbortSignal): Promise<FetchedRange> {
  const { from, to, allHeaders } = range;
  const [told, known] = await Promise.all([
    fetchLogs(source, { fromBlock: toQuantity(from), toBlock: toQuantity(to) }, signal),
    allHeaders ? fetchHeaders(source.rpc, count(from, to), signal) : undefined,
  ]);
  const logs = readLogs(told, source.followed, from, to);
  const headers = known ?? (await fetchHeaders(source.rpc, blocksOf(logs, to), signal));
  checkHeaders(headers);
  const silent = silentBlocks(headers, logs, source.followed);
  const recovered = await Promise.all(silent.map((header) => fetchBlockLogs(source, header, signal)));
  const all = recovered.some(({ length }) => length > 0)
    ? [...logs, ...recovered.flat()].toSorted((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex)
    : logs;
  checkLogs(all, headers, source.followed);
  return { ...range, headers, logs: all, recovered: recovered.flatMap(([log]) => (log ? [log.blockNumber] : [])) };
}

/** Headers by number, in that order. @throws AnswersDisagree where one is missing or of another number */
async function fetchHeaders(rpc: ChainRpc, numbers: readonly number[], signal?: AbortSignal): Promise<Header[]> {
  const headers = await lookForHeaders(rpc, numbers, signal);
  return headers.map((header, i) => {
    if (!header) throw new AnswersDisagree(`block ${numbers[i]} is not there`);
    return header;
  });
}

/** Headers by number, null where the chain has no such block (any more). */
export async function lookForHeaders(
  rpc: ChainRpc,
  numbers: readonly number[],
  signal?: AbortSignal,
): Promise<(Header | null)[]> {
  if (numbers.length === 0) return [];
  const calls = numbers.map((number) => ({ method: 'eth_getBlockByNumber', params: [toQuantity(number), false] }));
  const outcomes = await rpc.batch(calls, signal && { signal });
  return outcomes.map((outcome, i) => {
    const header = readHeader(resultOf(outcome));
    if (header && header.number !== numbers[i]) {
      throw new AnswersDisagree(`block ${header.number} where ${numbers[i]} was asked for`);
    }
    return header;
  });
}

export function resultOf(outcome: RpcOutcome): unknown {
  if (!outcome.ok) throw outcome.error;
  return outcome.result;
}

const fetchLogs = (
  { rpc, followed }: Source,
  blocks: { fromBlock: string; toBlock: string } | { blockHash: string },
  signal: AbortSignal | undefined,
): Promise<unknown[]> =>
  Promise.all(
    followed.filters.map((filter) => rpc.call('eth_getLogs', [{ ...blocks, ...filter }], signal && { signal })),
  );

/** The logs of one block by another way than the one that told of none: its receipts, where the node gives them. */
async function fetchBlockLogs(source: Source, { number, hash }: Header, signal?: AbortSignal): Promise<RawLog[]> {
  const { rpc, followed } = source;
  try {
    const receipts = await rpc.call('eth_getBlockReceipts', [toQuantity(number)], signal && { signal });
    return readReceiptLogs(receipts, followed, number);
  } catch (error) {
    if (!(error instanceof RpcError) || error.kind !== 'REFUSED') throw error;
    return readLogs(await fetchLogs(source, { blockHash: hash }, signal), followed, number, number);
  }
}

/** Blocks that gave no logs though their bloom does not rule them out. */
function silentBlocks(headers: readonly Header[], logs: readonly RawLog[], followed: Followed): Header[] {
  const speaking = new Set(logs.map(({ blockNumber }) => blockNumber));
  return headers.filter(({ number, bloom }) => !speaking.has(number) && mayHoldLogs(bloom, followed));
}

function checkHeaders(headers: readonly Header[]): void {
  headers.forEach((header, i) => {
    const before = headers[i - 1];
    if (before?.number === header.number - 1 && before.hash !== header.parentHash) {
      throw new AnswersDisagree(`block ${header.number} does not follow block ${before.number}`);
    }
  });
}

function checkLogs(logs: readonly RawLog[], headers: readonly Header[], followed: Followed): void {
  const byNumber = new Map(headers.map((header) => [header.number, header]));
  for (const { blockNumber, blockHash, address } of logs) {
    const header = byNumber.get(blockNumber);
    if (header?.hash !== blockHash) throw new AnswersDisagree(`a log of another block ${blockNumber}`);
    if (!canHoldLog(header.bloom, followed, address)) {
      throw new AnswersDisagree(`block ${blockNumber} holds no log of ${address}`);
    }
  }
}

/** The numbers of the blocks that hold logs, and of the last of the range. */
function blocksOf(logs: readonly RawLog[], to: number): number[] {
  const numbers = new Set(logs.map(({ blockNumber }) => blockNumber));
  return [...numbers.add(to)].toSorted((a, b) => a - b);
}

const count = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
