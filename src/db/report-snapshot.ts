import type { Database, Fragment, Sql } from './client.ts';

/** Rows that are read as they are wanted, never all at once. */
export interface RowSource<T> {
  count(): Promise<bigint>;
  pages(): AsyncGenerator<readonly T[], void, void>;
}

/** The database as it was at one moment, for as long as a report takes: all that it reads fits together. */
export interface Snapshot {
  readonly sql: Sql;
  /** Makes a source of a statement, which is built anew for each use. */
  source<T>(statement: () => Fragment): RowSource<T>;
  close(): Promise<void>;
}

export interface SnapshotOptions {
  readonly pageRows: number;
  readonly statementTimeoutMs: number;
}

/**
 * Opens a snapshot on a connection of its own. It reads alone and never gets a transaction id, so it holds no event back
 * (see outbox.ts); rows come through cursors, so that a million of them take no more memory than a page.
 */
export async function openSnapshot(db: Database, { pageRows, statementTimeoutMs }: SnapshotOptions): Promise<Snapshot> {
  const { sql, close } = db.openSession();
  try {
    await sql.unsafe('begin isolation level repeatable read read only');
    await sql.unsafe(`set local statement_timeout = ${statementTimeoutMs}`);
    // Whoever takes the rows may be slow: a storage elsewhere, for instance.
    await sql.unsafe(`set local idle_in_transaction_session_timeout = ${statementTimeoutMs}`);
    // All rows are wanted: a plan that is quick with the first ones alone would be the wrong one.
    await sql.unsafe('set local cursor_tuple_fraction = 1');
  } catch (error) {
    await close();
    throw error;
  }
  let opened = 0;
  return {
    sql,
    close,
    source: <T>(statement: () => Fragment): RowSource<T> => ({
      async count() {
        const [row] = await sql<{ count: bigint }[]>`select count(*) as count from (${statement()}) as counted`;
        return row?.count ?? 0n;
      },
      async *pages() {
        const name = `rows_${(opened += 1)}`;
        await sql`declare ${sql(name)} no scroll cursor for ${statement()}`;
        for (;;) {
          const rows = await sql.unsafe<T[] & object[]>(`fetch ${pageRows} from ${name}`);
          if (rows.length > 0) yield rows;
          if (rows.length < pageRows) break;
        }
        await sql.unsafe(`close ${name}`);
      },
    }),
  };
}

/** From (included) to (excluded); undefined: without an end. */
export interface Period {
  readonly from: Date | undefined;
  readonly to: Date | undefined;
}

/** The condition that a column, which our own code names, is in a period. */
export const within = (sql: Sql, column: string, { from, to }: Period): Fragment => sql`
  (true ${from ? sql`and ${sql(column)} >= ${from}` : sql``} ${to ? sql`and ${sql(column)} < ${to}` : sql``})`;
