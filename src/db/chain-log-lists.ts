import { AS_HEX, type ChainLog } from './chain-log-writes.ts';
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
        chain_participants as p
        join chain_logs as l on l.chain_id = p.chain_id and l.block_number = p.block_number
          and l.log_index = p.log_index and l.orphaned_at is null`
    : sql`chain_logs as l`;
  const table = address ? 'p' : 'l';
  return await sql<ChainLogView[]>`
    select ${sql.unsafe(AS_HEX)}, ${sql.unsafe(MARKS)}
    from ${from} join chain_cursors as c on c.chain_id = l.chain_id
    where ${sql.unsafe(table)}.chain_id = ${chainId}
      ${address ? sql`and p.address = decode(${digits(address)}, 'hex')` : sql``}
      ${contract === undefined ? sql`` : sql`and l.contract = ${contract}`}
      ${event === undefined ? sql`` : sql`and l.event = ${event}`}
      ${txHash ? sql`and l.tx_hash = decode(${digits(txHash)}, 'hex')` : sql``}
      ${orphaned ? sql`` : sql`and l.orphaned_at is null`}
      ${withinBlocks(sql, query, table)}
    order by ${sql.unsafe(orderOf(table, oldestFirst))} ${atMost(sql, limit)}`;
}

/** The blocks, and what follows the place where the last page ended. */
function withinBlocks(sql: Sql, { fromBlock, toBlock, oldestFirst, after }: LogQuery, table: string): Fragment {
  const number = sql.unsafe(`${table}.block_number`);
  const key = sql.unsafe(`(${table}.block_number, ${table}.log_index, l.block_hash)`);
  const past =
    after && sql`(${after.blockNumber}::bigint, ${after.logIndex}::int, decode(${digits(after.blockHash)}, 'hex'))`;
  return sql`
    ${fromBlock === undefined ? sql`` : sql`and ${number} >= ${fromBlock}`}
    ${toBlock === undefined ? sql`` : sql`and ${number} <= ${toBlock}`}
    ${past && after ? sql`and ${number} ${oldestFirst ? sql`>=` : sql`<=`} ${after.blockNumber}` : sql``}
    ${past ? sql`and ${key} ${oldestFirst ? sql`>` : sql`<`} ${past}` : sql``}`;
}

function orderOf(table: string, oldestFirst: boolean): string {
  const direction = oldestFirst ? 'asc' : 'desc';
  return [`${table}.block_number`, `${table}.log_index`, 'l.block_hash'].map((key) => `${key} ${direction}`).join(', ');
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
