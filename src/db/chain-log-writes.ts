import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setImmediate as othersFirst } from 'node:timers/promises';
import { SPAN_BLOCKS } from './chain-positions.ts';
import { type Db, type Sql, texts } from './client.ts';

type Hex = `0x${string}`;

/** A log with its bytes as lower-case hex: as it comes from the chain, and goes to what follows from it. */
export interface ChainLog {
  readonly chainId: number;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly blockTime: Date;
  readonly logIndex: number;
  readonly txHash: Hex;
  readonly txIndex: number;
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly contract: string | null;
  readonly event: string | null;
  readonly args: Readonly<Record<string, unknown>> | null;
}

/** What makes a log this one. */
export type LogKey = Pick<ChainLog, 'blockNumber' | 'blockHash' | 'logIndex'>;

/** The columns of a ChainLog, in hex. */
export const AS_HEX = `
  l.chain_id, l.block_number, '0x' || encode(l.block_hash, 'hex') as block_hash, l.block_time, l.log_index,
  '0x' || encode(l.tx_hash, 'hex') as tx_hash, l.tx_index, '0x' || encode(l.address, 'hex') as address,
  array(select '0x' || encode(topic, 'hex') from unnest(l.topics) with ordinality as t (topic, place) order by place)
    as topics,
  '0x' || encode(l.data, 'hex') as data, l.contract, l.event, l.args`;

/**
 * Logs as COPY takes them, in pieces. Made apart, so that it can be done while another transaction is under way: which goes
 * on between two pieces.
 */
export async function encodeLogs(logs: readonly ChainLog[]): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = [];
  for (let from = 0; from < logs.length; from += COPY_ROWS) {
    let piece = '';
    for (const log of logs.slice(from, from + COPY_ROWS)) piece += copyRow(log);
    pieces.push(Buffer.from(piece));
    await othersFirst();
  }
  return pieces;
}

/** A COPY that is under way. */
export interface Copying {
  /** From here on other statements may be sent in the same transaction: the server carries them out after it. */
  readonly sent: Promise<unknown>;
  readonly written: Promise<void>;
}

/**
 * Writes logs that are not there yet. COPY takes half of what an insert of many arrays costs this process; one that is
 * there already breaks the primary key, and with it the transaction. Until it is `sent`, the server takes whatever comes
 * for rows.
 */
export async function copyLogs({ sql }: Db, pieces: readonly Buffer[]): Promise<Copying> {
  if (pieces.length === 0) return { sent: Promise.resolve(), written: Promise.resolve() };
  const rows = await sql.unsafe(COPY).writable();
  const sent = Promise.withResolvers<void>();
  tame(rows, sent.resolve);
  const written = finished(rows);
  void (async () => {
    for (const piece of pieces) {
      // The promise of the whole tells what goes wrong; here it is only waited for that there is room.
      if (!rows.write(piece)) await Promise.race([written, drained(rows)]);
    }
    rows.end();
  })().catch(() => {});
  return { sent: Promise.race([sent.promise, written]), written };
}

/**
 * Tells when the end of the rows has left. And keeps silent afterwards: whenever the stream is done, postgres.js tells the
 * server that the COPY has failed, even when it has not. The server takes no notice, but does not acknowledge it either:
 * for 40 ms, and until then no statement leaves (Nagle's algorithm).
 */
function tame(rows: Writable, onSent: () => void): void {
  const [end, destroy] = [rows._final.bind(rows), rows._destroy.bind(rows)];
  rows._final = (done) => {
    end(done);
    onSent();
  };
  rows._destroy = (error, done) => {
    if (error) destroy(error, done);
    else done();
  };
}

const COPY = `
  copy chain_logs (chain_id, block_number, block_hash, log_index, tx_hash, tx_index, address, topics, data, contract,
                   event, args, block_time)
  from stdin`;
const COPY_ROWS = 500;
const drained = (rows: NodeJS.WritableStream): Promise<void> =>
  new Promise((resolve) => void rows.once('drain', resolve));

/** One row in the text format of COPY, where a backslash stands before what is special. */
function copyRow(log: ChainLog): string {
  const topics = log.topics.map((topic) => `"${copyBytes(topic, '\\\\\\\\')}"`).join(',');
  const args = log.args === null ? '\\N' : copyText(JSON.stringify(log.args));
  return `${log.chainId}\t${log.blockNumber}\t${copyBytes(log.blockHash)}\t${log.logIndex}\t${copyBytes(log.txHash)}\t${
    log.txIndex
  }\t${copyBytes(log.address)}\t{${topics}}\t${copyBytes(log.data)}\t${copyText(log.contract)}\t${copyText(
    log.event,
  )}\t${args}\t${log.blockTime.toISOString()}\n`;
}

/** 0xab as \\xab; inside an array the backslash is escaped once more. */
const copyBytes = (hex: Hex, backslash = '\\\\'): string => `${backslash}x${hex.slice(2)}`;

const SPECIAL = /[\\\n\r\t]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const copyText = (text: string | null): string =>
  text === null ? '\\N' : text.replaceAll(SPECIAL, (special) => ESCAPES[special] as string);

/** Writes down in which blocks the logs are, by contract and event. */
export async function markEventSpans({ sql }: Db, logs: readonly ChainLog[]): Promise<void> {
  const chainId = logs[0]?.chainId;
  if (chainId === undefined) return;
  const spans = spansOf(logs);
  await sql`
    insert into chain_event_spans as s (chain_id, contract, event, span, blocks)
    select ${chainId}, contract, event, span, blocks from unnest(
      ${spans.map(({ contract }) => contract)}::text[], ${spans.map(({ event }) => event)}::text[],
      ${texts(spans.map(({ span }) => span))}::bigint[],
      ${spans.map(({ blocks }) => blocks.join(''))}::bit(${sql.unsafe(String(SPAN_BLOCKS))})[]
    ) as t (contract, event, span, blocks)
    on conflict (chain_id, contract, span, event) do update set blocks = s.blocks | excluded.blocks
    where s.blocks | excluded.blocks <> s.blocks`;
}

interface EventSpan {
  readonly contract: string;
  readonly event: string;
  readonly span: number;
  /** 0 or 1 for each block. */
  readonly blocks: Uint8Array;
}

function spansOf(logs: readonly ChainLog[]): EventSpan[] {
  const spans = new Map<string, EventSpan>();
  for (const { contract, event, blockNumber } of logs) {
    if (contract === null) continue;
    const number = Number(blockNumber);
    const span = Math.floor(number / SPAN_BLOCKS);
    const key = `${contract} ${event ?? ''} ${span}`;
    let known = spans.get(key);
    if (!known) {
      known = { contract, event: event ?? '', span, blocks: new Uint8Array(SPAN_BLOCKS) };
      spans.set(key, known);
    }
    known.blocks[number % SPAN_BLOCKS] = 1;
  }
  return [...spans.values()];
}

/** Which logs of the blocks are stored: their keys, whether they are orphaned, and whether they are understood. */
export async function selectKnownLogs(
  { sql }: Db,
  chainId: number,
  from: bigint,
  to: bigint,
): Promise<(LogKey & { orphaned: boolean; understood: boolean })[]> {
  return await sql<(LogKey & { orphaned: boolean; understood: boolean })[]>`
    select block_number, '0x' || encode(block_hash, 'hex') as block_hash, log_index, orphaned_at is not null as orphaned,
      event is not null as understood
    from chain_logs where chain_id = ${chainId} and block_number between ${from} and ${to}
    order by block_number, block_hash, log_index`;
}

const keysOf = (sql: Sql, keys: readonly LogKey[]) => sql`
  unnest(${texts(keys.map(({ blockNumber }) => blockNumber))}::bigint[],
         ${keys.map(({ blockHash }) => blockHash.slice(2))}::text[],
         ${texts(keys.map(({ logIndex }) => logIndex))}::int[]) as k (block_number, block_hash, log_index)`;

/** Makes orphaned logs canonical again: a block that was replaced has come back. */
export async function restoreLogs({ sql }: Db, chainId: number, keys: readonly LogKey[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    update chain_logs as l set orphaned_at = null from ${keysOf(sql, keys)}
    where l.chain_id = ${chainId} and l.block_number = k.block_number and l.block_hash = decode(k.block_hash, 'hex')
      and l.log_index = k.log_index`;
}

/** Makes these logs orphaned and gives them, newest first. */
export async function orphanLogs({ sql }: Db, chainId: number, keys: readonly LogKey[]): Promise<ChainLog[]> {
  if (keys.length === 0) return [];
  const logs = await sql<ChainLog[]>`
    update chain_logs as l set orphaned_at = now() from ${keysOf(sql, keys)}
    where l.chain_id = ${chainId} and l.block_number = k.block_number and l.block_hash = decode(k.block_hash, 'hex')
      and l.log_index = k.log_index and l.orphaned_at is null
    returning ${sql.unsafe(AS_HEX)}`;
  return logs.toSorted(newestFirst);
}

/** Makes the newest canonical logs above a block orphaned, `limit` of them, and gives them newest first. */
export async function orphanLogsAbove({ sql }: Db, chainId: number, block: bigint, limit: number): Promise<ChainLog[]> {
  const logs = await sql<ChainLog[]>`
    update chain_logs as l set orphaned_at = now()
    from (
      select chain_id, block_number, block_hash, log_index from chain_logs
      where chain_id = ${chainId} and block_number > ${block} and orphaned_at is null
      order by block_number desc, block_hash desc, log_index desc limit ${limit}
    ) as k
    where l.chain_id = k.chain_id and l.block_number = k.block_number and l.block_hash = k.block_hash
      and l.log_index = k.log_index
    returning ${sql.unsafe(AS_HEX)}`;
  return logs.toSorted(newestFirst);
}

/** Writes what logs mean that were not understood before. */
export async function updateMeaning({ sql }: Db, logs: readonly ChainLog[]): Promise<void> {
  if (logs.length === 0) return;
  await sql`
    update chain_logs as l set contract = m.contract, event = m.event, args = m.args::jsonb
    from unnest(${texts(logs.map(({ blockNumber }) => blockNumber))}::bigint[],
                ${logs.map(({ blockHash }) => blockHash.slice(2))}::text[],
                ${texts(logs.map(({ logIndex }) => logIndex))}::int[],
                ${logs.map(({ contract }) => contract)}::text[], ${logs.map(({ event }) => event)}::text[],
                ${logs.map(({ args }) => (args === null ? null : JSON.stringify(args)))}::text[])
      as m (block_number, block_hash, log_index, contract, event, args)
    where l.chain_id = ${logs[0]?.chainId ?? 0} and l.block_number = m.block_number
      and l.block_hash = decode(m.block_hash, 'hex') and l.log_index = m.log_index`;
}

const newestFirst = (a: ChainLog, b: ChainLog): number =>
  Number(b.blockNumber - a.blockNumber) || b.logIndex - a.logIndex;
