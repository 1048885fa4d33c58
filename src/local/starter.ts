import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { beginningOf } from './processes.ts';

/** Who started the server that works on a folder: that process, while it lives, is the one that stops it. */
const STARTER_FILE = 'ecocoin-starter.json';

/** Takes the server over when the process that started it is gone; false while that one lives (we may be it). */
export async function claim(dataDir: string): Promise<boolean> {
  const text = await readFile(join(dataDir, STARTER_FILE), 'utf8').catch(() => '{}');
  const starter = JSON.parse(text) as { pid?: number; began?: string };
  if (starter.pid !== undefined && (await beginningOf(starter.pid)) === starter.began) {
    return false;
  }
  await writeStarter(dataDir);
  return true;
}

/** Notes this process as the one that may stop the server. A pid alone is not enough: it may be somebody else's by the time it is looked at. */
export async function writeStarter(dataDir: string): Promise<void> {
  const path = join(dataDir, STARTER_FILE);
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, JSON.stringify({ pid: process.pid, began: await beginningOf(process.pid) }));
  await rename(temporary, path);
}

/** The server has ended: nobody has started it. */
export async function forgetStarter(dataDir: string): Promise<void> {
  await rm(join(dataDir, STARTER_FILE), { force: true });
}
