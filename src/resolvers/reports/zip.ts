import { pipeline, Readable } from 'node:stream';
import { constants, crc32, createDeflateRaw } from 'node:zlib';
import { ReportTooLarge } from './errors.ts';

export interface ZipEntry {
  readonly name: string;
  readonly texts: AsyncIterable<string> | Iterable<string>;
}

interface Placed {
  readonly name: Buffer;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const DIRECTORY = 0x02014b50;
const END = 0x06054b50;
/** Deflate (APPNOTE 4.4.5). */
const METHOD = 8;
/** Sizes follow the bytes, for nobody knows them before; names are UTF-8 (APPNOTE 4.4.4). */
const FLAGS = 0x0808;
const VERSION = 20;
/** 1980-01-01, the first day that the format knows: what is the same is the same, byte for byte. */
const DAY = 0x0021;
const MOST_BYTES = 0xffff_fffe;

/**
 * An archive of texts, packed as they come (PKWARE APPNOTE 6.3.10, without ZIP64). What has left is kept as sums alone.
 * Throws ReportTooLarge beyond 4 GiB, packed or not.
 */
export async function* zipOf(entries: Iterable<ZipEntry>): AsyncGenerator<Uint8Array, void, void> {
  const placed: Placed[] = [];
  let offset = 0;
  for (const { name: text, texts } of entries) {
    const name = Buffer.from(text);
    const start = offset;
    const head = localHeader(name);
    offset += head.length;
    yield head;
    const tally = { crc: 0, unpacked: 0 };
    const deflate = createDeflateRaw({ level: constants.Z_BEST_SPEED });
    // What the source fails with comes out of the other end.
    pipeline(Readable.from(tallied(texts, tally), { objectMode: true }), deflate, () => {});
    let packed = 0;
    for await (const chunk of deflate as AsyncIterable<Buffer>) {
      packed += chunk.length;
      yield chunk;
    }
    offset += packed;
    if (offset > MOST_BYTES || tally.unpacked > MOST_BYTES)
      throw new ReportTooLarge('An Excel file ends at 4 GiB. Ask for CSV.');
    const tail = descriptor(tally, packed);
    offset += tail.length;
    yield tail;
    placed.push({ name, ...tally, packed, offset: start });
  }
  yield directoryOf(placed, offset);
}

async function* tallied(
  texts: ZipEntry['texts'],
  tally: { crc: number; unpacked: number },
): AsyncGenerator<Buffer, void, void> {
  for await (const text of texts) {
    const bytes = Buffer.from(text);
    tally.crc = crc32(bytes, tally.crc);
    tally.unpacked += bytes.length;
    yield bytes;
  }
}

function localHeader(name: Buffer): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(LOCAL, 0);
  head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(FLAGS, 6);
  head.writeUInt16LE(METHOD, 8);
  head.writeUInt16LE(DAY, 12);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, name]);
}

function descriptor({ crc, unpacked }: { crc: number; unpacked: number }, packed: number): Buffer {
  const tail = Buffer.alloc(16);
  tail.writeUInt32LE(DESCRIPTOR, 0);
  tail.writeUInt32LE(crc, 4);
  tail.writeUInt32LE(packed, 8);
  tail.writeUInt32LE(unpacked, 12);
  return tail;
}

function directoryOf(placed: readonly Placed[], start: number): Buffer {
  const lines = placed.map(({ name, crc, packed, unpacked, offset }) => {
    const line = Buffer.alloc(46);
    line.writeUInt32LE(DIRECTORY, 0);
    line.writeUInt16LE(VERSION, 4);
    line.writeUInt16LE(VERSION, 6);
    line.writeUInt16LE(FLAGS, 8);
    line.writeUInt16LE(METHOD, 10);
    line.writeUInt16LE(DAY, 14);
    line.writeUInt32LE(crc, 16);
    line.writeUInt32LE(packed, 20);
    line.writeUInt32LE(unpacked, 24);
    line.writeUInt16LE(name.length, 28);
    line.writeUInt32LE(offset, 42);
    return Buffer.concat([line, name]);
  });
  const directory = Buffer.concat(lines);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(placed.length, 8);
  end.writeUInt16LE(placed.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([directory, end]);
}
