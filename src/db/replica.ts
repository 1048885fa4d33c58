import { type Database, openDatabase, type DatabaseOptions } from './client.ts';

/** A copy of the database that follows it, for reads that may be a little old. */
export interface Replica {
  readonly db: Database;
  /** Whether all that it says is at most so old as was agreed. */
  readonly isFresh: boolean;
  /** Looks how far it has come. Call it more often than the staleness that was agreed. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** Looks that a replica is behind at most; of more, the oldest are forgotten. */
const LOOKS = 1_000;

/**
 * Opens a replica of `primary`. How old it is follows from what it has replayed, compared with how far the primary was when
 * it was asked: so neither clocks nor a connection that broke unnoticed can make it look younger than it is.
 */
export function openReplica(primary: Database, options: DatabaseOptions & { readonly stalenessMs: number }): Replica {
  const db = openDatabase(options);
  /** Where the primary was, and when it was asked, of looks that the replica has not come to yet. */
  let ahead: { readonly place: string; readonly askedAt: number }[] = [];
  let freshAsOf = -Infinity;
  return {
    db,
    get isFresh() {
      return performance.now() - freshAsOf <= options.stalenessMs;
    },
    async look() {
      const askedAt = performance.now();
      const [at] = await primary.sql<{ place: string }[]>`select pg_current_wal_insert_lsn()::text as place`;
      ahead.push({ place: at?.place ?? '', askedAt });
      ahead = ahead.slice(-LOOKS);
      const [row] = await db.sql<{ reached: number }[]>`
        select count(*)::int as reached from unnest(${ahead.map(({ place }) => place)}::text[]) as place
        where place::pg_lsn <= case
          when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_insert_lsn() end`;
      const reached = row?.reached ?? 0;
      freshAsOf = ahead[reached - 1]?.askedAt ?? freshAsOf;
      ahead = ahead.slice(reached);
    },
    close: db.close,
  };
}
