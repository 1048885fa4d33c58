import type { ChainCursorRow } from './chain-logs.ts';
import { type Db, texts } from './client.ts';

type Hex = `0x${string}`;

/** A chain's cursor, its hash as hex. */
export type ChainCursor = Omit<ChainCursorRow, 'indexedHash'> & { readonly indexedHash: Hex | null };

export interface NewChainBlock {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly timestamp: Date;
}

/** From which log on a contract is another implementation. */
export interface NewAbiVersion {
  readonly address: Hex;
  readonly blockNumber: bigint;
  readonly logIndex: number;
  readonly blockHash: Hex;
  readonly implementation: Hex;
}

const CURSOR = `chain_id, start_block, indexed_block, '0x' || encode(indexed_hash, 'hex') as indexed_hash, head_block,
  safe_block, finalized_block, stopped_reason, gap_checked_block, unknown_logs, reorgs, updated_at`;

/** Begins the index of a chain, unless it has begun. */
export async function insertCursor({ sql }: Db, chainId: number, startBlock: bigint): Promise<void> {
  await sql`
    insert into chain_cursors (chain_id, start_block, indexed_block, head_block, safe_block, finalized_block,
                               gap_checked_block)
    values (${chainId}, ${startBlock}, ${startBlock - 1n}, 0, 0, 0, ${startBlock - 1n})
    on conflict (chain_id) do nothing`;
}

export async function selectCursor({ sql }: Db, chainId: number): Promise<ChainCursor | undefined> {
  const [row] = await sql<ChainCursor[]>`select ${sql.unsafe(CURSOR)} from chain_cursors where chain_id = ${chainId}`;
  return row;
}

/** Locks the cursor until this transaction is over: whoever writes logs or what follows from them holds it. */
export async function lockCursor({ sql }: Db, chainId: number): Promise<ChainCursor> {
  const [row] = await sql<ChainCursor[]>`
    select ${sql.unsafe(CURSOR)} from chain_cursors where chain_id = ${chainId} for update`;
  if (!row) throw new Error(`chain ${chainId} has no cursor`);
  return row;
}

/** Writes all of a cursor but its start. */
export async function updateCursor({ sql }: Db, cursor: ChainCursor): Promise<void> {
  const { chainId, indexedBlock, indexedHash, headBlock, safeBlock, finalizedBlock, gapCheckedBlock } = cursor;
  await sql`
    update chain_cursors set indexed_block = ${indexedBlock},
      indexed_hash = decode(${indexedHash?.slice(2) ?? null}::text, 'hex'), head_block = ${headBlock},
      safe_block = ${safeBlock}, finalized_block = ${finalizedBlock}, gap_checked_block = ${gapCheckedBlock},
      stopped_reason = ${cursor.stoppedReason}, unknown_logs = ${cursor.unknownLogs}, reorgs = ${cursor.reorgs},
      updated_at = now()
    where chain_id = ${chainId}`;
}

/** Writes blocks; of a number that is there, the new one is what the chain has. */
export async function upsertBlocks({ sql }: Db, chainId: number, blocks: readonly NewChainBlock[]): Promise<void> {
  if (blocks.length === 0) return;
  await sql`
    insert into chain_blocks (chain_id, number, hash, parent_hash, timestamp)
    select ${chainId}, number, decode(hash, 'hex'), decode(parent_hash, 'hex'), timestamp from unnest(
      ${texts(blocks.map(({ number }) => number))}::bigint[], ${blocks.map(({ hash }) => hash.slice(2))}::text[],
      ${blocks.map(({ parentHash }) => parentHash.slice(2))}::text[],
      ${texts(blocks.map(({ timestamp }) => timestamp))}::timestamptz[]) as b (number, hash, parent_hash, timestamp)
    on conflict (chain_id, number) do update
      set hash = excluded.hash, parent_hash = excluded.parent_hash, timestamp = excluded.timestamp
      where chain_blocks.hash <> excluded.hash`;
}

/** The stored blocks up to a number, newest first. */
export async function selectBlocksDown(
  { sql }: Db,
  chainId: number,
  from: bigint,
  limit: number,
): Promise<{ number: bigint; hash: Hex }[]> {
  return await sql<{ number: bigint; hash: Hex }[]>`
    select number, '0x' || encode(hash, 'hex') as hash from chain_blocks
    where chain_id = ${chainId} and number <= ${from} order by number desc limit ${limit}`;
}

export async function deleteBlocksAbove({ sql }: Db, chainId: number, number: bigint): Promise<void> {
  await sql`delete from chain_blocks where chain_id = ${chainId} and number > ${number}`;
}

/** Forgets the blocks from..to that hold no log. What is final needs no parents any more. */
export async function deleteEmptyBlocks({ sql }: Db, chainId: number, from: bigint, to: bigint): Promise<void> {
  await sql`
    delete from chain_blocks as b
    where b.chain_id = ${chainId} and b.number between ${from} and ${to} and not exists (
      select from chain_logs as l
      where l.chain_id = b.chain_id and l.block_number = b.number and l.block_hash = b.hash)`;
}

export async function insertAbiVersions({ sql }: Db, chainId: number, rows: readonly NewAbiVersion[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    insert into chain_abi_versions (chain_id, address, block_number, log_index, block_hash, implementation)
    select ${chainId}, decode(address, 'hex'), block_number, log_index, decode(block_hash, 'hex'),
      decode(implementation, 'hex')
    from unnest(
      ${rows.map(({ address }) => address.slice(2))}::text[], ${texts(rows.map(({ blockNumber }) => blockNumber))}::bigint[],
      ${texts(rows.map(({ logIndex }) => logIndex))}::int[], ${rows.map(({ blockHash }) => blockHash.slice(2))}::text[],
      ${rows.map(({ implementation }) => implementation.slice(2))}::text[]
    ) as v (address, block_number, log_index, block_hash, implementation)`;
}

/** The implementation of each contract after block `upTo`, as far as it was ever told. */
export async function selectImplementations(
  { sql }: Db,
  chainId: number,
  upTo: bigint,
): Promise<{ address: Hex; implementation: Hex }[]> {
  return await sql<{ address: Hex; implementation: Hex }[]>`
    select distinct on (address) '0x' || encode(address, 'hex') as address,
      '0x' || encode(implementation, 'hex') as implementation
    from chain_abi_versions where chain_id = ${chainId} and block_number <= ${upTo}
    order by address, block_number desc, log_index desc`;
}

/** Forgets which implementations were told in the blocks from..to (`to` null: and ever after). */
export async function deleteAbiVersions(
  { sql }: Db,
  chainId: number,
  { from, to }: { from: bigint; to: bigint | null },
): Promise<void> {
  await sql`
    delete from chain_abi_versions
    where chain_id = ${chainId} and block_number >= ${from} and (${to}::bigint is null or block_number <= ${to}::bigint)`;
}

/** A cursor with the age of the block at which it stands, in seconds; null before the first. */
export interface ChainStanding extends ChainCursor {
  readonly indexedAgeS: number | null;
}

export async function selectStandings({ sql }: Db): Promise<ChainStanding[]> {
  return await sql<ChainStanding[]>`
    select c.*, extract(epoch from now() - b.timestamp)::float8 as indexed_age_s
    from (select ${sql.unsafe(CURSOR)} from chain_cursors) as c
    left join chain_blocks as b on b.chain_id = c.chain_id and b.number = c.indexed_block
    order by c.chain_id`;
}
