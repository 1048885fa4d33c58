import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import postgres from 'postgres';
import { type LocalPostgres, startPostgres } from '../src/local/postgres.ts';
import { FAST_SETTINGS } from './postgres-lab.ts';

/** What belongs to the running server, and not to its data. */
const LEFT_OUT = new Set(['postmaster.pid', 'postmaster.opts', 'ecocoin-starter.json']);

/** A replica that follows the server by streaming: from a base backup, as its tools make it. */
export async function startStandby(primary: LocalPostgres, dataDir: string): Promise<LocalPostgres> {
  const sql = postgres(primary.url, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_backup_start('standby', true)`;
    await mkdir(dirname(dataDir), { recursive: true });
    await cp(primary.dataDir, dataDir, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
    await chmod(dataDir, 0o700);
    const [stopped] = await sql<{ labelfile: string }[]>`select labelfile from pg_backup_stop(false)`;
    await writeFile(join(dataDir, 'backup_label'), stopped?.labelfile ?? '', { mode: 0o600 });
    await writeFile(join(dataDir, 'standby.signal'), '', { mode: 0o600 });
  } finally {
    await sql.end({ timeout: 1 });
  }
  const { username, password, port } = new URL(primary.url);
  return await startPostgres({
    dataDir,
    settings: {
      ...FAST_SETTINGS,
      primary_conninfo: `host=127.0.0.1 port=${port} user=${username} password=${password}`,
    },
  });
}
