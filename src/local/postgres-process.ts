import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { POLL_INTERVAL_MS, isRunning, listProcesses, sendSignal, titleOf } from './processes.ts';

/** What a running or dead postmaster has left in postmaster.pid (src/include/utils/pidfile.h of PostgreSQL). */
interface PidFile {
  pid: number;
  port: number;
  /** Line 8: `starting`, `stopping`, `ready` or `standby`; empty while the server has not come that far. */
  status: string;
  text: string;
}

const FAST_SHUTDOWN_LIMIT_MS = 30_000;
const IMMEDIATE_SHUTDOWN_LIMIT_MS = 10_000;
const ORPHAN_LIMIT_MS = 5_000;
/** Above every pid that Linux (4,194,304) and macOS (99,998) hand out. */
const IMPOSSIBLE_PID = 4_194_305;

/** Reads postmaster.pid; undefined when there is none. */
export async function readPidFile(dataDir: string): Promise<PidFile | undefined> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  });
  if (text === undefined) {
    return undefined;
  }
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? '', text };
}

/**
 * The cluster_name that our servers bear, in their arguments and in the titles of their children. It is made of the
 * data folder's device and inode: a folder that was moved while its server runs keeps it, a copy gets another. Process
 * titles can be read without the right to trace (a container's root lacks it), unlike /proc/PID/cwd.
 */
export async function clusterTag(dataDir: string): Promise<string> {
  const { dev, ino } = await stat(dataDir, { bigint: true });
  return `ecocoin-${dev}-${ino}`;
}

/**
 * Whose process a pid in postmaster.pid is: `ours` (the server of this folder), `gone` (none, a zombie, or something
 * that got the number later) or `unclear`: a PostgreSQL that was started by other means, perhaps on this very folder.
 */
export async function whoIs(pid: number, tag: string): Promise<'ours' | 'gone' | 'unclear'> {
  const title = (await isRunning(pid)) ? await titleOf(pid) : undefined;
  if (title === undefined) {
    return 'gone';
  }
  const tagged = /(?:cluster_name=|postgres: )(ecocoin-\d+-\d+)/u.exec(title)?.[1];
  if (tagged !== undefined) {
    return tagged === tag ? 'ours' : 'gone';
  }
  return /(?:^|\/)postgres(?:\s|:|$)/u.test(title) ? 'unclear' : 'gone';
}

/**
 * Makes a left-over postmaster.pid harmless. The server would take the number in it for a living server when a zombie
 * or a stranger has it now. The file is not removed, for it also names the shared memory by which PostgreSQL itself
 * sees that something still works on the folder. Written through one descriptor and only while it still says what
 * was judged: a new file made meanwhile by another start is another inode.
 */
export async function disarmPidFile(dataDir: string, judged: PidFile): Promise<void> {
  const handle = await open(join(dataDir, 'postmaster.pid'), 'r+').catch(() => undefined);
  try {
    if (handle !== undefined && (await handle.readFile('utf8')) === judged.text) {
      const text = judged.text.replace(/^\s*\d*/u, String(IMPOSSIBLE_PID));
      const { bytesWritten } = await handle.write(text, 0);
      await handle.truncate(bytesWritten);
    }
  } finally {
    await handle?.close();
  }
}

/**
 * Ends the children of a postmaster that was killed. They leave on their own when they next wait for something, but one
 * in the middle of a long computation would still write to the folder beside the next server's.
 */
export async function endOrphans(tag: string): Promise<void> {
  const killFromMs = Date.now() + ORPHAN_LIMIT_MS;
  const asked = new Set<number>();
  for (;;) {
    const orphans = (await listProcesses()).filter(({ title }) => title.startsWith(`postgres: ${tag}:`));
    if (orphans.length === 0) {
      return;
    }
    if (Date.now() > killFromMs + ORPHAN_LIMIT_MS) {
      const pids = orphans.map(({ pid }) => pid).join(', ');
      throw new Error(`Processes ${pids} of an earlier PostgreSQL server do not end; end them and start again.`);
    }
    for (const { pid } of orphans) {
      if (Date.now() > killFromMs) {
        sendSignal(pid, 'SIGKILL');
      } else if (!asked.has(pid)) {
        asked.add(pid);
        sendSignal(pid, 'SIGQUIT');
      }
    }
    await pause(POLL_INTERVAL_MS);
  }
}

/**
 * Fast shutdown (SIGINT: open transactions roll back, a checkpoint is written); immediate (SIGQUIT: the next start
 * recovers from the log) when that takes too long. Resolves when the process is gone.
 * @throws Error when it survives both.
 */
export async function stopPostmaster(pid: number, tag: string): Promise<void> {
  for (const [signal, limitMs] of [
    ['SIGINT', FAST_SHUTDOWN_LIMIT_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_LIMIT_MS],
  ] as const) {
    if ((await whoIs(pid, tag)) !== 'ours') {
      return;
    }
    sendSignal(pid, signal);
    const untilMs = Date.now() + limitMs;
    while (Date.now() < untilMs) {
      if (!(await isRunning(pid))) {
        return;
      }
      await pause(POLL_INTERVAL_MS);
    }
  }
  throw new Error(`PostgreSQL (process ${pid}) does not stop; it was asked with SIGINT and then with SIGQUIT.`);
}
