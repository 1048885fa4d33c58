import { randomBytes } from 'node:crypto';
import { CID } from 'multiformats/cid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type IpfsNode, openIpfsNode } from '../../../test/ipfs-node.ts';
import { ipfsStore } from './ipfs-store.ts';
import type { ObjectStore } from './object-store.ts';
import { countCid } from './unixfs.ts';

const LEAF = 262_144;

let node: IpfsNode;
let store: ObjectStore;
beforeAll(async () => {
  node = await openIpfsNode();
  store = ipfsStore({ url: node.url, token: undefined, timeoutMs: 30_000 });
});
afterAll(() => node[Symbol.asyncDispose]());

async function* pieces(bytes: Buffer, fail = false): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  if (fail) throw new Error('the client has gone');
}

async function all(source: AsyncIterable<Uint8Array> | undefined): Promise<Buffer | undefined> {
  if (!source) return undefined;
  const read: Uint8Array[] = [];
  for await (const piece of source) read.push(piece);
  return Buffer.concat(read);
}

// One leaf, exactly one, two, as many as one node links, and one more, which takes a second layer.
test.each([1, LEAF, LEAF + 1, 174 * LEAF, 174 * LEAF + 1])(
  'an object of %i bytes lies under the identifier that IPFS itself gives it',
  async (size) => {
    const bytes = randomBytes(size);
    const place = await store.put('object', pieces(bytes));
    expect(place).toMatch(/^baf[a-z2-7]+$/);
    expect(node.objects.get(place)?.equals(bytes)).toBe(true);
    expect(node.pinned.has(place)).toBe(true);
    const [start, end] = [Math.floor(size / 3), Math.ceil((2 * size) / 3)];
    expect((await all(await store.read(place, { start, end })))?.equals(bytes.subarray(start, end))).toBe(true);
    await store.remove(place);
    await store.remove(place);
    expect(await store.read(place, { start: 0, end: 1 })).toBeUndefined();
  },
);

test('the identifier of one leaf is the SHA-256 of its bytes', () => {
  const counter = countCid();
  counter.take(Buffer.from('hello world'));
  const { version, code, multihash } = CID.parse(counter.cid());
  expect({ version, code }).toEqual({ version: 1, code: 0x55 });
  expect(Buffer.from(multihash.digest).toString('hex')).toBe(
    'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
  );
});

test('what breaks off is not pinned, and why is thrown on', async () => {
  await expect(store.put('object', pieces(randomBytes(3 * LEAF), true))).rejects.toThrow('the client has gone');
  expect(node.pinned.size).toBe(0);
});

test('a node that names another object than it was given is not believed', async () => {
  await using liar = await openIpfsNode();
  liar.lie();
  const lied = ipfsStore({ url: liar.url, token: undefined, timeoutMs: 30_000 });
  await expect(lied.put('object', pieces(randomBytes(100)))).rejects.toThrow('not with the identifier');
  expect(liar.pinned.size).toBe(0);
});

test('a node that is not there is said to be', async () => {
  const nowhere = ipfsStore({ url: 'http://127.0.0.1:9', token: undefined, timeoutMs: 1_000 });
  await expect(nowhere.put('object', pieces(randomBytes(100)))).rejects.toThrow(/cannot be reached|closed/);
  await expect(nowhere.read('bafy', { start: 0, end: 1 })).rejects.toThrow('cannot be reached');
});
