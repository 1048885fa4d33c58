import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import {
  type Bundle,
  type checkEntry,
  type evidenceEntry,
  type Proof,
  type Revealed,
  toHex,
  fromHex,
} from './bundle.ts';
import { inclusionPath, leafHash, SALT_BYTES, type TreeName, treeRoot } from './tree.ts';

export type CheckEntry = z.output<typeof checkEntry>;
export type EvidenceEntry = z.output<typeof evidenceEntry>;

/** What the trees of a case hold, in their order. */
export interface Entries {
  readonly asset: readonly CheckEntry[];
  readonly data: readonly CheckEntry[];
  readonly process: readonly CheckEntry[];
  readonly evidence: readonly EvidenceEntry[];
}

export interface Planted {
  readonly checks: Bundle['checks'];
  readonly evidenceSize: string;
  readonly evidenceRoot: Bundle['evidenceRoot'];
  /** All leaves with their salts and paths. They are as secret as what they hold. */
  readonly revealed: Revealed[];
}

/** Builds the four trees with fresh salts. */
export function plantTrees(entries: Entries): Planted {
  const [asset, data, process, evidence] = [
    plant('asset', entries.asset),
    plant('data', entries.data),
    plant('process', entries.process),
    plant('evidence', entries.evidence),
  ];
  return {
    checks: { asset: asset.tree, data: data.tree, process: process.tree },
    evidenceSize: evidence.tree.size,
    evidenceRoot: evidence.tree.root,
    revealed: [asset, data, process, evidence].flatMap((planted) => planted.revealed),
  };
}

function plant(tree: TreeName, entries: readonly unknown[]): { tree: Bundle['checks']['asset']; revealed: Revealed[] } {
  const salts = entries.map(() => randomBytes(SALT_BYTES));
  const leaves = entries.map((entry, at) => leafHash({ tree, salt: salts[at] ?? Buffer.alloc(0), entry }));
  const revealed = entries.map((entry, at) => ({
    tree,
    index: String(at),
    salt: toHex(salts[at] ?? Buffer.alloc(0)),
    path: inclusionPath(leaves, at).map(toHex),
    entry,
  }));
  return { tree: { size: String(entries.length), root: toHex(treeRoot(leaves)) }, revealed: revealed as Revealed[] };
}

/** The hash of a revealed leaf. */
export const leafOf = ({ tree, salt, entry }: Revealed): Buffer => leafHash({ tree, salt: fromHex(salt), entry });

/** The proof with no more revealed than these leaves: what is left out cannot be found out from what stays. */
export const revealOnly = (proof: Proof, keep: (leaf: Revealed) => boolean): Proof => ({
  ...proof,
  revealed: proof.revealed.filter((leaf) => keep(leaf)),
});
