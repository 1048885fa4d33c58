import { createLink, createNode, encode } from '@ipld/dag-pb';
import { CID } from 'multiformats/cid';
import * as Digest from 'multiformats/hashes/digest';
import { createHash } from 'node:crypto';

/** What `ipfs add --cid-version=1 --raw-leaves --chunker=size-262144` cuts and links by. */
const LEAF_BYTES = 262_144;
const LINKS = 174;
const SHA2_256 = 0x12;
const RAW = 0x55;
const DAG_PB = 0x70;

/** A block and how much of the file is under it. */
interface Branch {
  readonly cid: CID;
  readonly fileBytes: number;
  /** Bytes of all its blocks, which links tell. */
  readonly dagBytes: number;
}

/** Reckons the content identifier of a file while its bytes go by. */
export interface CidCounter {
  take(bytes: Uint8Array): void;
  /** The identifier, once all bytes were taken. */
  cid(): string;
}

/**
 * The identifier (CIDv1) that IPFS gives a file: leaves of 256 KiB, under them balanced layers of 174 links in UnixFS
 * (https://specs.ipfs.tech/unixfs/). A node that says another one has not stored what it was given. Only the
 * identifiers of the leaves are held: 36 bytes for each 256 KiB.
 */
export function countCid(): CidCounter {
  const leaves: Branch[] = [];
  let hash = createHash('sha256');
  let filled = 0;
  const endLeaf = (): void => {
    leaves.push({ cid: cidOf(RAW, hash.digest()), fileBytes: filled, dagBytes: filled });
    hash = createHash('sha256');
    filled = 0;
  };
  return {
    take(bytes) {
      for (let at = 0; at < bytes.length;) {
        const taken = Math.min(LEAF_BYTES - filled, bytes.length - at);
        hash.update(bytes.subarray(at, at + taken));
        filled += taken;
        at += taken;
        if (filled === LEAF_BYTES) endLeaf();
      }
    },
    cid() {
      if (filled > 0 || leaves.length === 0) endLeaf();
      let layer: readonly Branch[] = leaves;
      while (layer.length > 1) {
        const next: Branch[] = [];
        for (let at = 0; at < layer.length; at += LINKS) next.push(join(layer.slice(at, at + LINKS)));
        layer = next;
      }
      return (layer[0] as Branch).cid.toString();
    },
  };
}

const cidOf = (codec: number, digest: Uint8Array): CID => CID.createV1(codec, Digest.create(SHA2_256, digest));

function join(branches: readonly Branch[]): Branch {
  const fileBytes = branches.reduce((sum, branch) => sum + branch.fileBytes, 0);
  const links = branches.map(({ cid, dagBytes }) => createLink('', dagBytes, cid));
  const block = encode(createNode(fileNode(fileBytes, branches), links));
  const dagBytes = branches.reduce((sum, branch) => sum + branch.dagBytes, block.length);
  return { cid: cidOf(DAG_PB, createHash('sha256').update(block).digest()), fileBytes, dagBytes };
}

/** The UnixFS message of a file in protobuf: Type = File(2) as field 1, filesize as field 3, blocksizes as field 4. */
function fileNode(fileBytes: number, branches: readonly Branch[]): Uint8Array {
  const sizes = branches.flatMap((branch) => [0x20, ...varint(branch.fileBytes)]);
  return Uint8Array.from([0x08, 2, 0x18, ...varint(fileBytes), ...sizes]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  return [...bytes, rest];
}
