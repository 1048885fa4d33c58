import { describe, expect, test } from 'vitest';
import { addressOfSigner, attest, makeAnchored, makeProof, passedChecks } from '../../../test/proofs.ts';
import type { Hex } from '../chain/client.ts';
import { type Bundle, bundleHash, commitmentOf, type Proof } from './bundle.ts';
import { revealOnly } from './reveal.ts';
import { type Known, type Outcome, type Step, type StepName, verifyProof } from './verify.ts';

const { proof, known, place } = await makeAnchored();

const stepsThat = (steps: readonly Step[], outcome: Outcome): StepName[] =>
  steps.filter((step) => step.outcome === outcome).map(({ step }) => step);
const invalidOf = (file: unknown, also: Known = known): StepName[] => stepsThat(verifyProof(file, also), 'INVALID');
const reasonOf = (file: unknown, name: StepName, also: Known = known): string =>
  verifyProof(file, also).find(({ step }) => step === name)?.reason ?? '';

test('a proof with all revealed and all known is valid in every step', () => {
  expect(new Set(verifyProof(proof, known).map(({ outcome }) => outcome))).toEqual(new Set(['VALID']));
});

test('what only the platform or the chain can tell is left open without them', () => {
  const steps = verifyProof(JSON.parse(JSON.stringify(proof)));
  expect(stepsThat(steps, 'INDETERMINATE')).toEqual(['PLATFORM_ATTESTATION', 'ANCHOR', 'STANDING']);
  expect(stepsThat(steps, 'INVALID')).toEqual([]);
});

describe('a bundle that was changed and hashed again', () => {
  test('is not what was signed and anchored', () => {
    const bundle = { ...proof.bundle, opinion: { ...proof.bundle.opinion, statement: 'All is well.' } };
    expect(invalidOf({ ...proof, bundle, bundleHash: bundleHash(bundle) })).toEqual([
      'REVIEWER_ATTESTATION',
      'TECHNICAL_REVIEWER_ATTESTATION',
      'PLATFORM_ATTESTATION',
      'ANCHOR',
    ]);
  });

  test('and signed by a stranger as the platform is not from the platform', async () => {
    const stranger = { ...known, platformSigners: [addressOfSigner('REVIEWER')] };
    expect(invalidOf(proof, stranger)).toEqual(['PLATFORM_ATTESTATION']);
    const swapped = { ...(await attest(proof.bundle, 'REVIEWER')), role: 'TECHNICAL_REVIEWER' };
    expect(invalidOf({ ...proof, attestations: [swapped] })).toEqual(['TECHNICAL_REVIEWER_ATTESTATION']);
  });
});

describe('the rules', () => {
  test('refuse a mandatory check that failed, and leave one that does not apply', async () => {
    const [first, ...rest] = passedChecks('asset');
    if (!first) throw new Error('no check');
    const failed = await makeProof({ asset: [{ ...first, result: 'FAIL' }, ...rest] });
    expect(invalidOf(failed, {})).toEqual(['RULES']);
    expect(reasonOf(failed, 'RULES')).toContain(first.code);
    const spared = await makeProof({ asset: [{ ...first, result: 'NOT_APPLICABLE' }, ...rest] });
    expect(invalidOf(spared, {})).toEqual([]);
  });

  test('refuse a check that is missing, made optional or not in the catalogue', async () => {
    const [first, ...rest] = passedChecks('asset');
    if (!first) throw new Error('no check');
    expect(invalidOf(await makeProof({ asset: rest }), {})).toEqual(['RULES']);
    expect(invalidOf(await makeProof({ asset: [{ ...first, mandatory: false }, ...rest] }), {})).toEqual(['RULES']);
    expect(invalidOf(await makeProof({ asset: [{ ...first, code: 'OTHER' }, ...rest] }), {})).toEqual(['RULES']);
  });

  test('refuse a check that is there twice, and one that rests on a document which is not', async () => {
    const asset = passedChecks('asset');
    const [first, ...rest] = asset;
    if (!first) throw new Error('no check');
    expect(invalidOf(await makeProof({ asset: [...asset, first] }), {})).toEqual(['RULES']);
    const evidence: Hex[] = [`0x${'9'.repeat(64)}`];
    const unfounded = await makeProof({ asset: [{ ...first, evidence }, ...rest] });
    expect(invalidOf(unfounded, {})).toEqual(['EVIDENCE']);
    expect(reasonOf(unfounded, 'EVIDENCE')).toContain(first.code);
    // Among documents of which some are hidden it may be there.
    expect(
      invalidOf(
        revealOnly(unfounded, ({ tree, index }) => tree !== 'evidence' || index !== '0'),
        {},
      ),
    ).toEqual([]);
  });

  test('refuse an open request, not a forward action', async () => {
    const openOne = (kind: 'CAR' | 'FAR') =>
      makeProof({
        change: (bundle) => ({
          ...bundle,
          findings: bundle.findings.map((finding) => ({ ...finding, kind, closedAt: null, resolution: null })),
        }),
      });
    expect(invalidOf(await openOne('CAR'), {})).toEqual(['RULES']);
    expect(invalidOf(await openOne('FAR'), {})).toEqual([]);
  });

  test('refuse reviewers of one party, and serials that do not count or overlap', async () => {
    const reviewed = (organization: string) =>
      makeProof({
        change: (bundle) => ({ ...bundle, reviewers: bundle.reviewers.map((each) => ({ ...each, organization })) }),
      });
    expect(invalidOf(await reviewed('One & Same'), {})).toEqual(['INDEPENDENCE']);
    const counting = (quantity: string, times: number) =>
      makeProof({
        change: (bundle) => ({
          ...bundle,
          subject: {
            ...bundle.subject,
            quantity,
            serials: Array.from({ length: times }, () => bundle.subject.serials).flat(),
          },
        }),
      });
    const elsewhere = (bundle: Bundle) => ({
      ...bundle,
      anchor: { ...bundle.anchor, projectKey: bundle.evidenceRoot },
    });
    expect(invalidOf(await makeProof({ change: elsewhere }), {})).toEqual(['SUBJECT']);
    expect(invalidOf(await counting('127', 1), {})).toEqual(['SUBJECT']);
    expect(reasonOf(await counting('256', 2), 'SUBJECT')).toContain('overlap');
  });
});

describe('one check can be shown without the others', () => {
  test('and what is shown leads to the root', () => {
    const one = revealOnly(proof, (leaf) => leaf.tree === 'data' && leaf.index === '4');
    expect(one.revealed).toHaveLength(1);
    const steps = verifyProof(one, known);
    expect(stepsThat(steps, 'INVALID')).toEqual([]);
    expect(stepsThat(steps, 'INDETERMINATE')).toEqual([
      'ASSET_CHECKS',
      'DATA_CHECKS',
      'PROCESS_CHECKS',
      'EVIDENCE',
      'RULES',
    ]);
    expect(reasonOf(one, 'DATA_CHECKS')).toContain('1 of 14');
    expect(JSON.stringify(one)).not.toContain('SERIAL_BLOCKS');
  });

  test('and cannot be passed off as another one', () => {
    const moved = structuredClone(revealOnly(proof, (leaf) => leaf.tree === 'data' && leaf.index === '4'));
    const [leaf] = moved.revealed;
    if (leaf) leaf.index = '5';
    expect(invalidOf(moved)).toEqual(['DATA_CHECKS']);
  });
});

describe('the anchor', () => {
  const commitment = commitmentOf(proof.bundleHash, proof.bundle);
  const judged = (anchored: Known['anchored'], file: Proof = proof) =>
    verifyProof(file, { ...known, anchored }).find(({ step }) => step === 'ANCHOR')?.outcome;

  test('is valid once it is final, and says which one it looked for', () => {
    expect(judged({ commitment, place, isFinal: true })).toBe('VALID');
    expect(judged({ commitment, isFinal: true })).toBe('VALID');
    expect(judged({ commitment, place, isFinal: false })).toBe('INDETERMINATE');
    expect(judged(null)).toBe('INDETERMINATE');
    expect(judged({ commitment: `0x${'0'.repeat(64)}`, place, isFinal: true })).toBe('INVALID');
    expect(reasonOf(proof, 'ANCHOR', {})).toContain(commitment);
  });

  test('is that of the transaction and the block which the file names', () => {
    const anchored = { commitment, place, isFinal: true };
    expect(judged(anchored, { ...proof, anchor: null })).toBe('VALID');
    for (const other of [{ transactionHash: commitment }, { blockHash: commitment }, { blockNumber: '7' }]) {
      expect(judged(anchored, { ...proof, anchor: { ...place, ...other } })).toBe('INVALID');
    }
    expect(judged({ commitment, place: null, isFinal: true })).toBe('INVALID');
    expect(judged({ commitment, place: null, isFinal: true }, { ...proof, anchor: null })).toBe('VALID');
  });

  test('a proof that was superseded or revoked does not stand', () => {
    expect(invalidOf(proof, { ...known, standing: 'SUPERSEDED' })).toEqual(['STANDING']);
    expect(invalidOf(proof, { ...known, standing: 'REVOKED' })).toEqual(['STANDING']);
    expect(invalidOf(proof, { ...known, standing: 'UNKNOWN' })).toEqual([]);
  });
});
