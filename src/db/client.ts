import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { Logger, runMigrations } from 'graphile-worker';
import postgres from 'postgres';
import { parseMoment } from './moments.ts';

/**
 * Hand-written SQL with typed parameters; rows come back in camelCase, numeric and int8 as bigint. A bigint goes out as
 * int8: amounts (numeric) are given as text by `toString()`, arrays of anything but text by `texts`.
 */
export type Sql = postgres.ISql<{ bigint: bigint }>;
/** A part of a statement, made by `sql` and put into another. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;
type Pool = postgres.Sql<{ bigint: bigint }>;

/**
 * What a statement runs on: the pool, or one transaction of it. `orm` (Drizzle) writes the ordinary statements and is
 * checked against the tables; `sql` writes those whose plan matters.
 */
export interface Db {
  readonly sql: Sql;
  readonly orm: PostgresJsDatabase;
}

export interface Database extends Db {
  readonly sql: Pool;
  /** Runs `work` in one transaction: all of it, or nothing. */
  transact<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /**
   * Calls `heard` for each notification on the channel, with what it carries, and without when it listens (again); gives
   * the way to stop.
   */
  listen(channel: string, heard: (payload?: string) => void): Promise<() => Promise<void>>;
  /** One connection beside the pool, for what belongs to a session (locks). It is not renewed; `close` ends it. */
  openSession(): { readonly sql: Sql; close(): Promise<void> };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly statementTimeoutMs: number;
  readonly applicationName?: string;
}

const integer = { to: 1700, from: [20, 1700], parse: BigInt, serialize: (value: bigint) => value.toString() };
const moment = {
  to: 1184,
  from: [1082, 1114, 1184],
  parse: parseMoment,
  serialize: (value: Date | string) => (value instanceof Date ? value : new Date(value)).toISOString(),
};

/**
 * A socket whose writes leave at once. Statements go out without waiting for the one before, and COPY sends rows and their
 * end apart; by default the second of two would wait until the server acknowledges the first, for up to 40 ms (Nagle).
 */
function openSocket({ host, port, path }: { host: string[]; port: number[]; path?: string | false }): Socket {
  return path ? connect(path) : connect({ host: host[0] ?? 'localhost', port: port[0] ?? 5432, noDelay: true });
}

/** Opens a pool. It connects on first use; no call waits for the database here. */
export function openDatabase(options: DatabaseOptions): Database {
  const settings = {
    types: { bigint: integer, date: moment },
    transform: { column: { from: postgres.toCamel, to: postgres.fromCamel } },
    onnotice: () => {},
    socket: openSocket,
    connection: {
      application_name: options.applicationName ?? 'ecocoin',
      statement_timeout: options.statementTimeoutMs,
      // A transaction left open would hold back every later event (see outbox.ts).
      idle_in_transaction_session_timeout: options.statementTimeoutMs,
      TimeZone: 'UTC',
    },
  };
  const sql: Pool = postgres(options.url, { ...settings, max: options.poolSize });
  return {
    sql,
    orm: ormOver(sql),
    transact: (work) => transactOn(sql, work),
    listen: async (channel, heard) => (await sql.listen(channel, heard, heard)).unlisten,
    openSession: () => {
      const session: Pool = postgres(options.url, { ...settings, max: 1, max_lifetime: null });
      return { sql: session, close: () => session.end({ timeout: 1 }) };
    },
    close: () => sql.end({ timeout: 5 }),
  };
}

const CLOSED_WITHIN_MS = 1_000;

/**
 * One transaction. When its connection is lost, postgres.js would still send ROLLBACK, and throw where nobody can catch
 * it once the socket is gone (porsager/postgres#1154): so the failure is held back until the close has ended `begin`.
 */
async function transactOn<T>(sql: Pool, work: (tx: Db) => Promise<T>): Promise<T> {
  let closed = false;
  const guarded = async (tx: Sql): Promise<T> => {
    try {
      return await work(dbOver(tx));
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      await pause(CLOSED_WITHIN_MS, undefined, { ref: false });
      if (closed) return await new Promise<never>(() => {});
      // It was another connection that was lost: this one can roll back.
      throw error;
    }
  };
  try {
    return (await sql.begin(guarded)) as T;
  } catch (error) {
    closed = true;
    throw error;
  }
}

/** Drizzle overwrites the date parsers of the client it is given; this one has options of its own to overwrite. */
function ormOver(sql: Sql): PostgresJsDatabase {
  const client = { options: { parsers: {}, serializers: {} }, unsafe: sql.unsafe.bind(sql) };
  return drizzle({ client: client as unknown as Pool });
}

/**
 * The values of an array parameter as text, which the cast beside it (`::numeric[]`) turns back: of an array that does
 * not hold text, postgres.js would take the type of the first element for the type of the whole. Bytes go as hex text
 * that `decode` turns back: as `bytea[]`, the text itself would be taken for the bytes.
 */
export const texts = (values: readonly (bigint | number | boolean | Date | null)[]): (string | null)[] =>
  values.map((value) => {
    if (value === null) return null;
    return value instanceof Date ? value.toISOString() : String(value);
  });

function dbOver(sql: Sql): Db {
  let orm: PostgresJsDatabase | undefined;
  return {
    sql,
    get orm() {
      return (orm ??= ormOver(sql));
    },
  };
}

const SILENT = new Logger(() => () => {});
const MIGRATIONS = join(import.meta.dirname, '../../drizzle');
const MIGRATION_LOCK = 4_207_001;

/** Brings the schema up to date. Several processes may start at once: one migrates, the others wait. */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle({ client: sql }), { migrationsFolder: MIGRATIONS });
    // The queue of jobs brings a schema of its own.
    await runMigrations({ connectionString: url, maxPoolSize: 1, logger: SILENT });
  } finally {
    await sql.end();
  }
}

/** Whether a statement failed because there was no server to talk to (any more): another one would fail alike. */
export function isLostConnection(error: unknown): boolean {
  const { code } = (error instanceof Error ? (error.cause ?? error) : {}) as { code?: unknown };
  // CONNECTION_CLOSED and its like come from the client, ECONNREFUSED from the system, 57P0x and 08xxx from the server.
  return typeof code === 'string' && /^(CONNECT|ECONN|EPIPE|ENOTFOUND|57P0|08)/.test(code);
}

/** The constraint or unique index that a statement broke, or undefined if the failure is of another kind. */
export function brokenConstraint(error: unknown): string | undefined {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof postgres.PostgresError && cause.code.startsWith('23') ? cause.constraint_name : undefined;
}
