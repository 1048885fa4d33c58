import { getAddress, id } from 'ethers';
import type { ZodError } from 'zod';
import { keySignature } from '../addresses/signatures.ts';
import type { Hex } from '../chain/client.ts';
import { catalogueOf } from '../poai/catalogue.ts';
import { attestationDigest } from './attestation.ts';
import {
  type Attestation,
  type AttestationRole,
  bundleHash,
  commitmentOf,
  fromHex,
  type Proof,
  proofShape,
  type Revealed,
} from './bundle.ts';
import { leafOf } from './reveal.ts';
import { rootByPath, type TreeName, treeRoot } from './tree.ts';

/** INDETERMINATE: neither shown nor refuted with what is at hand; the reason says what is missing. */
export type Outcome = 'VALID' | 'INVALID' | 'INDETERMINATE';

export const verificationSteps = [
  'FORMAT',
  'BUNDLE_HASH',
  'SUBJECT',
  'ASSET_CHECKS',
  'DATA_CHECKS',
  'PROCESS_CHECKS',
  'EVIDENCE',
  'RULES',
  'INDEPENDENCE',
  'REVIEWER_ATTESTATION',
  'TECHNICAL_REVIEWER_ATTESTATION',
  'PLATFORM_ATTESTATION',
  'ANCHOR',
  'STANDING',
] as const;
export type StepName = (typeof verificationSteps)[number];

export interface Step {
  readonly step: StepName;
  readonly outcome: Outcome;
  readonly reason: string;
}

/** A commitment as the chain holds it. */
export interface Anchored {
  readonly commitment: Hex;
  readonly isFinal: boolean;
  /** Where; null where the transaction that the proof names has not anchored it, left out where nobody could tell. */
  readonly place?: AnchorPlace | null | undefined;
}

export type AnchorPlace = NonNullable<Proof['anchor']>;

/** What the verifier knows from elsewhere than from the proof. What is undefined was not looked up. */
export interface Known {
  /** The keys with which the platform signs, or signed. Lower case. */
  readonly platformSigners?: readonly Hex[] | undefined;
  /** What CreditRegistry at the address that the bundle names holds for the project and sequence; null: nothing. */
  readonly anchored?: Anchored | null | undefined;
  /** Whether the proof still stands. */
  readonly standing?: 'CURRENT' | 'SUPERSEDED' | 'REVOKED' | 'UNKNOWN' | undefined;
}

type Judged = Omit<Step, 'step'>;
const valid = (reason: string): Judged => ({ outcome: 'VALID', reason });
const invalid = (reason: string): Judged => ({ outcome: 'INVALID', reason });
const open = (reason: string): Judged => ({ outcome: 'INDETERMINATE', reason });

/** Judges a proof, step by step. Pure: it reads nothing but what it is given, and never throws for what a file holds. */
export function verifyProof(file: unknown, known: Known = {}): Step[] {
  const read = proofShape.safeParse(file);
  if (!read.success) {
    return verificationSteps.map((step) =>
      step === 'FORMAT'
        ? { step, ...invalid(issueOf(read.error)) }
        : { step, ...open('The file is not a proof of PoAI v1, so this cannot be judged.') },
    );
  }
  const proof = read.data;
  const judged: Record<StepName, Judged> = {
    FORMAT: valid('The file is a proof of PoAI v1.'),
    BUNDLE_HASH: judgeHash(proof),
    SUBJECT: judgeSubject(proof),
    ASSET_CHECKS: judgeTree(proof, 'asset'),
    DATA_CHECKS: judgeTree(proof, 'data'),
    PROCESS_CHECKS: judgeTree(proof, 'process'),
    EVIDENCE: judgeTree(proof, 'evidence'),
    RULES: judgeRules(proof),
    INDEPENDENCE: judgeIndependence(proof),
    REVIEWER_ATTESTATION: judgeReviewer(proof, 'REVIEWER'),
    TECHNICAL_REVIEWER_ATTESTATION: judgeReviewer(proof, 'TECHNICAL_REVIEWER'),
    PLATFORM_ATTESTATION: judgePlatform(proof, known.platformSigners),
    ANCHOR: judgeAnchor(proof, known.anchored),
    STANDING: judgeStanding(known.standing),
  };
  return verificationSteps.map((step) => ({ step, ...judged[step] }));
}

function issueOf({ issues: [issue] }: ZodError): string {
  const path = issue?.path.map(String).join('.') ?? '';
  return `${path === '' ? 'The file' : path}: ${issue?.message ?? 'is not as PoAI v1 has it'}`;
}

function judgeHash({ bundle, bundleHash: stated }: Proof): Judged {
  const hashed = bundleHash(bundle);
  return hashed === stated
    ? valid(`The bundle hashes to ${hashed}.`)
    : invalid(`The bundle hashes to ${hashed}, but the file says ${stated}: the bundle was changed.`);
}

function judgeSubject({ bundle: { subject, anchor } }: Proof): Judged {
  if (id(subject.projectId) !== anchor.projectKey) return invalid('The key on the chain is that of another project.');
  let sum = 0n;
  for (const { text, blockStart, blockEnd } of subject.serials) {
    const count = BigInt(blockEnd) - BigInt(blockStart) + 1n;
    if (count < 1n) return invalid(`The serial block ${text} ends before it begins.`);
    sum += count;
  }
  const overlap = hasOverlap(subject.serials);
  if (overlap) return invalid('Two serial blocks overlap.');
  if (subject.serials.length > 0 && sum !== BigInt(subject.quantity)) {
    return invalid(`The serial blocks count ${sum}, but the quantity is ${subject.quantity}.`);
  }
  const { vintage } = subject;
  if (vintage && vintage.end < vintage.start) return invalid('The vintage ends before it begins.');
  return valid(`${subject.quantity} t of ${subject.projectName}, counted by ${subject.serials.length} serial blocks.`);
}

type SerialBlock = Proof['bundle']['subject']['serials'][number];
/** Sorted first: a file may hold thousands of blocks, and who verifies it has not written it. */
function hasOverlap(blocks: readonly SerialBlock[]): boolean {
  const ranges = [...Map.groupBy(blocks, ({ prefix }) => prefix).values()].map((same) =>
    same
      .map(({ blockStart, blockEnd }) => ({ start: BigInt(blockStart), end: BigInt(blockEnd) }))
      .toSorted((a, b) => (a.start < b.start ? -1 : Number(a.start > b.start))),
  );
  return ranges.some((sorted) => sorted.some(({ start }, at) => start <= (sorted[at - 1]?.end ?? -1n)));
}

function treeOf({ bundle }: Proof, tree: TreeName): { size: number; root: Hex } {
  const { size, root } =
    tree === 'evidence' ? { size: bundle.evidenceSize, root: bundle.evidenceRoot } : bundle.checks[tree];
  return { size: Number(size), root };
}

const leavesOf = (proof: Proof, tree: TreeName): Revealed[] => proof.revealed.filter((leaf) => leaf.tree === tree);

function judgeTree(proof: Proof, tree: TreeName): Judged {
  const { size, root } = treeOf(proof, tree);
  const leaves = leavesOf(proof, tree);
  if (new Set(leaves.map((leaf) => leaf.index)).size < leaves.length) return invalid('A leaf is there twice.');
  for (const leaf of leaves) {
    const inclusion = { leaf: leafOf(leaf), index: Number(leaf.index), size, path: leaf.path.map(fromHex) };
    if (!rootByPath(inclusion)?.equals(fromHex(root))) {
      return invalid(`Leaf ${leaf.index} (${nameOf(leaf)}) does not lead to the root ${root}: it was changed.`);
    }
  }
  if (leaves.length < size) return open(`${leaves.length} of ${size} leaves are revealed; those lead to the root.`);
  if (size === 0 && !treeRoot([]).equals(fromHex(root))) return invalid('The root is not that of an empty tree.');
  const missing = tree === 'evidence' ? missingDocument(proof) : undefined;
  if (missing) return invalid(`${missing.code} rests on ${missing.sha256}, which is not in the tree.`);
  return valid(`All ${size} leaves lead to the root.`);
}

/** A document that a revealed check rests on, and that is not among the documents. */
function missingDocument({ revealed }: Proof): { code: string; sha256: Hex } | undefined {
  const there = new Set(revealed.flatMap(({ entry }) => ('sha256' in entry ? entry.sha256 : [])));
  for (const { entry } of revealed) {
    if (!('code' in entry)) continue;
    const sha256 = entry.evidence.find((each) => !there.has(each));
    if (sha256) return { code: entry.code, sha256 };
  }
  return undefined;
}

const nameOf = ({ entry }: Revealed): string => ('code' in entry ? entry.code : entry.name);

/** Whether what is revealed may be approved by the rules of PoAI. */
function judgeRules(proof: Proof): Judged {
  const { criteria, findings } = proof.bundle;
  const unsolved = findings.find(({ kind, closedAt }) => kind !== 'FAR' && closedAt === null);
  if (unsolved) return invalid(`${unsolved.kind} ${unsolved.number} on ${unsolved.check} is open.`);
  const catalogue = catalogueOf(criteria.catalogue);
  const known = new Map(catalogue?.checks.map((check) => [check.code, check]));
  const checks = proof.revealed.flatMap((leaf) => (leaf.tree === 'evidence' ? [] : [leaf]));
  const seen = new Set(checks.map(({ entry }) => entry.code));
  if (seen.size < checks.length) return invalid('A check is there twice.');
  for (const { tree, entry } of checks) {
    const listed = known.get(entry.code);
    if (catalogue && (listed?.tree !== tree || listed.mandatory !== entry.mandatory)) {
      return invalid(`${entry.code} is not a check of catalogue ${catalogue.version} as it stands there.`);
    }
    if (entry.mandatory && entry.result !== 'PASS' && entry.result !== 'NOT_APPLICABLE') {
      return invalid(`${entry.code} is mandatory and its result is ${entry.result}.`);
    }
  }
  if (!catalogue) return open(`The catalogue of checks ${criteria.catalogue} is not known to this verifier.`);
  const hidden = catalogue.checks.filter(({ code }) => !seen.has(code));
  const isWhole = (['asset', 'data', 'process'] as const).every(
    (tree) => leavesOf(proof, tree).length === treeOf(proof, tree).size,
  );
  if (hidden.length === 0) return valid('Every mandatory check is passed or does not apply, and no request is open.');
  return isWhole
    ? invalid(`The check ${hidden[0]?.code} of catalogue ${catalogue.version} is missing.`)
    : open(`${hidden.length} checks of catalogue ${catalogue.version} are not revealed; the others keep the rules.`);
}

function judgeIndependence({ bundle: { reviewers } }: Proof): Judged {
  const [reviewer, technical] = (['REVIEWER', 'TECHNICAL_REVIEWER'] as const).map((role) =>
    reviewers.find((each) => each.role === role),
  );
  if (!reviewer || !technical) return invalid('There is not one reviewer and one technical reviewer.');
  if (reviewer.address === technical.address) return invalid('Reviewer and technical reviewer have the same address.');
  if (reviewer.organization === technical.organization) {
    return invalid('Reviewer and technical reviewer are of the same organization.');
  }
  return valid(`${reviewer.organization} reviewed, ${technical.organization} reviewed technically.`);
}

/** Of a role there is one attestation; a second one would leave open which counts. */
function attestationBy({ attestations }: Proof, role: AttestationRole): Attestation | Judged {
  const found = attestations.filter((each) => each.role === role);
  const [only] = found;
  if (!only) return open('This attestation is not in the file.');
  return found.length === 1 ? only : invalid('There is more than one attestation of this role.');
}

/** Undefined where the signature is that of the signer's key. */
function refuseSignature(
  { bundle }: Proof,
  { role, decision, issuedAt, signer, signature }: Attestation,
): Judged | undefined {
  const digest = attestationDigest({ bundleHash: bundleHash(bundle), bundle, role, decision, issuedAt });
  if (keySignature({ address: getAddress(signer) as Hex, digest, signature: signature as Hex }) !== undefined)
    return undefined;
  return signature.length === 2 + 65 * 2
    ? invalid(`The signature is not that of ${signer} over this bundle.`)
    : open(`${signer} has not signed with a key: its contract (ERC-1271) must be asked for the digest ${digest}.`);
}

function judgeReviewer(proof: Proof, role: 'REVIEWER' | 'TECHNICAL_REVIEWER'): Judged {
  const attestation = attestationBy(proof, role);
  if ('outcome' in attestation) return attestation;
  const reviewer = proof.bundle.reviewers.find((each) => each.role === role);
  if (reviewer?.address !== attestation.signer)
    return invalid(`${attestation.signer} is not the address of the bundle.`);
  return refuseSignature(proof, attestation) ?? valid(`Signed by ${attestation.signer} at ${attestation.issuedAt}.`);
}

function judgePlatform(proof: Proof, signers: readonly Hex[] | undefined): Judged {
  const attestation = attestationBy(proof, 'PLATFORM');
  if ('outcome' in attestation) return attestation;
  const refused = refuseSignature(proof, attestation);
  if (refused) return refused;
  const { signer } = attestation;
  if (!signers) return open(`Signed by ${signer}: compare it with the address that the platform publishes.`);
  return signers.includes(signer)
    ? valid(`Signed by the platform's key ${signer}.`)
    : invalid(`${signer} is not the platform's.`);
}

function judgeAnchor({ bundle, anchor }: Proof, anchored: Known['anchored']): Judged {
  const commitment = commitmentOf(bundleHash(bundle), bundle);
  const place = `contract ${bundle.anchor.contract} on chain ${bundle.anchor.chainId}`;
  if (anchored === undefined) return open(`Look for ProofAnchored with the commitment ${commitment} from ${place}.`);
  if (anchored === null) return open(`Nothing is anchored for this project and sequence by ${place} yet.`);
  if (anchored.commitment !== commitment) {
    return invalid(`The chain holds ${anchored.commitment} for this sequence; the bundle gives ${commitment}.`);
  }
  const { place: found, isFinal } = anchored;
  if (anchor && found === null) return invalid(`The transaction ${anchor.transactionHash} has not anchored it.`);
  if (anchor && found && (Object.keys(found) as (keyof AnchorPlace)[]).some((key) => found[key] !== anchor[key])) {
    return invalid(`It was anchored by ${inWords(found)}, and not by ${inWords(anchor)}.`);
  }
  const by = found ? ` by ${inWords(found)}` : '';
  return isFinal ? valid(`Anchored${by}; the block is final.`) : open(`Anchored${by}; the block is not final yet.`);
}

const inWords = ({ transactionHash, blockNumber, blockHash }: AnchorPlace): string =>
  `${transactionHash} in block ${blockNumber} (${blockHash})`;

function judgeStanding(standing: Known['standing']): Judged {
  if (standing === 'CURRENT') return valid('It is neither superseded nor revoked.');
  if (standing === 'SUPERSEDED') return invalid('A later proof has taken its place.');
  if (standing === 'REVOKED') return invalid('It was revoked.');
  return open(
    standing === 'UNKNOWN'
      ? 'The platform does not know this proof.'
      : 'Whether it was superseded or revoked since, only the platform and the chain can say.',
  );
}
