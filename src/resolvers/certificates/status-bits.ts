import { gunzipSync, gzipSync } from 'node:zlib';
import { LIST_SIZE } from './credential.ts';

/** Bits of a list as Bitstring Status List 1.0 writes them: gzip, then base64url after `u`. The first bit is the leftmost. */
export function encodeBits(set: Iterable<number>): string {
  const bits = Buffer.alloc(LIST_SIZE / 8);
  for (const index of set) {
    const at = index >> 3;
    bits[at] = (bits[at] ?? 0) | (0x80 >> (index & 7));
  }
  return `u${gzipSync(bits).toString('base64url')}`;
}

/** No list of ours or of others is larger: what unpacks to more is refused. */
const MOST_BYTES = 2 ** 22;

/** Whether a bit of an encoded list is set; undefined where the list is none, or has no such bit. */
export function readBit(encodedList: string, index: number): boolean | undefined {
  if (!encodedList.startsWith('u') || !Number.isSafeInteger(index) || index < 0) return undefined;
  let bits: Buffer;
  try {
    bits = gunzipSync(Buffer.from(encodedList.slice(1), 'base64url'), { maxOutputLength: MOST_BYTES });
  } catch {
    return undefined;
  }
  const byte = bits[index >> 3];
  return byte === undefined ? undefined : (byte & (0x80 >> (index & 7))) !== 0;
}
