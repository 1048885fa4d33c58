import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openS3Server, type S3Server } from '../../../test/s3-server.ts';
import { folderStore } from './folder-store.ts';
import type { ObjectStore } from './object-store.ts';
import { s3Store } from './s3-store.ts';

const MEBIBYTE = 1_048_576;
const LARGE = 11 * MEBIBYTE + 77;

let folder: string;
let s3: S3Server;
/** Each storage, and every file that is in it. */
let stores: Record<string, { store: ObjectStore; files(): Promise<string[]> }>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ecocoin-store-'));
  s3 = await openS3Server();
  const filesOfFolder = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).flatMap((e) => (e.isFile() ? e.name : []));
  stores = {
    folder: { store: folderStore(folder), files: filesOfFolder },
    s3: {
      store: s3Store({
        bucket: 'papers',
        region: 'us-east-1',
        endpoint: s3.env['DOCUMENT_S3_ENDPOINT'],
        pathStyle: true,
        accessKeyId: 'S3RVER',
        secretAccessKey: 'S3RVER',
        partBytes: 5 * MEBIBYTE,
        timeoutMs: 30_000,
      }),
      files: s3.files,
    },
  };
});
afterAll(async () => {
  await s3[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function* pieces(bytes: Buffer, fail = false): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  if (fail) throw new Error('the client has gone');
}

async function all(source: AsyncIterable<Uint8Array> | undefined): Promise<Buffer | undefined> {
  if (!source) return undefined;
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe.each(['folder', 's3'])('%s', (name) => {
  const of = () => stores[name] as (typeof stores)[string];

  test.each([1, 1_000, 5 * MEBIBYTE, LARGE])('keeps %i bytes and gives any part of them', async (size) => {
    const { store, files } = of();
    const bytes = randomBytes(size);
    const before = await files();
    const place = await store.put(randomUUID(), pieces(bytes));
    expect((await all(await store.read(place, { start: 0, end: size })))?.equals(bytes)).toBe(true);
    const [start, end] = [Math.floor(size / 3), Math.ceil((2 * size) / 3)];
    const part = await all(await store.read(place, { start, end }));
    expect(part?.equals(bytes.subarray(start, end))).toBe(true);
    await store.remove(place);
    await store.remove(place);
    expect(await store.read(place, { start: 0, end: size })).toBeUndefined();
    expect(await files()).toEqual(before);
  });

  test.each([1_000, LARGE])('leaves nothing of %i bytes that break off, and throws on why', async (size) => {
    const { store, files } = of();
    const before = await files();
    await expect(store.put(randomUUID(), pieces(randomBytes(size), true))).rejects.toThrow('the client has gone');
    expect(await files()).toEqual(before);
  });

  test('clears away what an upload left, and nothing where it left nothing', async () => {
    const { store, files } = of();
    const before = await files();
    const id = randomUUID();
    await store.put(id, pieces(randomBytes(10)));
    await store.discard(id);
    await store.discard(id);
    expect(await files()).toEqual(before);
  });

  test('gives what there is where less is there than was asked for', async () => {
    const { store } = of();
    const place = await store.put(randomUUID(), pieces(Buffer.from('short')));
    expect(await all(await store.read(place, { start: 2, end: 100 }))).toEqual(Buffer.from('ort'));
    expect(await all(await store.read(place, { start: 50, end: 100 }))).toEqual(Buffer.alloc(0));
  });
});

test('a folder takes no name that could be a path', async () => {
  const { store } = stores['folder'] as (typeof stores)[string];
  for (const name of ['../x', '/etc/passwd', 'a', `${randomUUID()}/..`, '', `${randomUUID()}\0`]) {
    await expect(store.put(name, pieces(Buffer.from('x')))).rejects.toThrow('not the name of an object');
    await expect(store.read(name, { start: 0, end: 1 })).rejects.toThrow('not the name of an object');
    await expect(store.remove(name)).rejects.toThrow('not the name of an object');
  }
});
