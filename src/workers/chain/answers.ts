import type { Hex } from '../../resolvers/chain/client.ts';
import { type Bloom, parseBloom } from './bloom.ts';
import { type Followed, isFollowed } from './followed.ts';

/** A log as a node tells it, checked in its form. */
export interface RawLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: number;
  readonly blockHash: Hex;
  readonly txHash: Hex;
  readonly txIndex: number;
  readonly logIndex: number;
}

export interface Header {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: Date;
  readonly bloom: Bloom;
}

/**
 * Answers that do not fit each other, or not what was asked: the node is behind a proxy that mixes nodes, is in the midst
 * of a reorganisation, or lies. Asked again, it may do better; nothing is ever stored of such an answer.
 */
export class AnswersDisagree extends Error {
  override readonly name = 'AnswersDisagree';
}

const HASH = /^0x[\da-f]{64}$/i;
const ADDRESS = /^0x[\da-f]{40}$/i;
const QUANTITY = /^0x[\da-f]{1,13}$/i;
const BYTES = /^0x(?:[\da-f]{2})*$/i;
const BLOOM = /^0x[\da-f]{512}$/i;
/** EVM: LOG0 to LOG4. */
const TOPICS = 4;

interface Loose {
  readonly [name: string]: unknown;
}

const isLoose = (value: unknown): value is Loose => typeof value === 'object' && value !== null;

function text(from: Loose, name: string, pattern: RegExp): Hex {
  const value = from[name];
  if (typeof value === 'string' && pattern.test(value)) return value.toLowerCase() as Hex;
  throw new AnswersDisagree(`${name} is not of its form`);
}

/** Numbers of blocks, logs and seconds stay far below 2^52. */
const number = (from: Loose, name: string): number => Number.parseInt(text(from, name, QUANTITY), 16);

/** @throws AnswersDisagree; null where there is no such block */
export function readHeader(answer: unknown): Header | null {
  if (answer === null) return null;
  if (!isLoose(answer)) throw new AnswersDisagree('a block is no object');
  return {
    number: number(answer, 'number'),
    hash: text(answer, 'hash', HASH),
    parentHash: text(answer, 'parentHash', HASH),
    timestamp: new Date(number(answer, 'timestamp') * 1000),
    bloom: parseBloom(text(answer, 'logsBloom', BLOOM)),
  };
}

/**
 * The logs of blocks from..to, in the order of the chain. @throws AnswersDisagree where one is malformed, of another
 * block, of what is not followed, removed, or told twice.
 */
export function readLogs(answers: readonly unknown[], followed: Followed, from: number, to: number): RawLog[] {
  const logs: RawLog[] = [];
  let sorted = true;
  for (const answer of answers) {
    if (!Array.isArray(answer)) throw new AnswersDisagree('logs are no list');
    for (const item of answer as unknown[]) {
      const log = readLog(item);
      if (log.blockNumber < from || log.blockNumber > to) {
        throw new AnswersDisagree(`a log of block ${log.blockNumber} among those of ${from} to ${to}`);
      }
      if (!isFollowed(followed, log.address, log.topics[0])) {
        throw new AnswersDisagree(`a log of ${log.address}, which was not asked for`);
      }
      const last = logs.at(-1);
      sorted &&= !last || compareLogs(last, log) < 0;
      logs.push(log);
    }
  }
  if (sorted) return logs;
  const inOrder = logs.toSorted(compareLogs);
  if (inOrder.some((log, i) => i > 0 && compareLogs(inOrder[i - 1] as RawLog, log) === 0)) {
    throw new AnswersDisagree('a log is told twice');
  }
  return inOrder;
}

/** The followed logs of a block from its receipts (eth_getBlockReceipts). @throws AnswersDisagree */
export function readReceiptLogs(answer: unknown, followed: Followed, block: number): RawLog[] {
  if (!Array.isArray(answer)) throw new AnswersDisagree('receipts are no list');
  const lists = (answer as unknown[]).map((receipt) => {
    const logs = isLoose(receipt) ? receipt['logs'] : undefined;
    if (!Array.isArray(logs)) throw new AnswersDisagree('a receipt has no logs');
    return (logs as unknown[]).filter((log) => {
      const { address, topics } = isLoose(log) ? log : {};
      if (typeof address !== 'string' || !Array.isArray(topics)) throw new AnswersDisagree('a log is no log');
      const [topic] = topics as unknown[];
      return isFollowed(followed, address.toLowerCase(), typeof topic === 'string' ? topic.toLowerCase() : undefined);
    });
  });
  return readLogs(lists, followed, block, block);
}

function readLog(log: unknown): RawLog {
  if (!isLoose(log)) throw new AnswersDisagree('a log is no object');
  if (log['removed'] === true) throw new AnswersDisagree('a log that was removed');
  const topics = log['topics'];
  if (!Array.isArray(topics) || topics.length > TOPICS) throw new AnswersDisagree('topics are not of their form');
  return {
    address: text(log, 'address', ADDRESS),
    topics: (topics as unknown[]).map((topic) => text({ topic }, 'topic', HASH)),
    data: text(log, 'data', BYTES),
    blockNumber: number(log, 'blockNumber'),
    blockHash: text(log, 'blockHash', HASH),
    txHash: text(log, 'transactionHash', HASH),
    txIndex: number(log, 'transactionIndex'),
    logIndex: number(log, 'logIndex'),
  };
}

const compareLogs = (a: RawLog, b: RawLog): number => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex;
