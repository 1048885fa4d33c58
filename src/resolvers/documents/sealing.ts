import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/*
 * How a document lies in the storage: AES-256-GCM in chunks, as the STREAM construction has it (Hoang, Reyhanitabar,
 * Rogaway, Vizár: Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance, CRYPTO 2015). The nonce of a
 * chunk is `prefix(7) | number of the chunk(4) | 1 if it is the last(1)`, and what the whole belongs to is authenticated
 * with each chunk. So a chunk opens at its own place of its own version only, and a stream that was cut off at the end of
 * a chunk does not pass for a whole one. Each chunk can be opened by itself, which is what range requests need.
 */

export const KEY_BYTES = 32;
const NONCE_PREFIX_BYTES = 7;
export const TAG_BYTES = 16;
/** Of plain bytes, in what is sealed from now on; what is stored says its own. */
const CHUNK_BYTES = 65_536;

const ALGORITHM = 'aes-256-gcm';
const MOST_CHUNKS = 2 ** 32;

/** What one version is sealed with. A key seals one version and no other. */
export interface Seal {
  readonly key: Buffer;
  readonly noncePrefix: Buffer;
  readonly chunkBytes: number;
  /** What the bytes belong to: opened under another name, they do not open. */
  readonly context: Buffer;
}

/** ALTERED: a chunk is not what was sealed in its place. TRUNCATED, EXTENDED: bytes are missing, or too many. */
export type SealFault = 'ALTERED' | 'TRUNCATED' | 'EXTENDED';

/** What was stored is not what was sealed. Nothing of the chunk that it names was given out. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';
  readonly fault: SealFault;
  readonly chunk: number;
  constructor(fault: SealFault, chunk: number) {
    super(WORDS[fault](chunk));
    this.fault = fault;
    this.chunk = chunk;
  }
}

const WORDS: Readonly<Record<SealFault, (chunk: number) => string>> = {
  ALTERED: (chunk) => `chunk ${chunk} was altered, or belongs to another place or another document`,
  TRUNCATED: (chunk) => `the stored bytes end within chunk ${chunk}: the rest is missing`,
  EXTENDED: (chunk) => `bytes follow after chunk ${chunk}, which is the last`,
};

/** A seal with a key of its own. */
export const newSeal = (context: Buffer): Seal => ({
  key: randomBytes(KEY_BYTES),
  noncePrefix: randomBytes(NONCE_PREFIX_BYTES),
  chunkBytes: CHUNK_BYTES,
  context,
});

/** An empty document is one empty chunk: even that it is empty is authenticated. */
const chunksOf = (size: number, chunkBytes: number): number => Math.max(1, Math.ceil(size / chunkBytes));

/** How many bytes `size` plain bytes are once they are sealed. */
export const sealedSize = (size: number, chunkBytes: number): number => size + chunksOf(size, chunkBytes) * TAG_BYTES;

function nonceOf({ noncePrefix }: Seal, chunk: number, isLast: boolean): Buffer {
  if (chunk >= MOST_CHUNKS) throw new RangeError('a document has too many chunks for one key');
  const nonce = Buffer.alloc(NONCE_PREFIX_BYTES + 5);
  noncePrefix.copy(nonce);
  nonce.writeUInt32BE(chunk, NONCE_PREFIX_BYTES);
  nonce[NONCE_PREFIX_BYTES + 4] = isLast ? 1 : 0;
  return nonce;
}

function sealChunk(seal: Seal, chunk: number, isLast: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(ALGORITHM, seal.key, nonceOf(seal, chunk, isLast), { authTagLength: TAG_BYTES });
  cipher.setAAD(seal.context);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openChunk(seal: Seal, chunk: number, isLast: boolean, sealed: Buffer): Buffer {
  const body = sealed.subarray(0, sealed.length - TAG_BYTES);
  const nonce = nonceOf(seal, chunk, isLast);
  const decipher = createDecipheriv(ALGORITHM, seal.key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(seal.context).setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plain = decipher.update(body);
  try {
    decipher.final();
  } catch {
    throw new SealBrokenError('ALTERED', chunk);
  }
  return plain;
}

/** Seals bytes as they come; of them, one chunk is held at a time. */
export async function* sealBytes(seal: Seal, plain: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, void> {
  let chunk = 0;
  let last: Buffer = Buffer.alloc(0);
  // Whether a chunk is the last is known when another one follows, so the newest waits.
  for await (const piece of rechunk(plain, seal.chunkBytes)) {
    if (last.length > 0) {
      yield sealChunk(seal, chunk, false, last);
      chunk += 1;
    }
    last = piece;
  }
  yield sealChunk(seal, chunk, true, last);
}

/** A part of a document, and where its chunks lie in the storage. Ends are not included. */
export interface Span {
  readonly firstChunk: number;
  readonly lastChunk: number;
  readonly sealedStart: number;
  readonly sealedEnd: number;
  /** Bytes of the first chunk before the part. */
  readonly skip: number;
  readonly length: number;
}

/** Which stored bytes hold the bytes from `start` to before `end` of a document of `size` bytes. */
export function spanOf(size: number, chunkBytes: number, { start, end }: { start: number; end: number }): Span {
  if (start < 0 || end > size || start > end) throw new RangeError(`there is no ${start}-${end} in ${size} bytes`);
  const last = chunksOf(size, chunkBytes) - 1;
  const firstChunk = Math.min(Math.floor(start / chunkBytes), last);
  const lastChunk = end > start ? Math.floor((end - 1) / chunkBytes) : firstChunk;
  return {
    firstChunk,
    lastChunk,
    sealedStart: firstChunk * (chunkBytes + TAG_BYTES),
    sealedEnd: Math.min((lastChunk + 1) * (chunkBytes + TAG_BYTES), sealedSize(size, chunkBytes)),
    skip: start - firstChunk * chunkBytes,
    length: end - start,
  };
}

/**
 * Opens the stored bytes of a span of a document of `size` bytes, chunk by chunk: nothing of a chunk is given out before
 * all of it was checked. Throws SealBrokenError.
 */
export async function* openBytes(
  seal: Seal,
  size: number,
  span: Span,
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, void> {
  const { chunkBytes } = seal;
  const end = chunksOf(size, chunkBytes) - 1;
  let chunk = span.firstChunk;
  let left = span.length;
  for await (const piece of rechunk(sealed, chunkBytes + TAG_BYTES)) {
    if (chunk > span.lastChunk) throw new SealBrokenError('EXTENDED', chunk - 1);
    const isLast = chunk === end;
    const whole = isLast ? sealedSize(size, chunkBytes) - chunk * (chunkBytes + TAG_BYTES) : chunkBytes + TAG_BYTES;
    if (piece.length < whole) throw new SealBrokenError('TRUNCATED', chunk);
    if (piece.length > whole) throw new SealBrokenError('EXTENDED', chunk);
    const plain = openChunk(seal, chunk, isLast, piece);
    const from = chunk === span.firstChunk ? span.skip : 0;
    const part = plain.subarray(from, from + left);
    left -= part.length;
    chunk += 1;
    if (part.length > 0) yield part;
  }
  if (chunk <= span.lastChunk) throw new SealBrokenError('TRUNCATED', chunk);
}

/** The same bytes in pieces of `length`; the last may be shorter. */
async function* rechunk(source: AsyncIterable<Uint8Array>, length: number): AsyncGenerator<Buffer, void, void> {
  let piece = Buffer.allocUnsafe(length);
  let filled = 0;
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length;) {
      const taken = Math.min(length - filled, bytes.length - at);
      piece.set(bytes.subarray(at, at + taken), filled);
      filled += taken;
      at += taken;
      if (filled < length) continue;
      yield piece;
      piece = Buffer.allocUnsafe(length);
      filled = 0;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
}
