import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A key of a developer's machine: made once, kept in DATA_DIR for the owner's eyes only. */
export async function keptKey(dataDir: string, name: string, make: () => string): Promise<string> {
  const file = join(dataDir, 'keys', name);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept) return kept;
  const made = make();
  await mkdir(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  // Two processes may start on one folder: the first to write wins, the other reads it.
  const written = await writeFile(file, made, { mode: 0o600, flag: 'wx' }).then(
    () => true,
    () => false,
  );
  return written ? made : keptKey(dataDir, name, make);
}
