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

/** The embedded PostgreSQL as `npm start` runs it (fsync on), with the data of dataset.ts, kept between runs. */
export async function openBenchDatabase(dataDir: string, say: (line: string) => void): Promise<BenchDatabase> {
  const server = await startPostgres({ dataDir: resolve(dataDir, 'postgres'), log: say });
  const url = new URL(server.url);
  url.pathname = `/${NAME}`;
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  try {
    const [found] = await admin<{ comment: string | null }[]>`
      select shobj_description(oid, 'pg_database') as comment from pg_database where datname = ${NAME}`;
    if (found?.comment !== FILLED) {
      await admin.unsafe(`drop database if exists ${NAME} with (force)`);
      await admin.unsafe(`create database ${NAME}`);
    }
    await migrateDatabase(url.href);
    if (found?.comment !== FILLED) {
      say('filling the database:');
      const sql = postgres(url.href, { max: 1, onnotice: () => {} });
      try {
        await fill(sql, say);
      } finally {
        await sql.end();
      }
      await admin.unsafe(`comment on database ${NAME} is '${FILLED}'`);
    }
    return { url: url.href, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
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
