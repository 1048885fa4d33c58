import type { Database, Db } from '../src/db/client.ts';

/** Rows of a table that this work touched, whether by an index or by reading all of it: what a plan really costs. */
export async function rowsTouched(db: Database, table: string, work: (tx: Db) => Promise<unknown>): Promise<number> {
  return db.transact(async (tx) => {
    const before = await seen(tx, table);
    await work(tx);
    return (await seen(tx, table)) - before;
  });
}

/** The same with plans made for any parameters, as a prepared statement gets them after a while. */
export async function rowsTouchedPrepared(
  db: Database,
  table: string,
  work: (tx: Db) => Promise<unknown>,
): Promise<number> {
  return rowsTouched(db, table, async (tx) => {
    await tx.sql`set local plan_cache_mode = force_generic_plan`;
    await work(tx);
  });
}

/** What this connection has touched so far, earlier transactions included. */
async function seen({ sql }: Db, table: string): Promise<number> {
  const [row] = await sql<{ rows: number }[]>`
    select sum(seq_tup_read + idx_tup_fetch)::float8 as rows from pg_stat_xact_user_tables
    where relid = ${table}::regclass or relid in (select inhrelid from pg_inherits where inhparent = ${table}::regclass)`;
  return row?.rows ?? Number.NaN;
}
