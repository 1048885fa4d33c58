import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { altered, changedAt, placesOf } from '../../../test/json-changes.ts';
import { makeAnchored } from '../../../test/proofs.ts';
import type { Proof } from './bundle.ts';
import { revealOnly } from './reveal.ts';
import { type StepName, verifyProof } from './verify.ts';

const { proof, known } = await makeAnchored();

const invalidOf = (file: unknown): StepName[] =>
  verifyProof(file, known).flatMap(({ step, outcome }) => (outcome === 'INVALID' ? [step] : []));

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
  return part === 'anchor' ? 'ANCHOR' : 'BUNDLE_HASH';
}

describe('any change is found', () => {
  // Of each tree two leaves: more of the same kind would say no more.
  const file = revealOnly(proof, (leaf) => Number(leaf.index) < 2);
  const places = placesOf(file);

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
    expect(invalidOf({ ...proof, revealed: [...proof.revealed, proof.revealed[0]] })).toEqual([
      'ASSET_CHECKS',
      'RULES',
    ]);
    expect(invalidOf({ ...proof, attestations: [...proof.attestations.slice(0, 2), proof.attestations[0]] })).toEqual([
      'REVIEWER_ATTESTATION',
    ]);
    for (const file of [null, 7, 'x', [], {}]) expect(invalidOf(file)).toEqual(['FORMAT']);
  });

  test('and what no signature and no contract could take is not of the form', () => {
    const changes: [path: string[], value: string][] = [
      [['sequence'], '0'],
      [['sequence'], String(2n ** 64n)],
      [['anchor', 'chainId'], '9'.repeat(78)],
      [['issuedAt'], '2026-02-30T00:00:00Z'],
      [['issuedAt'], '2026-13-01T00:00:00Z'],
      [['criteria', 'materialityPercent'], '05'],
      [['subject', 'projectName'], 'half a pair: \ud83d'],
      [['subject', 'serials', '0', 'suffix'], '\ud83d'],
    ];
    for (const [path, value] of changes) {
      expect(invalidOf(changedAt(proof, ['bundle', ...path], () => value)), path.join('.')).toEqual(['FORMAT']);
    }
  });

  test('whatever a place holds, the verification ends with an answer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' })),
        (path, value) => {
          expect(
            verifyProof(
              changedAt(file, path, () => value),
              known,
            ),
          ).toHaveLength(14);
        },
      ),
      { numRuns: 300 },
    );
  });
});
