import { execFile, spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { copiedBinaries, packagedBinaries } from './postgres-binaries.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

/**
 * How PostgreSQL's programs are run. They refuse to run as root, so root gives its power away first:
 * - `direct`: as we are, an ordinary user;
 * - `unshare`: in a user namespace where root's own uid is shown as 65534. Files stay root's, and no folder has to be
 *   opened to anybody. No pid namespace is made, so process ids are the same inside and outside;
 * - `nobody`: as uid 65534, where user namespaces are forbidden (most containers) or unshare is too old for --map-user.
 */
type Way = 'direct' | 'unshare' | 'nobody';

export interface Launcher {
  way: Way;
  nativeDir: string;
}

export const NOBODY_ID = 65534;
const TRIAL_TIMEOUT_MS = 10_000;

const run = promisify(execFile);
let found: Promise<Launcher> | undefined;

/**
 * The first way that works here, found once per process by running `postgres --version` in each.
 * @throws Error that names every way tried and what it answered.
 */
export async function findLauncher(): Promise<Launcher> {
  found ??= tryLaunchers();
  try {
    return await found;
  } catch (error) {
    found = undefined;
    throw error;
  }
}

async function tryLaunchers(): Promise<Launcher> {
  const packaged = await packagedBinaries();
  const refusals: string[] = [];
  const places: [string, () => Promise<PostgresBinaries>][] = [
    ['from its package', async () => packaged],
    ['from a copy', async () => copiedBinaries(packaged)],
  ];
  for (const [place, provide] of places) {
    try {
      const { nativeDir } = await provide();
      for (const way of ways()) {
        const refusal = await trial({ way, nativeDir });
        if (refusal === undefined) {
          return { way, nativeDir };
        }
        refusals.push(`${DESCRIPTIONS[way]}, ${place}: ${refusal}`);
      }
    } catch (error) {
      refusals.push(`${place}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `The embedded PostgreSQL cannot be run on this machine:\n  ${refusals.join('\n  ')}\n` +
      'Set DATABASE_URL to a PostgreSQL server of your own instead.',
  );
}

const DESCRIPTIONS: Record<Way, string> = {
  direct: 'as the current user',
  unshare: 'as root in a user namespace (unshare --map-user)',
  nobody: `as root turned into uid ${NOBODY_ID}`,
};

function ways(): Way[] {
  if (process.getuid?.() !== 0) {
    return ['direct'];
  }
  return process.platform === 'linux' ? ['unshare', 'nobody'] : ['nobody'];
}

async function trial(launcher: Launcher): Promise<string | undefined> {
  const { file, args, identity } = commandOf(launcher, 'postgres', ['--version']);
  try {
    const options = { cwd: '/', env: environment(), timeout: TRIAL_TIMEOUT_MS, ...identity };
    const { stdout } = await run(file, args, options);
    return stdout.startsWith('postgres (PostgreSQL)') ? undefined : `answered ${JSON.stringify(stdout.slice(0, 200))}`;
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    return stderr.trim().slice(0, 500) || message;
  }
}

/**
 * Starts one of PostgreSQL's programs with the data folder as its working directory; name the folder to it with
 * `dataArgument`. `detached` puts it in a session of its own, where the terminal's Ctrl-C does not reach it.
 */
export function launch(
  launcher: Launcher,
  program: 'initdb' | 'postgres',
  args: string[],
  options: { dataDir: string; stdio: StdioOptions; detached: boolean },
): ChildProcess {
  const { file, args: all, identity } = commandOf(launcher, program, args);
  const { dataDir: cwd, stdio, detached } = options;
  return spawn(file, all, { cwd, env: environment(), stdio, detached, ...identity });
}

/**
 * How to name the data folder to a program started by `launch`. Root's stand-in may not be allowed to walk down to it
 * (a project under /root or in somebody's closed home), but a process keeps the working directory it was given while
 * it still was root, and /proc/self/cwd leads there without a look at the folders above.
 */
export function dataArgument(launcher: Launcher, dataDir: string): string {
  return launcher.way === 'direct' || process.platform !== 'linux' ? dataDir : '/proc/self/cwd';
}

/** Who must own the data folder on disk, or undefined when the files we make are right as they are. */
export function dataOwner(launcher: Launcher): { uid: number; gid: number } | undefined {
  if (launcher.way === 'direct') {
    return undefined;
  }
  return launcher.way === 'nobody' ? { uid: NOBODY_ID, gid: NOBODY_ID } : { uid: 0, gid: 0 };
}

function commandOf(
  { way, nativeDir }: Launcher,
  program: string,
  args: string[],
): { file: string; args: string[]; identity: { uid?: number; gid?: number } } {
  const file = join(nativeDir, 'bin', program);
  if (way === 'unshare') {
    const map = ['--user', `--map-user=${NOBODY_ID}`, `--map-group=${NOBODY_ID}`];
    return { file: 'unshare', args: [...map, '--', file, ...args], identity: {} };
  }
  return { file, args, identity: way === 'nobody' ? { uid: NOBODY_ID, gid: NOBODY_ID } : {} };
}

/** Nothing of ours is handed on: no secrets, and no PGDATA, PGPORT or locale that would change what the server does. */
function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
