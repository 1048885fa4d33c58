import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Buffer;
  /** What the directory says instead of the truth. */
  readonly claims?: { readonly packed?: number; readonly unpacked?: number; readonly offset?: number };
  readonly flags?: number;
  readonly method?: number;
}

export interface ZipShape {
  readonly comment?: Buffer;
  readonly before?: Buffer;
  /** What the end of the directory says instead of the truth. */
  readonly count?: number;
  readonly directoryAt?: number;
  readonly disk?: number;
}

/** An archive (PKWARE APPNOTE 6.3.10), well made or, where something else is claimed, as badly as is asked for. */
export function zipOf(entries: readonly ZipEntry[], shape: ZipShape = {}): Buffer {
  const { comment = Buffer.alloc(0), before = Buffer.alloc(0) } = shape;
  const bodies: Buffer[] = [before];
  const directory: Buffer[] = [];
  let at = before.length;
  for (const { name, bytes, claims = {}, flags = 0x0800, method = 8 } of entries) {
    const packed = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(claims.packed ?? packed.length, 14);
    common.writeUInt32LE(claims.unpacked ?? bytes.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(claims.offset ?? at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), common, rest, Buffer.from(name)]));
    bodies.push(local);
    at += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(shape.disk ?? 0, 4);
  end.writeUInt16LE(shape.count ?? entries.length, 8);
  end.writeUInt16LE(shape.count ?? entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(shape.directoryAt ?? at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...bodies, listed, end, comment]);
}

const text = (name: string, content = '<x/>'): ZipEntry => ({ name, bytes: Buffer.from(content) });

export const smallXlsx = (): Buffer => zipOf([text('[Content_Types].xml'), text('xl/workbook.xml')]);
export const smallDocx = (): Buffer => zipOf([text('[Content_Types].xml'), text('word/document.xml')]);
export const smallZip = (): Buffer => zipOf([text('readings.csv', 'a,b\n1,2\n'), text('notes/of the day.txt')]);

/** Ten entries of ten megabytes of nothing: a hundred megabytes in a hundred kilobytes. */
export const zipBomb = (): Buffer =>
  zipOf(Array.from({ length: 10 }, (_, index) => ({ name: `${index}.bin`, bytes: Buffer.alloc(10_000_000) })));
