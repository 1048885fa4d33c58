import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chown, lchown, lstat, mkdir, open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { NOBODY_ID, dataArgument, dataOwner, launch } from './postgres-launch.ts';
import type { Launcher } from './postgres-launch.ts';
import { isRunning } from './processes.ts';

/** The password of the superuser, beside the data that it opens; nobody but the folder's owner can read it. */
const PASSWORD_FILE = 'ecocoin-password';
export const SUPERUSER = 'postgres';
const OUTPUT_LIMIT_CHARS = 16_384;

/**
 * Makes sure that `dataDir` holds a database cluster that the launcher's user owns: makes one where there is none
 * (initdb), makes another where an earlier attempt was cut off. Nothing may run on it meanwhile.
 *
 * @param sync false when the server will run with fsync=off anyway (tests).
 * @throws Error in words: initdb's own when it fails, or that the folder holds something which is not ours to touch.
 */
export async function ensureCluster(
  launcher: Launcher,
  dataDir: string,
  options: { sync: boolean; deadlineMs: number; log: (line: string) => void },
): Promise<void> {
  await mkdir(dirname(dataDir), { recursive: true });
  await sweepAttempts(dataDir);
  const state = await stateOf(dataDir);
  if (state === 'unfinished') {
    const aside = `${dataDir}.unfinished-${Date.now()}`;
    await rename(dataDir, aside);
    options.log(`PostgreSQL: ${dataDir} was never finished; it is kept as ${basename(aside)}, a new one is made`);
  }
  if (state !== 'complete') {
    await makeCluster(launcher, dataDir, options);
  }
  await giveToOwner(launcher, dataDir, options.log);
}

/** The superuser's password of the cluster in `dataDir`. */
export async function readPassword(dataDir: string): Promise<string> {
  return (await readFile(join(dataDir, PASSWORD_FILE), 'utf8')).trim();
}

/**
 * A cluster is made beside its place and renamed into it when it is complete and on the disk, so that a crash leaves
 * either all of it or none. What is recognised as `unfinished` all the same is what another tool left.
 */
async function stateOf(dataDir: string): Promise<'absent' | 'unfinished' | 'complete'> {
  const names = await readdir(dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return [] as string[];
    }
    throw new Error(`The data folder of PostgreSQL cannot be read: ${error.message}`, { cause: error });
  });
  if (names.length === 0) {
    return 'absent';
  }
  if (!names.includes('PG_VERSION')) {
    throw new Error(`${dataDir} is not empty and holds no PostgreSQL cluster; name another folder or empty this one.`);
  }
  // Written by initdb's first server; without it no server has ever worked on this folder.
  const begun = await access(join(dataDir, 'global', 'pg_control')).then(
    () => true,
    () => false,
  );
  if (begun && !names.includes(PASSWORD_FILE)) {
    throw new Error(`${dataDir} holds a PostgreSQL cluster whose ${PASSWORD_FILE} is missing: it was not made here.`);
  }
  return begun ? 'complete' : 'unfinished';
}

async function makeCluster(
  launcher: Launcher,
  dataDir: string,
  options: { sync: boolean; deadlineMs: number; log: (line: string) => void },
): Promise<void> {
  options.log(`PostgreSQL: making a database cluster in ${dataDir}`);
  const building = `${attemptPrefix(dataDir)}${process.pid}-${randomBytes(4).toString('hex')}`;
  const password = randomBytes(24).toString('base64url');
  try {
    await mkdir(building, { mode: 0o700 });
    const owner = dataOwner(launcher);
    if (owner !== undefined) {
      await chown(building, owner.uid, owner.gid);
    }
    await runInitdb(launcher, building, password, options);
    await writeFile(join(building, PASSWORD_FILE), `${password}\n`, { mode: 0o600, flush: options.sync });
    if (options.sync) {
      await syncFolder(building);
    }
    // Replaces nothing or an empty folder. Another process that finished first keeps its own, which is as good.
    await rename(building, dataDir).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') {
        throw new Error(`The new cluster cannot be moved to ${dataDir}: ${error.message}`, { cause: error });
      }
    });
    if (options.sync) {
      await syncFolder(dirname(dataDir));
    }
  } finally {
    await rm(building, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

/**
 * syncfs brings the thousand files to the disk with one call instead of an fsync each (measured: nothing to be seen,
 * against one to two seconds); a cluster that is not on the disk must not be renamed into place.
 */
async function runInitdb(
  launcher: Launcher,
  dataDir: string,
  password: string,
  options: { sync: boolean; deadlineMs: number },
): Promise<void> {
  const durable = process.platform === 'linux' ? ['--sync-method=syncfs'] : [];
  const args = [
    `--pgdata=${dataArgument(launcher, dataDir)}`,
    `--username=${SUPERUSER}`,
    '--pwfile=/dev/stdin',
    '--auth=scram-sha-256',
    '--locale=C',
    '--encoding=UTF8',
    '--no-instructions',
    ...(options.sync ? durable : ['--no-sync']),
  ];
  const passwordFile = await openOnce(`${dataDir}.password`, `${password}\n`, launcher);
  try {
    const child = launch(launcher, 'initdb', args, {
      dataDir,
      stdio: [passwordFile.fd, 'pipe', 'pipe'],
      detached: false,
    });
    await succeed(child, options.deadlineMs);
  } finally {
    await passwordFile.close();
  }
}

/** A file that is open for reading and has no name any more: whatever happens to us, no password stays on the disk. */
async function openOnce(path: string, text: string, launcher: Launcher): Promise<Awaited<ReturnType<typeof open>>> {
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  try {
    const owner = dataOwner(launcher);
    if (owner !== undefined) {
      await chown(path, owner.uid, owner.gid);
    }
    return await open(path, 'r');
  } finally {
    await rm(path);
  }
}

async function succeed(child: ChildProcess, deadlineMs: number): Promise<void> {
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-OUTPUT_LIMIT_CHARS);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const limitMs = Math.max(0, deadlineMs - Date.now());
  const timer = setTimeout(() => child.kill('SIGTERM'), limitMs);
  try {
    const outcome = await new Promise<string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(signal ?? String(code)));
    });
    if (outcome !== '0') {
      throw new Error(`PostgreSQL could not make its data folder (initdb ended with ${outcome}):\n${output.trim()}`);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Removes what attempts of processes that are gone have left. */
async function sweepAttempts(dataDir: string): Promise<void> {
  const prefix = basename(attemptPrefix(dataDir));
  for (const name of await readdir(dirname(dataDir))) {
    const [, pid] = name.startsWith(prefix) ? (/^(\d+)-/u.exec(name.slice(prefix.length)) ?? []) : [];
    if (pid !== undefined && !(await isRunning(Number(pid)))) {
      const path = join(dirname(dataDir), name);
      await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    }
  }
}

function attemptPrefix(dataDir: string): string {
  return `${dataDir}.initdb-`;
}

/** A cluster made in another way (root yesterday, uid 65534 today) changes hands; only root can do that. */
async function giveToOwner(launcher: Launcher, dataDir: string, log: (line: string) => void): Promise<void> {
  const owner = dataOwner(launcher);
  const { uid } = await lstat(dataDir);
  if (owner === undefined) {
    if (uid !== process.getuid?.()) {
      throw new Error(`${dataDir} belongs to user ${uid}, and PostgreSQL runs only on folders of its own user.`);
    }
    return;
  }
  if (uid === owner.uid) {
    return;
  }
  log(`PostgreSQL: ${dataDir} is given from user ${uid} to user ${owner.uid === NOBODY_ID ? 'nobody' : owner.uid}`);
  // The folder itself last: its owner is what tells the next start that all of it has changed hands.
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), owner.uid, owner.gid);
  }
  await lchown(dataDir, owner.uid, owner.gid);
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
