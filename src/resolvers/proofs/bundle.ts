import { hash } from 'node:crypto';
import { AbiCoder, keccak256 } from 'ethers';
import { z } from 'zod';
import type { Hex } from '../chain/client.ts';
import { canonicalBytes } from './tree.ts';

// The format of a proof, PoAI v1 (docs/POAI.md). Every object is strict: what the format does not know is refused, since
// nobody could say what it was meant to prove. Numbers are decimal text, hashes and addresses lower-case hex after 0x.

const MOST_LEAVES = 10_000;
const MOST_PATH = 14;

/** Text of which there are bytes: half a surrogate pair has none. */
const part = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => value.isWellFormed(), 'is not well formed');
const words = (most: number) => part(most).min(1);
const whole = z.string().regex(/^(?:0|[1-9]\d{0,77})$/, 'is not a whole number as decimal text');
/** What the contract and signatures take. Compared as text, since there may be no number in it. */
const MOST_UINT64 = String(2n ** 64n - 1n);
const uint64 = whole.refine(
  (value) => value.length < MOST_UINT64.length || (value.length === MOST_UINT64.length && value <= MOST_UINT64),
  'is not below 2^64',
);
const bytes32 = z.string().regex(/^0x[\da-f]{64}$/, 'is not 32 bytes as lower-case hex') as unknown as z.ZodType<Hex>;
const address = z.string().regex(/^0x[\da-f]{40}$/, 'is not an address as lower-case hex') as unknown as z.ZodType<Hex>;
const day = z.iso.date();
const second = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, 'is not a moment in UTC by the second')
  .refine((value) => {
    const at = new Date(value);
    return !Number.isNaN(at.getTime()) && toSecond(at) === value;
  }, 'is no moment');
const uuid = z.string().regex(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/, 'is not a UUID');

const checkResults = ['PASS', 'FAIL', 'NOT_APPLICABLE', 'INCONCLUSIVE'] as const;
const checkMethods = ['AUTOMATED', 'DESK_REVIEW', 'SITE_VISIT', 'INTERVIEW', 'RECALCULATION', 'CROSS_CHECK'] as const;
const findingKinds = ['CAR', 'CL', 'FAR'] as const;

/** A completed check: a leaf of one of the three trees. */
export const checkEntry = z.strictObject({
  code: words(60),
  title: words(300),
  mandatory: z.boolean(),
  result: z.enum(checkResults),
  method: z.enum(checkMethods),
  /** What was found; why it is not applicable, where it is not. */
  finding: words(10_000),
  /** SHA-256 of the evidence. */
  evidence: z.array(bytes32).max(1_000),
  /** Who completed it; null where the platform did by itself. */
  by: words(200).nullable(),
  at: second,
});

/** A document that the checks rest on: a leaf of the evidence tree. */
export const evidenceEntry = z.strictObject({
  sha256: bytes32,
  name: words(300),
  mediaType: words(200),
  sizeBytes: whole,
});

const serial = z.strictObject({
  /** As the registry writes it. */
  text: words(300),
  prefix: part(300),
  blockStart: whole,
  blockEnd: whole,
  suffix: part(300),
});

const tree = z.strictObject({ size: whole, root: bytes32 });

export const bundleShape = z.strictObject({
  format: z.literal('poai/v1'),
  caseId: uuid,
  /** 1, 2, 3 and so on for each project. */
  sequence: uint64.refine((value) => value !== '0', 'begins with 1'),
  /** The bundle hash of the proof whose place this one takes. */
  supersedes: bytes32.nullable(),
  issuedAt: second,
  /** Where its commitment is anchored. */
  anchor: z.strictObject({ chainId: uint64, contract: address, projectKey: bytes32 }),
  subject: z.strictObject({
    projectId: uuid,
    projectName: words(500),
    registry: words(60).nullable(),
    nativeId: words(200).nullable(),
    methodologies: z
      .array(z.strictObject({ program: words(60).nullable(), code: words(100), version: words(60).nullable() }))
      .max(100),
    /** Absent where the case is of a project and not of a batch. */
    vintage: z.strictObject({ start: day, end: day }).nullable(),
    serials: z.array(serial).max(10_000),
    /** Tonnes of CO2e. */
    quantity: whole,
  }),
  criteria: z.strictObject({
    standard: z.literal('ISO 14064-3:2019'),
    assurance: z.enum(['REASONABLE', 'LIMITED']),
    materialityPercent: z.string().regex(/^(?:0|[1-9]\d?)(?:\.\d{1,2})?$/, 'is not a percentage below 100'),
    /** Which checks there are: the version of the catalogue. */
    catalogue: words(60),
  }),
  checks: z.strictObject({ asset: tree, data: tree, process: tree }),
  evidenceSize: whole,
  evidenceRoot: bytes32,
  findings: z
    .array(
      z.strictObject({
        number: whole,
        kind: z.enum(findingKinds),
        check: words(60),
        text: words(10_000),
        raisedAt: second,
        closedAt: second.nullable(),
        resolution: words(10_000).nullable(),
      }),
    )
    .max(1_000),
  opinion: z.strictObject({ decision: z.literal('APPROVED'), statement: words(10_000), at: second }),
  reviewers: z
    .array(
      z.strictObject({
        role: z.enum(['REVIEWER', 'TECHNICAL_REVIEWER']),
        name: words(200),
        organization: words(300),
        address,
      }),
    )
    .length(2),
});
export type Bundle = z.output<typeof bundleShape>;

const index = z.string().regex(/^(?:0|[1-9]\d{0,4})$/);
const inclusion = {
  index,
  salt: z.string().regex(/^0x[\da-f]{32}$/, 'is not 16 bytes as lower-case hex'),
  path: z.array(bytes32).max(MOST_PATH),
};

const revealed = z.discriminatedUnion('tree', [
  z.strictObject({ tree: z.literal('asset'), ...inclusion, entry: checkEntry }),
  z.strictObject({ tree: z.literal('data'), ...inclusion, entry: checkEntry }),
  z.strictObject({ tree: z.literal('process'), ...inclusion, entry: checkEntry }),
  z.strictObject({ tree: z.literal('evidence'), ...inclusion, entry: evidenceEntry }),
]);
export type Revealed = z.output<typeof revealed>;

export const attestationRoles = ['REVIEWER', 'TECHNICAL_REVIEWER', 'PLATFORM'] as const;
export type AttestationRole = (typeof attestationRoles)[number];

const attestation = z.strictObject({
  role: z.enum(attestationRoles),
  signer: address,
  decision: z.literal('APPROVED'),
  issuedAt: second,
  signature: z.string().regex(/^0x(?:[\da-f]{2}){1,4096}$/, 'is not lower-case hex'),
});
export type Attestation = z.output<typeof attestation>;

/** A proof as it is handed out: the bundle, who signed it, and as much of its trees as is revealed. */
export const proofShape = z.strictObject({
  format: z.literal('poai-proof/v1'),
  bundleHash: bytes32,
  bundle: bundleShape,
  revealed: z.array(revealed).max(MOST_LEAVES),
  attestations: z.array(attestation).min(1).max(3),
  /** Where the commitment was anchored for good; null where it is not yet. */
  anchor: z.strictObject({ transactionHash: bytes32, blockNumber: whole, blockHash: bytes32 }).nullable(),
});
export type Proof = z.output<typeof proofShape>;

export const toHex = (value: Buffer): Hex => `0x${value.toString('hex')}`;
export const fromHex = (value: string): Buffer => Buffer.from(value.slice(2), 'hex');

/** SHA256("poai/v1/bundle" | 0x00 | JCS(bundle)). */
export const bundleHash = (bundle: Bundle): Hex =>
  toHex(hash('sha256', Buffer.concat([Buffer.from('poai/v1/bundle\0'), canonicalBytes(bundle)]), 'buffer'));

/** What is anchored on the chain: keccak256(abi.encode(bundleHash, projectKey, sequence)). */
export function commitmentOf(hashed: Hex, { anchor, sequence }: Pick<Bundle, 'anchor' | 'sequence'>): Hex {
  const coded = AbiCoder.defaultAbiCoder().encode(
    ['bytes32', 'bytes32', 'uint64'],
    [hashed, anchor.projectKey, BigInt(sequence)],
  );
  return keccak256(coded) as Hex;
}

/** A moment as proofs write it: UTC, whole seconds. */
export const toSecond = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
