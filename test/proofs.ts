import { hash } from 'node:crypto';
import { type BaseWallet, id, Wallet } from 'ethers';
import type { Hex } from '../src/resolvers/chain/client.ts';
import { currentCatalogue, type CheckTree } from '../src/resolvers/poai/catalogue.ts';
import { typedAttestation } from '../src/resolvers/proofs/attestation.ts';
import {
  type Attestation,
  type AttestationRole,
  type Bundle,
  bundleHash,
  commitmentOf,
  type Proof,
  toHex,
} from '../src/resolvers/proofs/bundle.ts';
import { type CheckEntry, plantTrees } from '../src/resolvers/proofs/reveal.ts';
import type { AnchorPlace, Known } from '../src/resolvers/proofs/verify.ts';

const AT = '2026-11-21T09:30:00Z';
const PROJECT_ID = '0199e0a0-0000-7000-8000-000000000002';

const signers = {
  REVIEWER: Wallet.createRandom(),
  TECHNICAL_REVIEWER: Wallet.createRandom(),
  PLATFORM: Wallet.createRandom(),
} satisfies Record<AttestationRole, BaseWallet>;

export const addressOfSigner = (role: AttestationRole): Hex => signers[role].address.toLowerCase() as Hex;

const sha256 = (text: string): Hex => toHex(hash('sha256', text, 'buffer'));

/** The checks of a tree, all passed. */
export const passedChecks = (tree: CheckTree): CheckEntry[] =>
  currentCatalogue()
    .checks.filter((check) => check.tree === tree)
    .map(({ code, title, mandatory }) => ({
      code,
      title,
      mandatory,
      result: 'PASS',
      method: 'DESK_REVIEW',
      finding: `${title} Seen in the monitoring report.`,
      evidence: [sha256('monitoring report')],
      by: 'Ada Reviewer',
      at: AT,
    }));

export interface ProofWish {
  readonly change?: (bundle: Bundle) => Bundle;
  readonly asset?: readonly CheckEntry[];
}

/** A proof as the platform makes it, signed by three keys. */
export async function makeProof({
  change = (bundle) => bundle,
  asset = passedChecks('asset'),
}: ProofWish = {}): Promise<Proof> {
  const { revealed, ...trees } = plantTrees({
    asset,
    data: passedChecks('data'),
    process: passedChecks('process'),
    evidence: [
      {
        sha256: sha256('monitoring report'),
        name: 'Monitoring report 2025.pdf',
        mediaType: 'application/pdf',
        sizeBytes: '81920',
      },
      { sha256: sha256('meter data'), name: 'meters.csv', mediaType: 'text/csv', sizeBytes: '4096' },
    ],
  });
  const bundle = change({ ...plainBundle(), ...trees });
  const hashed = bundleHash(bundle);
  const attestations = await Promise.all(
    (['REVIEWER', 'TECHNICAL_REVIEWER', 'PLATFORM'] as const).map((role) => attest(bundle, role)),
  );
  return { format: 'poai-proof/v1', bundleHash: hashed, bundle, revealed, attestations, anchor: null };
}

export async function attest(bundle: Bundle, role: AttestationRole): Promise<Attestation> {
  const statement = { bundleHash: bundleHash(bundle), bundle, role, decision: 'APPROVED', issuedAt: AT } as const;
  const { domain, types, message } = typedAttestation(statement);
  const signature = await signers[role].signTypedData(domain, types, message);
  return { role, signer: addressOfSigner(role), decision: 'APPROVED', issuedAt: AT, signature };
}

const plainBundle = (): Omit<Bundle, 'checks' | 'evidenceSize' | 'evidenceRoot'> => ({
  format: 'poai/v1',
  caseId: '0199e0a0-0000-7000-8000-000000000001',
  sequence: '1',
  supersedes: null,
  issuedAt: AT,
  anchor: { chainId: '31337', contract: `0x${'c0'.repeat(20)}`, projectKey: id(PROJECT_ID) as Hex },
  subject: {
    projectId: PROJECT_ID,
    projectName: 'Motion Energy EV Industry Charger Project',
    registry: 'VERRA',
    nativeId: '2348',
    methodologies: [{ program: 'VCS', code: 'VM0038', version: '1.0' }],
    vintage: { start: '2021-01-01', end: '2021-11-30' },
    serials: [
      {
        text: '13861-531686655-531686782-VCS-VCU-263-VER-AU-7-2348-01012021-30112021-1',
        prefix: '13861',
        blockStart: '531686655',
        blockEnd: '531686782',
        suffix: 'VCS-VCU-263-VER-AU-7-2348-01012021-30112021-1',
      },
    ],
    quantity: '128',
  },
  criteria: {
    standard: 'ISO 14064-3:2019',
    assurance: 'REASONABLE',
    materialityPercent: '5',
    catalogue: currentCatalogue().version,
  },
  findings: [
    {
      number: '1',
      kind: 'CAR',
      check: 'CALIBRATION',
      text: 'The certificate of meter 7 is missing.',
      raisedAt: AT,
      closedAt: AT,
      resolution: 'The certificate was handed in.',
    },
  ],
  opinion: { decision: 'APPROVED', statement: 'The reductions are stated fairly in all material respects.', at: AT },
  reviewers: [
    { role: 'REVIEWER', name: 'Ada Reviewer', organization: 'Verify & Co', address: addressOfSigner('REVIEWER') },
    {
      role: 'TECHNICAL_REVIEWER',
      name: 'Bo Technical',
      organization: 'Second Look AG',
      address: addressOfSigner('TECHNICAL_REVIEWER'),
    },
  ],
});

/** A proof that is anchored, and all that a verifier can know of it. */
export async function makeAnchored(): Promise<{
  readonly proof: Proof;
  readonly known: Known;
  readonly place: AnchorPlace;
}> {
  const place: AnchorPlace = {
    transactionHash: `0x${'7'.repeat(64)}`,
    blockNumber: '1234567',
    blockHash: `0x${'8'.repeat(64)}`,
  };
  const proof: Proof = { ...(await makeProof()), anchor: place };
  const commitment = commitmentOf(proof.bundleHash, proof.bundle);
  const platformSigners = [addressOfSigner('PLATFORM')];
  return {
    proof,
    place,
    known: { platformSigners, anchored: { commitment, isFinal: true, place }, standing: 'CURRENT' },
  };
}
