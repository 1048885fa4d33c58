import { createDecipheriv } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newSeal, openBytes, type Seal, SealBrokenError, sealBytes, sealedSize, spanOf, TAG_BYTES } from './sealing.ts';

const CHUNK = 16;
const sealFor = (name: string): Seal => ({ ...newSeal(Buffer.from(name)), chunkBytes: CHUNK });

async function* inPieces(bytes: Uint8Array, length = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

const sealed = (seal: Seal, plain: Uint8Array): Promise<Buffer> => all(sealBytes(seal, inPieces(plain)));

const opened = (seal: Seal, size: number, stored: Uint8Array): Promise<Buffer> =>
  all(openBytes(seal, size, spanOf(size, CHUNK, { start: 0, end: size }), inPieces(stored)));

/** What opening says is wrong, and every byte that it gave out before. */
async function broken(seal: Seal, size: number, stored: Uint8Array): Promise<{ fault: string; given: Buffer }> {
  const pieces: Buffer[] = [];
  try {
    const span = spanOf(size, CHUNK, { start: 0, end: size });
    for await (const piece of openBytes(seal, size, span, inPieces(stored))) pieces.push(piece);
  } catch (error) {
    if (error instanceof SealBrokenError) return { fault: error.fault, given: Buffer.concat(pieces) };
    throw error;
  }
  return { fault: 'NONE', given: Buffer.concat(pieces) };
}

const content = fc.uint8Array({ maxLength: 5 * CHUNK });
const some = fc.uint8Array({ minLength: 1, maxLength: 5 * CHUNK });

test('what was sealed opens as it was, whatever the pieces, and is as long as it was said to be', async () => {
  await fc.assert(
    fc.asyncProperty(content, fc.integer({ min: 1, max: 50 }), async (plain, pieces) => {
      const seal = sealFor('a');
      const stored = await all(sealBytes(seal, inPieces(plain, pieces)));
      expect(stored.length).toBe(sealedSize(plain.length, CHUNK));
      expect(await opened(seal, plain.length, stored)).toEqual(Buffer.from(plain));
    }),
  );
});

test('every part of it opens by itself, out of its own chunks alone', async () => {
  await fc.assert(
    fc.asyncProperty(some, fc.nat(), fc.nat(), async (plain, a, b) => {
      const [start, end] = [a % (plain.length + 1), b % (plain.length + 1)].toSorted((x, y) => x - y) as [
        number,
        number,
      ];
      const seal = sealFor('a');
      const stored = await sealed(seal, plain);
      const span = spanOf(plain.length, CHUNK, { start, end });
      const part = stored.subarray(span.sealedStart, span.sealedEnd);
      expect(await all(openBytes(seal, plain.length, span, inPieces(part)))).toEqual(
        Buffer.from(plain).subarray(start, end),
      );
    }),
  );
});

test('any changed bit is found, and nothing of its chunk was given out', async () => {
  await fc.assert(
    fc.asyncProperty(content, fc.nat(), fc.integer({ min: 0, max: 7 }), async (plain, where, bit) => {
      const seal = sealFor('a');
      const stored = await sealed(seal, plain);
      const at = where % stored.length;
      stored[at] = (stored[at] ?? 0) ^ (1 << bit);
      const { fault, given } = await broken(seal, plain.length, stored);
      expect(fault).toBe('ALTERED');
      const intact = Math.floor(at / (CHUNK + TAG_BYTES)) * CHUNK;
      expect(given).toEqual(Buffer.from(plain).subarray(0, intact));
    }),
  );
});

test('wherever it is cut off, it says that the rest is missing', async () => {
  await fc.assert(
    fc.asyncProperty(some, fc.nat(), async (plain, where) => {
      const seal = sealFor('a');
      const stored = await sealed(seal, plain);
      const { fault } = await broken(seal, plain.length, stored.subarray(0, where % stored.length));
      expect(fault).toBe('TRUNCATED');
    }),
  );
});

test('cut off at the end of a chunk, it does not pass for a shorter document either', async () => {
  const seal = sealFor('a');
  const stored = await sealed(seal, Buffer.alloc(3 * CHUNK, 1));
  const shorter = stored.subarray(0, 2 * (CHUNK + TAG_BYTES));
  expect(await broken(seal, 2 * CHUNK, shorter)).toMatchObject({ fault: 'ALTERED' });
});

test('whatever is put behind it is found', async () => {
  await fc.assert(
    fc.asyncProperty(content, some, async (plain, more) => {
      const seal = sealFor('a');
      const stored = Buffer.concat([await sealed(seal, plain), more]);
      // Within the last chunk the tag no longer stands where it should, or the chunk is too long: both are found.
      expect((await broken(seal, plain.length, stored)).fault).toMatch(/^(EXTENDED|ALTERED)$/);
    }),
  );
});

test('chunks that changed places are found', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(2), fc.nat(2), async (a, b) => {
      fc.pre(a !== b);
      const seal = sealFor('a');
      const stored = await sealed(seal, Buffer.alloc(4 * CHUNK, 1));
      const step = CHUNK + TAG_BYTES;
      const chunks = [0, 1, 2, 3].map((chunk) => stored.subarray(chunk * step, (chunk + 1) * step));
      [chunks[a], chunks[b]] = [chunks[b] as Buffer, chunks[a] as Buffer];
      const { fault, given } = await broken(seal, 4 * CHUNK, Buffer.concat(chunks));
      expect(fault).toBe('ALTERED');
      expect(given.length).toBe(Math.min(a, b) * CHUNK);
    }),
  );
});

test('the bytes of another version do not open, even under the same key', async () => {
  const seal = sealFor('version 1');
  const plain = Buffer.alloc(40, 7);
  const stored = await sealed(seal, plain);
  const other = { ...seal, context: Buffer.from('version 2') };
  expect(await broken(other, plain.length, stored)).toMatchObject({ fault: 'ALTERED', given: Buffer.alloc(0) });
  expect(await broken(sealFor('version 1'), plain.length, stored)).toMatchObject({ fault: 'ALTERED' });
});

test('a chunk is plain AES-256-GCM, with the nonce and the context that the description says', async () => {
  const seal = sealFor('a');
  const stored = await sealed(seal, Buffer.from('sixteen bytes... and the rest'));
  const nonce = Buffer.concat([seal.noncePrefix, Buffer.from([0, 0, 0, 1, 1])]);
  const chunk = stored.subarray(CHUNK + TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', seal.key, nonce).setAAD(Buffer.from('a'));
  decipher.setAuthTag(chunk.subarray(chunk.length - TAG_BYTES));
  const plain = Buffer.concat([decipher.update(chunk.subarray(0, chunk.length - TAG_BYTES)), decipher.final()]);
  expect(plain.toString()).toBe(' and the rest');
});
