import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, castOf, signedCase } from '../../../test/poai.ts';
import { Forbidden, IllegalTransition } from '../errors.ts';
import { approvePoaiCase } from './approve-poai-case.ts';
import { proofFile } from './proof-file.ts';
import { revokePoaiCase } from './revoke-poai-case.ts';
import { verifyFile } from './verify-file.ts';

let chain: TestChain;
let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  chain = await startTestChain();
  t = await openTestApp({}, chain);
  cast = await castOf(t);
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await chain[Symbol.asyncDispose]();
});

test('takes an approval back for good, and whoever verifies is told', async () => {
  const row = await signedCase(cast);
  const caseId = caseIdOf(row);
  const wish = { caseId, reason: 'The meter data was made up.' };
  await expect(revokePoaiCase(cast.admin.ctx, wish)).rejects.toThrow(IllegalTransition);
  await approvePoaiCase(cast.admin.ctx, { caseId });
  const bundle = await proofFile(t.nobody, { caseId });
  const standing = async () =>
    (await verifyFile(t.nobody, { bundle })).find(({ step }) => step === 'STANDING')?.outcome;
  expect(await standing()).toBe('VALID');
  await expect(revokePoaiCase(cast.owner.ctx, wish)).rejects.toThrow(Forbidden);
  expect(await revokePoaiCase(cast.admin.ctx, wish)).toMatchObject({ status: 'REVOKED' });
  expect(await standing()).toBe('INVALID');
  await expect(revokePoaiCase(cast.admin.ctx, wish)).rejects.toThrow(IllegalTransition);
});
