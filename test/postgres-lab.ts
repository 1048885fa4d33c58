import { execFile } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import postgres from 'postgres';

import { readPidFile } from '../src/local/postgres-process.ts';
import { startPostgres } from '../src/local/postgres.ts';
import type { LocalPostgres, PostgresOptions } from '../src/local/postgres.ts';
import { kill, startElsewhere } from './elsewhere.ts';

/** For servers whose data nobody will miss. */
export const FAST_SETTINGS = { fsync: 'off', shared_buffers: '16MB' };

const driverDir = fileURLToPath(new URL('../src/local/', import.meta.url));

/** A folder of its own for tests of the embedded PostgreSQL. */
export interface PostgresLab {
  root: string;
  dataDir: string;
  start(options?: Partial<PostgresOptions>): Promise<LocalPostgres>;
  /** Another node process that starts a server, prints what it got as one line of JSON, and stops it on SIGTERM. */
  startElsewhere(options?: { env?: NodeJS.ProcessEnv; driver?: string }): ChildProcess;
  /** Registers a process that `close` kills if it still runs. */
  keep<T extends ChildProcess>(child: T): T;
  /** Ends every process and server of this lab, whatever state a failed test has left them in. */
  close(): Promise<void>;
}

export async function openPostgresLab(): Promise<PostgresLab> {
  const root = await mkdtemp(join(tmpdir(), 'ecocoin-postgres-test-'));
  const dataDir = join(root, 'data', 'postgres');
  const children: ChildProcess[] = [];
  const start: PostgresLab['start'] = async (options) =>
    startPostgres({ dataDir, settings: FAST_SETTINGS, ...options });
  const keep: PostgresLab['keep'] = (child) => {
    children.push(child);
    return child;
  };
  return {
    root,
    dataDir,
    start,
    keep,
    startElsewhere: ({ env = process.env, driver = driverDir } = {}) => {
      const code = `
        import { startPostgres } from ${JSON.stringify(`file://${join(driver, 'postgres.ts')}`)};
        const server = await startPostgres(${JSON.stringify({ dataDir, settings: FAST_SETTINGS })});`;
      return keep(startElsewhere(code, env));
    },
    close: async () => {
      await Promise.all(children.map(kill));
      for (const path of await readdir(root, { recursive: true })) {
        if (path.endsWith('/postgres/postmaster.pid')) {
          // Its starter is gone, or is this process, whose own handle a failed test may have lost.
          await rm(join(root, dirname(path), 'ecocoin-starter.json'), { force: true });
          await (await start({ dataDir: join(root, dirname(path)) })).stop();
        }
      }
      await rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function query<Row>(url: string, text: string): Promise<Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 5 });
  try {
    return await sql.unsafe<Row[]>(text);
  } finally {
    // Without a limit it waits for ever when the server has died under the connection.
    await sql.end({ timeout: 1 });
  }
}

export async function postmasterPid(dataDir: string): Promise<number> {
  const pid = (await readPidFile(dataDir))?.pid;
  if (pid === undefined) {
    throw new Error(`no postmaster.pid in ${dataDir}`);
  }
  return pid;
}

/** The driver's sources in a project of its own, for what depends on where the project lies; gives their folder. */
export async function copyDriver(project: string): Promise<string> {
  const target = join(project, 'src', 'local');
  await cp(driverDir, target, { recursive: true });
  return target;
}

export async function run(file: string, args: string[]): Promise<void> {
  await promisify(execFile)(file, args);
}
