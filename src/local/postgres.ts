import type { StdioOptions } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { freePort } from './free-port.ts';
import { SUPERUSER, ensureCluster, readPassword } from './postgres-cluster.ts';
import { dataArgument, findLauncher, launch } from './postgres-launch.ts';
import type { Launcher } from './postgres-launch.ts';
import { clusterTag, disarmPidFile, endOrphans, readPidFile, stopPostmaster, whoIs } from './postgres-process.ts';
import { POLL_INTERVAL_MS } from './processes.ts';
import { logTail, openLog } from './server-log.ts';
import { claim, forgetStarter, writeStarter } from './starter.ts';

/** A running embedded PostgreSQL. */
export interface LocalPostgres {
  /** Superuser's URL of the database `postgres`, with the password. */
  url: string;
  port: number;
  dataDir: string;
  /** True when the server ran already. */
  adopted: boolean;
  /** Ends the server, unless another process that still runs has started it. Can be called twice. */
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** The folder of the data, e.g. `.data/postgres`; made when it is not there. */
  dataDir: string;
  /** Port on 127.0.0.1; a free one when not given. A server that is adopted keeps its own. */
  port?: number;
  /** More server settings, e.g. `{ fsync: 'off' }` in tests. A server that is adopted keeps its own. */
  settings?: Record<string, string>;
  log?: (line: string) => void;
  /** For all of it, initdb and recovery included; 60 seconds when not given. */
  startTimeoutMs?: number;
}

interface Running {
  pid: number;
  port: number;
}

const START_TIMEOUT_MS = 60_000;
const START_ATTEMPTS = 5;
/** The server makes postmaster.pid and fills it in the next instant; a file that stays empty is a full disk's. */
const EMPTY_PID_FILE_LIMIT_MS = 1_000;

const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  // A socket's path must stay under 108 bytes, which a deep project folder breaks.
  unix_socket_directories: '',
  shared_buffers: '256MB',
  max_connections: '100',
  // Our statements are short: compiling one costs more than running it.
  jit: 'off',
  // The server's log is not cut while it runs: what clients do wrong goes to the clients alone, and checkpoints are no news.
  log_min_messages: 'log',
  log_checkpoints: 'off',
};

/**
 * Starts the PostgreSQL that comes with the npm packages on `dataDir`, or adopts the one that runs there already (left by
 * a process that was killed, or started by one that still runs). It survives this process: whoever starts it calls `stop`.
 *
 * Who may stop it: the process that started it; after that process's end, the one that found it orphaned. An adopter
 * beside a living starter leaves it running. A starter's `stop` does not ask whether others have adopted the server.
 *
 * @throws Error in words, with the last lines of the server's log when it would not start. Never with the password.
 */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? (() => undefined);
  const deadlineMs = Date.now() + (options.startTimeoutMs ?? START_TIMEOUT_MS);
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    const found = await awaitHolder(dataDir, deadlineMs);
    if (found !== undefined) {
      log(`PostgreSQL: adopted the server that runs on ${dataDir} (process ${found.pid}, port ${found.port})`);
      return handOver(dataDir, found, { adopted: true, owner: await claim(dataDir), log });
    }
    const launcher = await findLauncher();
    const settings = { ...SETTINGS, ...options.settings };
    await ensureCluster(launcher, dataDir, { sync: settings['fsync'] !== 'off', deadlineMs, log });
    const port = options.port ?? (await freePort());
    const outcome = await tryStart(launcher, dataDir, { ...settings, port: String(port) }, deadlineMs);
    if (typeof outcome === 'object') {
      await writeStarter(dataDir);
      log(`PostgreSQL: runs on 127.0.0.1:${port} (process ${outcome.pid}, data in ${dataDir})`);
      return handOver(dataDir, { pid: outcome.pid, port }, { adopted: false, owner: true, log });
    }
    if (outcome === 'port taken' && options.port !== undefined) {
      throw new Error(`PostgreSQL cannot listen on 127.0.0.1:${port}: the port is taken. Name another, or none.`);
    }
  }
  throw new Error(`PostgreSQL did not start on ${dataDir}: another start was faster ${START_ATTEMPTS} times.`);
}

async function handOver(
  dataDir: string,
  { pid, port }: Running,
  { adopted, owner, log }: { adopted: boolean; owner: boolean; log: (line: string) => void },
): Promise<LocalPostgres> {
  const tag = await clusterTag(dataDir);
  const url = `postgres://${SUPERUSER}:${await readPassword(dataDir)}@127.0.0.1:${port}/postgres`;
  const end = async (): Promise<void> => {
    if (!owner && !(await claim(dataDir))) {
      log(`PostgreSQL: left running on ${dataDir}, the process that started it still runs`);
      return;
    }
    await stopPostmaster(pid, tag);
    await forgetStarter(dataDir);
    log(`PostgreSQL: stopped (process ${pid})`);
  };
  let ending: Promise<void> | undefined;
  return { url, port, dataDir, adopted, stop: async () => (ending ??= end()) };
}

/**
 * The server of this folder once it is ready, or undefined when none runs; then what a dead one left is cleared away.
 * @throws Error when it is neither by the deadline, or when the holder of the folder cannot be told.
 */
async function awaitHolder(dataDir: string, deadlineMs: number): Promise<Running | undefined> {
  const emptyUntilMs = Date.now() + EMPTY_PID_FILE_LIMIT_MS;
  for (;;) {
    const file = await readPidFile(dataDir).catch(async (error: Error) => {
      const owner = (await stat(dataDir).catch(() => undefined))?.uid ?? 'unknown';
      throw new Error(`The data folder of PostgreSQL (owner: user ${owner}) cannot be read: ${error.message}`, {
        cause: error,
      });
    });
    if (file === undefined) {
      return undefined;
    }
    const tag = await clusterTag(dataDir);
    const who = Number.isInteger(file.pid) && file.pid > 0 ? await whoIs(file.pid, tag) : 'gone';
    if (who === 'gone' && (file.text !== '' || Date.now() > emptyUntilMs)) {
      await endOrphans(tag);
      await disarmPidFile(dataDir, file);
      return undefined;
    }
    if (who === 'ours' && file.status === 'ready') {
      return { pid: file.pid, port: file.port };
    }
    if (who === 'unclear') {
      throw new Error(
        `Process ${file.pid} may be a PostgreSQL server on ${dataDir} that was started by other means. ` +
          'Stop it; or, if it has nothing to do with this folder, remove postmaster.pid there.',
      );
    }
    if (Date.now() > deadlineMs) {
      throw new Error(
        `The PostgreSQL server on ${dataDir} (process ${file.pid}) is still "${file.status}":\n${await logTail(dataDir)}`,
      );
    }
    await pause(POLL_INTERVAL_MS);
  }
}

async function tryStart(
  launcher: Launcher,
  dataDir: string,
  settings: Record<string, string>,
  deadlineMs: number,
): Promise<Running | 'port taken' | 'too late'> {
  const tag = await clusterTag(dataDir);
  const args = ['-D', dataArgument(launcher, dataDir)];
  for (const [name, value] of Object.entries({ ...settings, cluster_name: tag })) {
    args.push('-c', `${name}=${value}`);
  }
  const logHandle = await openLog(dataDir);
  const logStart = (await logHandle.stat()).size;
  const stdio: StdioOptions = ['ignore', logHandle.fd, logHandle.fd];
  const child = launch(launcher, 'postgres', args, { dataDir, stdio, detached: true });
  // Heard from this very tick on: a server that finds another on its folder is gone before the next await returns.
  let ended: string | undefined;
  child.once('error', (error) => (ended ??= error.message));
  child.once('exit', (code, signal) => (ended ??= `ended with ${signal ?? String(code)}`));
  // Who awaits nothing else may end: the server is meant to outlive a process that does not stop it.
  child.unref();
  await logHandle.close();
  for (;;) {
    if (ended !== undefined) {
      return await explainEnd(dataDir, ended, logStart);
    }
    const file = await readPidFile(dataDir);
    if (file !== undefined && file.pid === child.pid && file.status === 'ready') {
      return { pid: file.pid, port: file.port };
    }
    if (Date.now() > deadlineMs) {
      child.kill('SIGQUIT');
      throw new Error(`PostgreSQL was not ready in time; the end of its log:\n${await logTail(dataDir, logStart)}`);
    }
    await pause(POLL_INTERVAL_MS);
  }
}

/** What the server said last decides: another start or a stranger's port are tried again, the rest is told. */
async function explainEnd(dataDir: string, ended: string, logStart: number): Promise<'port taken' | 'too late'> {
  const tail = await logTail(dataDir, logStart);
  if (/lock file "postmaster\.pid" (?:already exists|is empty)/u.test(tail)) {
    return 'too late';
  }
  if (/could not bind IPv4 address .*Address already in use/u.test(tail)) {
    return 'port taken';
  }
  throw new Error(`PostgreSQL did not start (${ended}); the end of its log:\n${tail}`);
}
