import { createHash, type Hash } from 'node:crypto';
import { readDigestRows } from '../../db/chain-digests.ts';
import type { App } from '../context.ts';

export interface TableDigest {
  readonly table: string;
  readonly rows: number;
  /** SHA-256 over its rows, in hex. */
  readonly sha256: string;
}

export interface IndexDigest {
  /** SHA-256 over the digests of all tables, in hex. */
  readonly sha256: string;
  readonly tables: readonly TableDigest[];
}

/**
 * A digest of all that follows from a chain's logs: two indexes of the same blocks have the same, whatever reorganisations
 * and failures they went through. Read while nothing is indexed, since it is no snapshot.
 */
export async function digestIndex({ db }: Pick<App, 'db'>, chainId: number): Promise<IndexDigest> {
  const found = new Map<string, { rows: number; hash: Hash }>();
  for await (const { table, rows } of readDigestRows(db, chainId)) {
    const digest = found.get(table) ?? { rows: 0, hash: createHash('sha256') };
    found.set(table, digest);
    digest.rows += rows.length;
    for (const row of rows) digest.hash.update(`${row}\n`);
  }
  const tables = [...found].map(([table, { rows, hash }]) => ({ table, rows, sha256: hash.digest('hex') }));
  const all = createHash('sha256');
  for (const { table, rows, sha256 } of tables) all.update(`${table} ${rows} ${sha256}\n`);
  return { sha256: all.digest('hex'), tables };
}
