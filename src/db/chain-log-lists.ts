import { AS_HEX, type ChainLog } from './chain-log-writes.ts';
import { placeNumber, spanOf } from './chain-position-writes.ts';
import type { Db, Fragment, Sql } from './client.ts';
import { atMost } from './plans.ts';

type Hex = `0x${string}`;

/** A stored log with what its finality follows from. */
export interface ChainLogView extends ChainLog {
  readonly orphanedAt: Date | null;
  readonly safeBlock: bigint;
  readonly finalizedBlock: bigint;
}

/** Where a log stands in the order of its chain. */
export interface LogPlace {
  readonly blockNumber: bigint;
  readonly logIndex: number;
  readonly blockHash: Hex;
}

export interface LogQuery {
  readonly chainId: number;
  /** Lower case; it is an argument of the event. */
  readonly address?: Hex | undefined;
  readonly contract?: string | undefined;
  /** Only with `contract`. */
  readonly event?: string | undefined;
  readonly txHash?: Hex | undefined;
  readonly fromBlock?: bigint | undefined;
  readonly toBlock?: bigint | undefined;
  readonly orphaned: boolean;
  readonly oldestFirst: boolean;
  readonly after: LogPlace | undefined;
  readonly limit: number;
}

const MARKS = 'l.orphaned_at, c.safe_block, c.finalized_block';
const digits = (hex: Hex): string => hex.slice(2);

/** Logs in the order of the chain, or newest first. Every filter has an index that gives them in this order. */
export async function selectLogs({ sql }: Db, query: LogQuery): Promise<ChainLogView[]> {
  const { chainId, address, contract, event, txHash, orphaned, oldestFirst, limit } = query;
  // What an address took part in is kept for canonical logs alone.
  const from = address
    ? sql`
        (${placesOf(sql, address, query)}) as p
        join chain_logs as l on l.block_number = p.place >> 20 and l.log_index = (p.place & 1048575)::int
          and l.orphaned_at is null`
    : sql`chain_logs as l`;
  return await sql<ChainLogView[]>`
    select ${sql.unsafe(AS_HEX)}, ${sql.unsafe(MARKS)}
    from ${from} join chain_cursors as c on c.chain_id = l.chain_id
    where l.chain_id = ${chainId}
      ${contract === undefined ? sql`` : sql`and l.contract = ${contract}`}
      ${event === undefined ? sql`` : sql`and l.event = ${event}`}
      ${txHash ? sql`and l.tx_hash = decode(${digits(txHash)}, 'hex')` : sql``}
      ${orphaned ? sql`` : sql`and l.orphaned_at is null`}
      ${withinBlocks(sql, query)}
    order by ${sql.unsafe(address ? placeOrder(oldestFirst) : orderOf(oldestFirst))} ${atMost(sql, limit)}`;
}

/**
 * The places of an address, span by span. They are ordered by span and place and not by what these stand for: so the
 * spans come from the index in order, and reading ends with the page.
 */
function placesOf(sql: Sql, address: Hex, { chainId, fromBlock, toBlock, oldestFirst, after }: LogQuery): Fragment {
  const bounds = [fromBlock, toBlock, after?.blockNumber].map((block) =>
    block === undefined ? undefined : spanOf(block),
  );
  const [from, to, last] = bounds;
  return sql`
    select span, place from chain_participants cross join lateral unnest(places) as place
    where chain_id = ${chainId} and address = decode(${digits(address)}, 'hex')
      ${from === undefined ? sql`` : sql`and span >= ${from}`}
      ${to === undefined ? sql`` : sql`and span <= ${to}`}
      ${last === undefined ? sql`` : sql`and span ${oldestFirst ? sql`>=` : sql`<=`} ${last}`}
      ${after ? sql`and place ${oldestFirst ? sql`>` : sql`<`} ${placeNumber(after.blockNumber, after.logIndex)}` : sql``}`;
}

const placeOrder = (oldestFirst: boolean): string => (oldestFirst ? 'p.span, p.place' : 'p.span desc, p.place desc');

/** The blocks, and what follows the place where the last page ended. */
function withinBlocks(sql: Sql, { fromBlock, toBlock, oldestFirst, after }: LogQuery): Fragment {
  const number = sql`l.block_number`;
  const key = sql`(l.block_number, l.log_index, l.block_hash)`;
  const past =
    after && sql`(${after.blockNumber}::bigint, ${after.logIndex}::int, decode(${digits(after.blockHash)}, 'hex'))`;
  return sql`
    ${fromBlock === undefined ? sql`` : sql`and ${number} >= ${fromBlock}`}
    ${toBlock === undefined ? sql`` : sql`and ${number} <= ${toBlock}`}
    ${past && after ? sql`and ${number} ${oldestFirst ? sql`>=` : sql`<=`} ${after.blockNumber}` : sql``}
    ${past ? sql`and ${key} ${oldestFirst ? sql`>` : sql`<`} ${past}` : sql``}`;
}

function orderOf(oldestFirst: boolean): string {
  const direction = oldestFirst ? 'asc' : 'desc';
  return ['l.block_number', 'l.log_index', 'l.block_hash'].map((key) => `${key} ${direction}`).join(', ');
}

/** Single logs of one chain, in any order. */
export async function selectLogsAt({ sql }: Db, chainId: number, places: readonly LogPlace[]): Promise<ChainLogView[]> {
  return await sql<ChainLogView[]>`
    select ${sql.unsafe(AS_HEX)}, ${sql.unsafe(MARKS)}
    from unnest(${places.map(({ blockNumber }) => String(blockNumber))}::bigint[],
                ${places.map(({ blockHash }) => digits(blockHash))}::text[],
                ${places.map(({ logIndex }) => String(logIndex))}::int[]) as k (block_number, block_hash, log_index)
    join chain_logs as l on l.chain_id = ${chainId} and l.block_number = k.block_number
      and l.block_hash = decode(k.block_hash, 'hex') and l.log_index = k.log_index
    join chain_cursors as c on c.chain_id = l.chain_id`;
}
