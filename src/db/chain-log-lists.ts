import { AS_HEX, type ChainLog } from './chain-log-writes.ts';
import { PLACE_BITS, SPAN_BLOCKS } from './chain-positions.ts';
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
export function selectLogs(db: Db, query: LogQuery): Promise<ChainLogView[]> {
  if (query.address) return selectLogsOf(db, query, query.address);
  // A transaction has few logs, whatever else is asked of them.
  return query.contract !== undefined && !query.txHash
    ? selectLogsBy(db, query, query.contract)
    : selectAnyLogs(db, query);
}

async function selectAnyLogs({ sql }: Db, query: LogQuery): Promise<ChainLogView[]> {
  const { chainId, orphaned, oldestFirst, limit } = query;
  const direction = oldestFirst ? sql`asc` : sql`desc`;
  return await sql<ChainLogView[]>`
    select ${sql.unsafe(AS_HEX)}, ${sql.unsafe(MARKS)}
    from chain_logs as l join chain_cursors as c on c.chain_id = l.chain_id
    where l.chain_id = ${chainId} ${matching(sql, query)}
      ${orphaned ? sql`` : sql`and l.orphaned_at is null`}
      ${following(sql, query)}
    order by l.block_number ${direction}, l.log_index ${direction}, l.block_hash ${direction} ${atMost(sql, limit)}`;
}

/** The canonical logs that name an address: of each span of blocks there is a row of places, which are in order. */
async function selectLogsOf({ sql }: Db, query: LogQuery, address: Hex): Promise<ChainLogView[]> {
  const { chainId, oldestFirst, after, limit } = query;
  const [past, direction] = oldestFirst ? [sql`>`, sql`asc`] : [sql`<`, sql`desc`];
  return await sql<ChainLogView[]>`
    select ${sql.unsafe(AS_HEX)}, ${sql.unsafe(MARKS)}
    from chain_participants as p
    cross join lateral unnest(p.places) as u (place)
    join chain_logs as l on l.chain_id = p.chain_id and l.block_number = u.place >> ${PLACE_BITS}
      and l.log_index = (u.place & ${(1 << PLACE_BITS) - 1})::int and l.orphaned_at is null
    join chain_cursors as c on c.chain_id = l.chain_id
    where p.chain_id = ${chainId} and p.address = decode(${digits(address)}, 'hex') ${matching(sql, query)}
      ${after ? sql`and p.span ${past}= ${after.blockNumber / BigInt(SPAN_BLOCKS)}` : sql``}
      ${after ? sql`and u.place ${past} ${(after.blockNumber << BigInt(PLACE_BITS)) + BigInt(after.logIndex)}` : sql``}
      ${query.fromBlock === undefined ? sql`` : sql`and p.span >= ${query.fromBlock / BigInt(SPAN_BLOCKS)}`}
      ${query.toBlock === undefined ? sql`` : sql`and p.span <= ${query.toBlock / BigInt(SPAN_BLOCKS)}`}
    order by p.span ${direction}, u.place ${direction} ${atMost(sql, limit)}`;
}

/** The logs of a contract: of each span of blocks it is known which of them hold some. */
async function selectLogsBy({ sql }: Db, query: LogQuery, contract: string): Promise<ChainLogView[]> {
  const { chainId, event, orphaned, oldestFirst, after, fromBlock, toBlock, limit } = query;
  const [past, direction] = oldestFirst ? [sql`>`, sql`asc`] : [sql`<`, sql`desc`];
  const spanOf = (block: bigint): bigint => block / BigInt(SPAN_BLOCKS);
  return await sql<ChainLogView[]>`
    select ${sql.unsafe(AS_HEX)}, ${sql.unsafe(MARKS)}
    from (
      select span, bit_or(blocks) as blocks from chain_event_spans
      where chain_id = ${chainId} and contract = ${contract}
        ${event === undefined ? sql`` : sql`and event = ${event}`}
        ${after ? sql`and span ${past}= ${spanOf(after.blockNumber)}` : sql``}
        ${fromBlock === undefined ? sql`` : sql`and span >= ${spanOf(fromBlock)}`}
        ${toBlock === undefined ? sql`` : sql`and span <= ${spanOf(toBlock)}`}
      group by span order by span ${direction}
    ) as s
    cross join lateral generate_series(0, ${SPAN_BLOCKS - 1}) as place
    join chain_logs as l on l.chain_id = ${chainId} and l.block_number = s.span * ${SPAN_BLOCKS} + place
    join chain_cursors as c on c.chain_id = l.chain_id
    where get_bit(s.blocks, place) = 1 ${matching(sql, query)} ${following(sql, query)}
      ${orphaned ? sql`` : sql`and l.orphaned_at is null`}
    order by s.span ${direction}, l.block_number ${direction}, l.log_index ${direction}, l.block_hash ${direction}
    ${atMost(sql, limit)}`;
}

/** What follows the place where the last page ended. */
function following(sql: Sql, { oldestFirst, after }: LogQuery): Fragment {
  if (!after) return sql``;
  const past = oldestFirst ? sql`>` : sql`<`;
  return sql`
    and l.block_number ${past}= ${after.blockNumber}
    and (l.block_number, l.log_index, l.block_hash) ${past}
        (${after.blockNumber}::bigint, ${after.logIndex}::int, decode(${digits(after.blockHash)}, 'hex'))`;
}

const matching = (sql: Sql, { contract, event, txHash, fromBlock, toBlock }: LogQuery): Fragment => sql`
  ${contract === undefined ? sql`` : sql`and l.contract = ${contract}`}
  ${event === undefined ? sql`` : sql`and l.event = ${event}`}
  ${txHash ? sql`and l.tx_hash = decode(${digits(txHash)}, 'hex')` : sql``}
  ${fromBlock === undefined ? sql`` : sql`and l.block_number >= ${fromBlock}`}
  ${toBlock === undefined ? sql`` : sql`and l.block_number <= ${toBlock}`}`;

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
