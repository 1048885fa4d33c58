import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, castOf, signedCase } from '../../../test/poai.ts';
import { InputInvalid } from '../errors.ts';
import { type Proof, proofShape } from '../proofs/bundle.ts';
import { approvePoaiCase } from './approve-poai-case.ts';
import { proofFile } from './proof-file.ts';
import { platformSigners, verifyFile } from './verify-file.ts';

let chain: TestChain;
let t: TestApp;
let cast: Cast;
let caseId: string;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({ POAI_VERIFY_BYTES: '200000' }, chain);
  cast = await castOf(t);
  caseId = caseIdOf(await signedCase(cast));
  await approvePoaiCase(cast.admin.ctx, { caseId });
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

const openFile = async (): Promise<Proof> => proofShape.parse(JSON.parse(await proofFile(t.nobody, { caseId })));

test('says what is wrong, and takes no more than it can', async () => {
  await expect(verifyFile(t.nobody, { bundle: '{' })).rejects.toThrow(InputInvalid);
  await expect(verifyFile(t.nobody, { bundle: ' '.repeat(200_001) })).rejects.toThrow(/longer than 200000 bytes/);
  expect((await verifyFile(t.nobody, { bundle: '{}' }))[0]).toMatchObject({ step: 'FORMAT', outcome: 'INVALID' });
  const proof = await openFile();
  const other = { ...proof.bundle, opinion: { ...proof.bundle.opinion, statement: 'Perfect.' } };
  const steps = await verifyFile(t.nobody, { bundle: JSON.stringify({ ...proof, bundle: other }) });
  const wrong = steps.filter(({ outcome }) => outcome === 'INVALID').map(({ step }) => step);
  expect(wrong).toContain('BUNDLE_HASH');
  expect(wrong).toContain('PLATFORM_ATTESTATION');
  expect(steps.find(({ step }) => step === 'STANDING')).toMatchObject({ outcome: 'INDETERMINATE' });
});

test('the platform says with which addresses it signs', async () => {
  const proof = await openFile();
  const signer = proof.attestations.find(({ role }) => role === 'PLATFORM')?.signer;
  expect(await platformSigners(t.app)).toEqual([signer]);
});
