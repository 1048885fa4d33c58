import { ArchiveRefused } from './errors.ts';
import type { MediaType } from './media-types.ts';

/** Gives the bytes from `start` to before `end`. */
export type ReadAt = (start: number, end: number) => Promise<Buffer>;

export interface ArchiveLimits {
  readonly entries: number;
  /** All entries together, unpacked. */
  readonly bytes: number;
  /** Unpacked to packed, of the whole and of each entry. */
  readonly ratio: number;
}

interface Entry {
  readonly name: string;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES = 65_535;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const DIRECTORY_BYTES = 16_777_216;
const ENCRYPTED = 1;
const METHODS = new Set([0, 8]);
/** Blank pages pack well: entries this small cannot hurt, however well they are packed. */
const SMALL_BYTES = 1_048_576;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const refuse = (why: string): never => {
  throw new ArchiveRefused(why);
};

/**
 * Looks into an archive by its central directory alone (PKWARE APPNOTE 6.3.10, 4.3.12 to 4.3.16), without unpacking
 * anything, and says whether it is an office file. Throws ArchiveRefused for one that unpacks to too much, whose entries
 * share their bytes (as in a zip bomb) or lead out of their folder, and for what no ordinary archive has: a second disk,
 * encryption, ZIP64, bytes that belong to nothing, macros.
 */
export async function inspectArchive(size: number, read: ReadAt, limits: ArchiveLimits): Promise<MediaType> {
  const { directoryAt, directoryBytes, count } = await findDirectory(size, read);
  if (count > limits.entries) refuse(`it has ${count} entries, and ${limits.entries} is the most`);
  if (directoryBytes > DIRECTORY_BYTES) refuse('its directory is too long');
  const entries = readEntries(await read(directoryAt, directoryAt + directoryBytes), count);
  checkSizes(entries, size, limits);
  checkPlaces(entries, directoryAt);
  const names = new Set(entries.map(({ name }) => name));
  if (entries.some(({ name }) => /(?:^|\/)vbaProject\.bin$/i.test(name))) refuse('it holds macros');
  if (!names.has('[Content_Types].xml')) return 'application/zip';
  if (names.has('xl/workbook.xml')) return XLSX;
  return names.has('word/document.xml') ? DOCX : 'application/zip';
}

async function findDirectory(size: number, read: ReadAt) {
  const tail = await read(Math.max(0, size - END_BYTES - COMMENT_BYTES), size);
  let at = tail.length - END_BYTES;
  // The comment may hold anything: the end is where the length of the comment leads exactly to the end of the file.
  while (at >= 0 && !(tail.readUInt32LE(at) === END && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length)) {
    at -= 1;
  }
  if (at < 0) refuse('it has no directory, so it is broken');
  const count = tail.readUInt16LE(at + 10);
  const directoryBytes = tail.readUInt32LE(at + 12);
  const directoryAt = tail.readUInt32LE(at + 16);
  if (count === 0xffff || directoryBytes === 0xffffffff || directoryAt === 0xffffffff)
    refuse('it is of the kind ZIP64');
  const disks = [tail.readUInt16LE(at + 4), tail.readUInt16LE(at + 6)];
  if (disks.some((disk) => disk !== 0) || tail.readUInt16LE(at + 8) !== count) refuse('it is one part of several');
  if (count === 0) refuse('it is empty');
  if (directoryAt + directoryBytes !== size - tail.length + at) refuse('its directory is not where it says');
  return { directoryAt, directoryBytes, count };
}

function readEntries(directory: Buffer, count: number): Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY) refuse('its directory is broken');
    const nameBytes = directory.readUInt16LE(at + 28);
    const end = at + ENTRY_BYTES + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
    if (end > directory.length) refuse('its directory is broken');
    if ((directory.readUInt16LE(at + 8) & ENCRYPTED) !== 0) refuse('it is encrypted, so nobody could review it');
    if (!METHODS.has(directory.readUInt16LE(at + 10))) refuse('it is packed by another method than Deflate');
    const entry = {
      name: directory.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
      packed: directory.readUInt32LE(at + 20),
      unpacked: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
    };
    if ([entry.packed, entry.unpacked, entry.offset].includes(0xffffffff)) refuse('it is of the kind ZIP64');
    if (leadsOut(entry.name)) refuse('the name of an entry leads out of its folder');
    entries.push(entry);
    at = end;
  }
  if (at !== directory.length) refuse('its directory is broken');
  return entries;
}

const leadsOut = (name: string): boolean =>
  name === '' || /[\\\0]|^\/|^[a-z]:/i.test(name) || name.split('/').includes('..');

function checkSizes(entries: readonly Entry[], size: number, { bytes, ratio }: ArchiveLimits): void {
  const unpacked = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  if (unpacked > bytes) refuse(`it unpacks to ${unpacked} bytes, and ${bytes} is the most`);
  const tooDense = (from: number, to: number): boolean => to > SMALL_BYTES && to > ratio * Math.max(1, from);
  if (tooDense(size, unpacked) || entries.some((entry) => tooDense(entry.packed, entry.unpacked))) {
    refuse(`it unpacks to more than ${ratio} times its size`);
  }
}

/** Each entry has bytes of its own, all of them before the directory. */
function checkPlaces(entries: readonly Entry[], directoryAt: number): void {
  const inOrder = entries.toSorted((a, b) => a.offset - b.offset);
  for (const [index, { offset, packed, name }] of inOrder.entries()) {
    const next = inOrder[index + 1]?.offset ?? directoryAt;
    // The name stands before the bytes once more.
    if (offset + LOCAL_BYTES + Buffer.byteLength(name) + packed > next) refuse('its entries lie over one another');
  }
}
