import { resolve } from 'node:path';
import postgres from 'postgres';
import { migrateDatabase } from '../src/db/client.ts';
import { startPostgres } from '../src/local/postgres.ts';
import { fill } from './fill.ts';

/** Changes when fill.ts does: data of another version is made anew. */
const NAME = 'bench_1';
const FILLED = 'filled';

export interface BenchDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

export interface BenchDatabaseOptions {
  readonly dataDir: string;
  /** Whether the data of dataset.ts is needed; else the database may be empty. */
  readonly filled: boolean;
  readonly say: (line: string) => void;
}

/** The embedded PostgreSQL as `npm start` runs it (fsync on), with the data of dataset.ts, kept between runs. */
export async function openBenchDatabase({ dataDir, filled, say }: BenchDatabaseOptions): Promise<BenchDatabase> {
  const server = await startPostgres({ dataDir: resolve(dataDir, 'postgres'), log: say });
  try {
    const url = filled ? await keepDatabase(server.url, NAME, { fill, say }) : server.url;
    return { url, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

interface Keeping {
  readonly fill: (sql: postgres.Sql, say: (line: string) => void) => Promise<void>;
  readonly say: (line: string) => void;
}

/** A database of this name on the server, migrated, and filled if it is not yet; gives its URL. */
export async function keepDatabase(serverUrl: string, name: string, { fill: write, say }: Keeping): Promise<string> {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  try {
    const [found] = await admin<{ comment: string | null }[]>`
      select shobj_description(oid, 'pg_database') as comment from pg_database where datname = ${name}`;
    if (found?.comment !== FILLED) {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.unsafe(`create database ${name}`);
    }
    await migrateDatabase(url.href);
    if (found?.comment !== FILLED) {
      say('filling the database:');
      const sql = postgres(url.href, { max: 1, onnotice: () => {} });
      try {
        await write(sql, say);
      } finally {
        await sql.end();
      }
      await admin.unsafe(`comment on database ${name} is '${FILLED}'`);
    }
    return url.href;
  } finally {
    await admin.end();
  }
}

/** A database of its own on the same server, migrated and empty. */
export async function makeDatabase(serverUrl: string, name: string): Promise<{ url: string; drop(): Promise<void> }> {
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  const drop = `drop database if exists ${name} with (force)`;
  await admin.unsafe(drop);
  await admin.unsafe(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrateDatabase(url.href);
  // What was written before must not be flushed while something is measured.
  await admin.unsafe('checkpoint');
  return {
    url: url.href,
    async drop() {
      await admin.unsafe(drop);
      await admin.end();
    },
  };
}
