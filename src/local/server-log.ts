import { open, readFile, rename, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

const LOG_FILE = 'server.log';
const LOG_TAIL_CHARS = 2_000;
const LOG_LIMIT_BYTES = 1_048_576;

/** A file and not a pipe: the server must go on writing after our end. It is put aside when it has grown large. */
export async function openLog(dataDir: string): Promise<FileHandle> {
  const path = join(dataDir, LOG_FILE);
  if (((await stat(path).catch(() => undefined))?.size ?? 0) > LOG_LIMIT_BYTES) {
    await rename(path, `${path}.1`);
  }
  return open(path, 'a', 0o600);
}

/** The end of what a server has said since its log had this length. */
export async function logTail(dataDir: string, startBytes = 0): Promise<string> {
  const bytes = await readFile(join(dataDir, LOG_FILE)).catch(() => Buffer.alloc(0));
  return bytes.subarray(startBytes).toString('utf8').slice(-LOG_TAIL_CHARS).trim() || '(the log is empty)';
}
