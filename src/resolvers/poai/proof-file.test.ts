import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, castOf, signedCase } from '../../../test/poai.ts';
import type { Context } from '../context.ts';
import { Forbidden, InputInvalid, NotFound } from '../errors.ts';
import { type Proof, proofShape } from '../proofs/bundle.ts';
import { approvePoaiCase } from './approve-poai-case.ts';
import { proofFile, revealedFile } from './proof-file.ts';
import { verifyFile } from './verify-file.ts';

let chain: TestChain;
let t: TestApp;
let cast: Cast;
let caseId: string;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
  cast = await castOf(t);
  caseId = caseIdOf(await signedCase(cast));
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const fileFor = async (ctx: Context): Promise<Proof> => proofShape.parse(JSON.parse(await proofFile(ctx, { caseId })));

test('parties get all of it, others nothing before the approval and no leaf after it', async () => {
  for (const { ctx } of [cast.owner, cast.reviewer, cast.technical, cast.admin]) {
    expect((await fileFor(ctx)).revealed.length).toBeGreaterThan(40);
  }
  await expect(fileFor(cast.stranger.ctx)).rejects.toThrow(NotFound);
  await approvePoaiCase(cast.admin.ctx, { caseId });
  const open = await fileFor(t.nobody);
  expect(open).toMatchObject({ revealed: [], anchor: null });
  expect(open.attestations.map(({ role }) => role)).toEqual(['REVIEWER', 'TECHNICAL_REVIEWER', 'PLATFORM']);
});

test('its owner reveals single checks, which verify by themselves', async () => {
  const text = await revealedFile(cast.owner.ctx, { caseId, checks: ['NO_OVERLAP', 'CALIBRATION'] });
  const shown = proofShape.parse(JSON.parse(text));
  expect(shown.revealed.map(({ entry }) => 'code' in entry && entry.code)).toEqual(['NO_OVERLAP', 'CALIBRATION']);
  expect(text).not.toContain('STAKEHOLDERS');
  const steps = await verifyFile(t.nobody, { bundle: text });
  const outcomes = Object.fromEntries(steps.map(({ step, outcome }) => [step, outcome]));
  expect(outcomes).toMatchObject({
    BUNDLE_HASH: 'VALID',
    ASSET_CHECKS: 'INDETERMINATE',
    RULES: 'INDETERMINATE',
    REVIEWER_ATTESTATION: 'VALID',
    PLATFORM_ATTESTATION: 'VALID',
    ANCHOR: 'INDETERMINATE',
    STANDING: 'VALID',
  });
  await expect(revealedFile(cast.reviewer.ctx, { caseId, checks: ['NO_OVERLAP'] })).rejects.toThrow(Forbidden);
  await expect(revealedFile(cast.owner.ctx, { caseId, checks: ['NO_SUCH'] })).rejects.toThrow(InputInvalid);
});
