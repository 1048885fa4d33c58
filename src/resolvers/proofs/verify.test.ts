import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressOfSigner, attest, makeProof, passedChecks } from '../../../test/proofs.ts';
import type { Hex } from '../chain/client.ts';
import { bundleHash, commitmentOf, type Proof } from './bundle.ts';
import { revealOnly } from './reveal.ts';
import { type Known, type Outcome, type Step, type StepName, verifyProof } from './verify.ts';

const proof = await makeProof();
const known: Known = {
  platformSigners: [addressOfSigner('PLATFORM')],
  anchored: {
    commitment: commitmentOf(proof.bundleHash, proof.bundle),
    transactionHash: `0x${'7'.repeat(64)}`,
    isFinal: true,
  },
  standing: 'CURRENT',
};

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

/** Every place in a JSON value that holds a text, a truth value or nothing. */
function placesOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => placesOf(item, [...path, at]));
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).flatMap(([key, item]) => placesOf(item, [...path, key]));
  }
  return [path];
}

type Json = Record<string | number, unknown>;

function changedAt(file: Proof, path: readonly (string | number)[], change: (old: unknown) => unknown): unknown {
  const copy = structuredClone(file) as unknown as Json;
  let holder = copy;
  for (const key of path.slice(0, -1)) holder = holder[key] as Json;
  const last = path.at(-1) ?? '';
  holder[last] = change(holder[last]);
  return copy;
}

/** Changes one character to another one of the same kind, so that the form stays and only the content is wrong. */
function altered(text: string, pick: number): string {
  const at = pick % Math.max(1, text.length);
  const old = text.charAt(at);
  const other = old === '' ? 'x' : old === '1' ? '2' : /\d/.test(old) ? '1' : old === 'a' ? 'b' : 'a';
  return text.slice(0, at) + other + text.slice(at + 1);
}

const TREE_STEP = {
  asset: 'ASSET_CHECKS',
  data: 'DATA_CHECKS',
  process: 'PROCESS_CHECKS',
  evidence: 'EVIDENCE',
} as const;
const ROLE_STEP = {
  REVIEWER: 'REVIEWER_ATTESTATION',
  TECHNICAL_REVIEWER: 'TECHNICAL_REVIEWER_ATTESTATION',
  PLATFORM: 'PLATFORM_ATTESTATION',
} as const;

/** The step that must name a change at this place, where the form has stayed right. */
function stepOf(file: Proof, [part, at]: readonly (string | number)[]): StepName {
  if (part === 'revealed') return TREE_STEP[file.revealed[Number(at)]?.tree ?? 'asset'];
  if (part === 'attestations') return ROLE_STEP[file.attestations[Number(at)]?.role ?? 'PLATFORM'];
  return 'BUNDLE_HASH';
}

describe('any change is found', () => {
  // Of each tree two leaves: more of the same kind would say no more.
  const file = revealOnly(proof, (leaf) => Number(leaf.index) < 2);
  const places = placesOf(file).filter(([part]) => part !== 'anchor');

  test('at every place, and the step that it breaks is named', () => {
    expect(places.length).toBeGreaterThan(150);
    for (const path of places) {
      const broken = changedAt(file, path, (old) =>
        typeof old === 'string' ? altered(old, old.length - 1) : old === null ? 'x' : !old,
      );
      const steps = invalidOf(broken);
      expect(steps.includes('FORMAT') || steps.includes(stepOf(file, path)), path.join('.')).toBe(true);
    }
  });

  test('whichever character it is', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.nat(), (path, pick) => {
        const broken = changedAt(file, path, (old) => (typeof old === 'string' ? altered(old, pick) : 'changed'));
        const steps = invalidOf(broken);
        expect(steps.includes('FORMAT') || steps.includes(stepOf(file, path)), path.join('.')).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  test('when something is added or left out', () => {
    for (const path of places) {
      const lost = changedAt(file, path, () => undefined);
      expect(invalidOf(lost), path.join('.')).toContain('FORMAT');
    }
    expect(invalidOf({ ...proof, bundle: { ...proof.bundle, note: 'x' } })).toEqual(['FORMAT']);
    expect(invalidOf({ ...proof, note: 'x' })).toEqual(['FORMAT']);
    expect(invalidOf({ ...proof, revealed: [...proof.revealed, proof.revealed[0]] })).toEqual(['ASSET_CHECKS']);
    expect(invalidOf({ ...proof, attestations: [...proof.attestations.slice(0, 2), proof.attestations[0]] })).toEqual([
      'REVIEWER_ATTESTATION',
    ]);
    for (const file of [null, 7, 'x', [], {}]) expect(invalidOf(file)).toEqual(['FORMAT']);
  });
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
  const transactionHash: Hex = `0x${'7'.repeat(64)}`;
  const judged = (anchored: Known['anchored'], file: Proof = proof) =>
    verifyProof(file, { ...known, anchored }).find(({ step }) => step === 'ANCHOR')?.outcome;

  test('is valid once it is final, and says which one it looked for', () => {
    expect(judged({ commitment, transactionHash, isFinal: true })).toBe('VALID');
    expect(judged({ commitment, transactionHash, isFinal: false })).toBe('INDETERMINATE');
    expect(judged(null)).toBe('INDETERMINATE');
    expect(judged({ commitment: `0x${'0'.repeat(64)}`, transactionHash, isFinal: true })).toBe('INVALID');
    expect(reasonOf(proof, 'ANCHOR', {})).toContain(commitment);
  });

  test('is that of the transaction which the file names', () => {
    const anchored = { commitment, transactionHash, isFinal: true };
    const at = { transactionHash, blockNumber: '7', blockHash: transactionHash };
    expect(judged(anchored, { ...proof, anchor: at })).toBe('VALID');
    expect(judged(anchored, { ...proof, anchor: { ...at, transactionHash: commitment } })).toBe('INVALID');
  });

  test('a proof that was superseded or revoked does not stand', () => {
    expect(invalidOf(proof, { ...known, standing: 'SUPERSEDED' })).toEqual(['STANDING']);
    expect(invalidOf(proof, { ...known, standing: 'REVOKED' })).toEqual(['STANDING']);
    expect(invalidOf(proof, { ...known, standing: 'UNKNOWN' })).toEqual([]);
  });
});
