import { POSITION_TABLES } from './chain-positions.ts';
import type { Database } from './client.ts';

/** What of a table follows from the chain alone, as text that is the same wherever it is made. */
interface Digested {
  readonly table: string;
  readonly columns: string;
  readonly where?: string;
  readonly order: string;
}

const HEX = ['block_hash', 'tx_hash', 'address'].map((name) => `encode(${name}, 'hex')`).join(', ');

const digested: readonly Digested[] = [
  {
    table: 'chain_logs',
    columns: `block_number, log_index, tx_index, ${HEX}, topics, data, contract, event, args, block_time`,
    where: 'orphaned_at is null',
    order: 'block_number, log_index',
  },
  {
    table: 'chain_deposits',
    columns: `block_number, log_index, ${HEX}, block_time, asset, amount`,
    where: 'orphaned_at is null',
    order: 'block_number, log_index',
  },
  {
    table: 'chain_abi_versions',
    columns: 'block_number, log_index, block_hash, address, implementation',
    order: 'block_number, log_index',
  },
  {
    table: 'proposals',
    columns: `block_number, log_index, id, number, title, encode(proposer, 'hex'), encode(description_hash, 'hex'),
      encode(operation_id, 'hex'), calls, vote_start, vote_end, quorum, status`,
    where: 'orphaned_at is null',
    order: 'block_number, log_index',
  },
  ...POSITION_TABLES.map((table) => ({ table, columns: 't.*', order: 't' })),
];

const ROWS = 5_000;

/**
 * Gives every row of every table that follows from a chain's logs, as text, table by table, in an order that depends on
 * nothing but the rows. A clock or a counter of ours is in none of them: what was orphaned before is left out.
 */
export async function* readDigestRows(
  { sql }: Database,
  chainId: number,
): AsyncGenerator<{ readonly table: string; readonly rows: readonly string[] }, void, void> {
  for (const { table, columns, where = 'true', order } of digested) {
    const batches = sql
      .unsafe<{ row: string }[]>(
        `select row(${columns})::text as row from ${table} as t where chain_id = $1 and ${where} order by ${order}`,
        [chainId],
      )
      .cursor(ROWS);
    yield { table, rows: [] };
    for await (const batch of batches) yield { table, rows: batch.map(({ row }) => row) };
  }
}
