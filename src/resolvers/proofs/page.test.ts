import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { keccak256, recoverAddress } from 'ethers';
import { expect, test } from 'vitest';
import { currentCatalogue } from '../poai/catalogue.ts';
import type { Proof, Revealed } from './bundle.ts';
import { verifyProof } from './verify.ts';

// A verifier made of docs/POAI.md alone: nothing of this folder is used, but to compare with.

const page = readFileSync('docs/POAI.md', 'utf8');
const proof = JSON.parse(readFileSync('docs/poai-example.json', 'utf8')) as Proof;
const { bundle } = proof;

const partOf = (name: string): string =>
  page.split(`<!-- ${name}:start -->`)[1]?.split(`<!-- ${name}:end -->`)[0] ?? '';
const stated = (what: string): string =>
  new RegExp(`^\\| ${what.replaceAll(/[()]/g, '\\$&')} \\| \`(0x[0-9a-f]+)\` \\|$`, 'm').exec(partOf('example'))?.[1] ??
  '';

/** RFC 8785 of JSON without numbers: keys in the order of their UTF-16 code units. */
function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, item]) => `${JSON.stringify(key)}:${jcs(item)}`).join(',')}}`;
}

const bytes = (hex: string): Buffer => Buffer.from(hex.slice(2), 'hex');
const sha256 = (...parts: (Buffer | string)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return `0x${hash.digest('hex')}`;
};

const bundleHash = sha256('poai/v1/bundle', Buffer.of(0), jcs(bundle));

const leafHash = ({ tree, salt, entry }: Revealed): string =>
  sha256(Buffer.of(0), `poai/v1/${tree}`, bytes(salt), jcs(entry));
const nodeHash = (left: string, right: string): string => sha256(Buffer.of(1), bytes(left), bytes(right));

/** From the leaf upwards, by the bits of the place: RFC 9162, 2.1.3.2, where the page goes from the root downwards. */
function rootFrom(leaf: Revealed, size: number): string | undefined {
  let [place, last, hash] = [Number(leaf.index), size - 1, leafHash(leaf)];
  for (const beside of leaf.path) {
    if (last === 0) return undefined;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(beside, hash);
      while (place % 2 === 0 && place !== 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else hash = nodeHash(hash, beside);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : undefined;
}

const word = (value: string): string => BigInt(value).toString(16).padStart(64, '0');
const keccakText = (value: string): string => keccak256(Buffer.from(value)).slice(2);
const TYPE =
  'Attestation(bytes32 bundleHash,bytes32 assetRoot,bytes32 dataRoot,bytes32 processRoot,bytes32 evidenceRoot,string caseId,uint64 sequence,string decision,string role,string issuedAt)';
const DOMAIN = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)';

/** EIP-712 by hand. */
function digestOf({ role, decision, issuedAt }: Proof['attestations'][number]): string {
  const { chainId, contract } = bundle.anchor;
  const domain = [keccakText(DOMAIN), keccakText('EcoCoin PoAI'), keccakText('1'), word(chainId), word(contract)];
  const { asset, data, process } = bundle.checks;
  const roots = [bundleHash, asset.root, data.root, process.root, bundle.evidenceRoot].map(word);
  const words = [keccakText(bundle.caseId), word(bundle.sequence), ...[decision, role, issuedAt].map(keccakText)];
  const hashes = [domain, [keccakText(TYPE), ...roots, ...words]].map((all) => keccak256(`0x${all.join('')}`));
  return keccak256(Buffer.concat([Buffer.of(0x19, 0x01), ...hashes.map(bytes)]));
}

test('the example is what a verifier makes of it that knows the page alone', () => {
  expect(page).toContain(TYPE);
  expect(proof.bundleHash).toBe(bundleHash);
  expect(bundleHash).toBe(stated('bundleHash'));
  const sizes = { ...bundle.checks, evidence: { size: bundle.evidenceSize, root: bundle.evidenceRoot } };
  expect(proof.revealed.map(({ tree }) => tree)).toEqual([
    ...Array.from({ length: 13 }, () => 'asset'),
    'data',
    'evidence',
    'evidence',
  ]);
  for (const leaf of proof.revealed) {
    expect(rootFrom(leaf, Number(sizes[leaf.tree].size)), `${leaf.tree} ${leaf.index}`).toBe(sizes[leaf.tree].root);
  }
  expect(leafHash(proof.revealed[0] as Revealed)).toBe(stated('first leaf of `asset` (SERIAL_BLOCKS)'));
  for (const attestation of proof.attestations) {
    const digest = digestOf(attestation);
    expect(digest).toBe(stated(`digest of ${attestation.role}`));
    expect(recoverAddress(digest, attestation.signature).toLowerCase()).toBe(attestation.signer);
  }
  const { projectKey } = bundle.anchor;
  expect(projectKey.slice(2)).toBe(keccakText(bundle.subject.projectId));
  const commitment = keccak256(`0x${[bundleHash, projectKey, bundle.sequence].map(word).join('')}`);
  expect(commitment).toBe(stated('commitment'));
});

test('and what the platform’s own makes of it', () => {
  const steps = verifyProof(proof, { platformSigners: [stated('address of the platform') as `0x${string}`] });
  const open = steps.filter(({ outcome }) => outcome === 'INDETERMINATE').map(({ step }) => step);
  expect(partOf('example').replaceAll('\n', ' ')).toContain(
    `${open.slice(0, -1).join(', ')} and ${open.at(-1)} are INDETERMINATE, and all other steps VALID.`,
  );
  expect(steps.filter(({ outcome }) => outcome === 'INVALID')).toEqual([]);
});

test('the page has the catalogue and every step', () => {
  const { version, checks } = currentCatalogue();
  expect(page).toContain(`Version \`${version}\``);
  const rows = checks.map(
    ({ tree, code, title, mandatory }) => `| ${tree} | ${code} | ${title} | ${mandatory ? 'yes' : 'no'} |`,
  );
  expect(partOf('catalogue').trim().split('\n').slice(2)).toEqual(rows);
  const table = page.split('## The steps')[1]?.split('## ')[0] ?? '';
  const named = [...table.matchAll(/^\| ([A-Z_, ]+) \|/gm)].flatMap(([, names = '']) => names.split(', '));
  expect(named).toEqual(verifyProof({}).map(({ step }) => step));
});
