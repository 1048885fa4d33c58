import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { POLL_INTERVAL_MS, beginningOf } from './processes.ts';

const LOCK_FILE = 'ecocoin-start.lock';

/**
 * Does the work while no other process does it for the same folder. A lock whose holder is gone counts for nothing.
 * @throws Error when another process still holds the lock at the deadline.
 */
export async function withStartLock<T>(dataDir: string, deadlineMs: number, work: () => Promise<T>): Promise<T> {
  const lock = join(dataDir, LOCK_FILE);
  const mine = `${lock}.${process.pid}.${crypto.randomUUID()}`;
  await writeFile(mine, JSON.stringify({ pid: process.pid, began: await beginningOf(process.pid), token: mine }));
  try {
    // A link appears whole or not at all, unlike a file that is made and then written.
    while (!(await linked(mine, lock))) {
      if (await breakStale(lock, mine)) continue;
      if (Date.now() > deadlineMs) throw new Error(`Another process is still starting a server on ${dataDir}.`);
      await pause(POLL_INTERVAL_MS);
    }
  } catch (error) {
    await rm(mine, { force: true });
    throw error;
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
    await rm(mine, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

/** Puts the lock of a dead process aside; true when it is worth trying again at once. */
async function breakStale(lock: string, mine: string): Promise<boolean> {
  const judged = await readFile(lock, 'utf8').catch(() => undefined);
  if (judged === undefined) return true;
  const holder = readHolder(judged);
  if (holder && (await beginningOf(holder.pid)) === holder.began) return false;
  const aside = `${mine}.stale`;
  await rename(lock, aside).catch(() => undefined);
  const taken = await readFile(aside, 'utf8').catch(() => undefined);
  // Another start was faster and has a lock of its own here by now: it gets it back.
  if (taken !== undefined && taken !== judged) await linked(aside, lock);
  await rm(aside, { force: true });
  return true;
}

/** Undefined for a file that a power cut has left empty. */
function readHolder(text: string): { pid: number; began: string } | undefined {
  try {
    return JSON.parse(text) as { pid: number; began: string };
  } catch {
    return undefined;
  }
}
