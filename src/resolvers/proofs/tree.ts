import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** What each tree is of. A leaf names its tree, so that it counts in no other. */
export const treeNames = ['asset', 'data', 'process', 'evidence'] as const;
export type TreeName = (typeof treeNames)[number];

export const SALT_BYTES = 16;

export interface Leaf {
  readonly tree: TreeName;
  /** 16 random bytes: without them nobody can guess what a leaf holds. */
  readonly salt: Buffer;
  /** JSON; numbers as text. */
  readonly entry: unknown;
}

const sha256 = (...parts: readonly Buffer[]): Buffer => hash('sha256', Buffer.concat(parts), 'buffer');

/** The bytes of a value in canonical JSON (RFC 8785). */
export function canonicalBytes(value: unknown): Buffer {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('there is no JSON of this');
  return Buffer.from(text, 'utf8');
}

const LEAF = Buffer.from([0x00]);
const NODE = Buffer.from([0x01]);

/** SHA256(0x00 | "poai/v1/<tree>" | salt | JCS(entry)). */
export const leafHash = ({ tree, salt, entry }: Leaf): Buffer =>
  sha256(LEAF, Buffer.from(`poai/v1/${tree}`), salt, canonicalBytes(entry));

const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(NODE, left, right);

/** The largest power of two below `size`: where RFC 9162 splits, so that no leaf is ever doubled. */
const splitOf = (size: number): number => 2 ** Math.floor(Math.log2(size - 1));

/** The Merkle tree hash (RFC 9162, 2.1.1) of leaf hashes, in their order; of none, the hash of nothing. */
export function treeRoot(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (!only) return sha256();
  if (leaves.length === 1) return only;
  const split = splitOf(leaves.length);
  return nodeHash(treeRoot(leaves.slice(0, split)), treeRoot(leaves.slice(split)));
}

/** The inclusion path (RFC 9162, 2.1.3.1) of a leaf: the hashes beside the way to the root, from the leaf upwards. */
export function inclusionPath(leaves: readonly Buffer[], index: number): Buffer[] {
  if (leaves.length <= 1) return [];
  const split = splitOf(leaves.length);
  return index < split
    ? [...inclusionPath(leaves.slice(0, split), index), treeRoot(leaves.slice(split))]
    : [...inclusionPath(leaves.slice(split), index - split), treeRoot(leaves.slice(0, split))];
}

export interface Inclusion {
  readonly leaf: Buffer;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Buffer[];
}

/** The root to which a path leads, or undefined where it has not the length that its place in the tree asks for. */
export function rootByPath({ leaf, index, size, path }: Inclusion): Buffer | undefined {
  if (!(index < size)) return undefined;
  if (size === 1) return path.length === 0 ? leaf : undefined;
  const [rest, top] = [path.slice(0, -1), path.at(-1)];
  if (!top) return undefined;
  const split = splitOf(size);
  const isLeft = index < split;
  const below = rootByPath(
    isLeft ? { leaf, index, size: split, path: rest } : { leaf, index: index - split, size: size - split, path: rest },
  );
  if (!below) return undefined;
  return isLeft ? nodeHash(below, top) : nodeHash(top, below);
}
