import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectStore } from './object-store.ts';

/** Names are ids that we made. Nothing else gets near a path. */
const NAME = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Objects as files of a local folder, in some thousand folders by the end of the name: the ids of one day begin alike. What
 * is not complete has another name, so that a file that is there is whole.
 */
export function folderStore(folder: string): ObjectStore {
  const folderOf = (name: string): string => {
    if (!NAME.test(name)) throw new Error('this is not the name of an object');
    return join(folder, name.slice(-3));
  };
  const fileOf = (name: string): string => join(folderOf(name), name);
  const partOf = (name: string): string => `${fileOf(name)}.part`;

  return {
    async put(name, bytes) {
      await mkdir(folderOf(name), { recursive: true, mode: 0o700 });
      const part = partOf(name);
      try {
        const file = await open(part, 'wx', 0o600);
        try {
          for await (const piece of bytes) await writeAll(file, piece);
          // What is committed to the database must not be lost by a power cut that the database survives.
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(part, fileOf(name));
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      await syncFolder(folderOf(name));
      return name;
    },

    async read(place, { start, end }) {
      const file = await open(fileOf(place)).catch(ifMissing);
      if (!file) return undefined;
      return createReadStream('', { fd: file, start, end: Math.max(start, end - 1) });
    },

    async remove(place) {
      await rm(fileOf(place), { force: true });
    },

    async discard(name) {
      await rm(partOf(name), { force: true });
      await rm(fileOf(name), { force: true });
    },
  };
}

async function writeAll(file: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) at += (await file.write(piece, at)).bytesWritten;
}

/** The name of a file is part of its folder, which has to reach the disk as well. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function ifMissing(error: unknown): undefined {
  if ((error as { code?: string }).code === 'ENOENT') return undefined;
  throw error;
}
