import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestChain, type TestChain } from '../../../test/chain.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, castOf, draftCase, signedCase } from '../../../test/poai.ts';
import { stockIn } from '../../../test/pricing.ts';
import type { VerifierScoreRow } from '../../db/batch-prices.ts';
import { approvePoaiCase } from '../poai/approve-poai-case.ts';
import { revokePoaiCase } from '../poai/revoke-poai-case.ts';
import { computeVerifiers } from './compute-verifiers.ts';
import { ONE, over, scaled } from './decimals.ts';
import { priceOf, readPricing } from './price-of.ts';

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

const scores = async () => await t.db.sql<VerifierScoreRow[]>`select * from verifier_scores`;
const factorOf = async (batchId: string) => {
  const calculation = await priceOf(t.db, await readPricing(t.db, t.app.config, [batchId]), batchId, 'EUR');
  return calculation.factors.find(({ name }) => name === 'VERIFIER');
};

test('approvals raise the record of their reviewer and what they vouch for, until they are revoked', async () => {
  const drafted = await draftCase(cast);
  // 20,000 t weigh 2: R = (16 + 2) / 22, and the factor 1 + 0.25 * (R - 0.8).
  const { batchId } = await stockIn(t, cast, { projectId: drafted.projectId, quantity: 20_000n });
  const row = await signedCase(cast, drafted);
  expect(await computeVerifiers(t.nobody)).toBe(false);
  expect(await factorOf(batchId)).toMatchObject({ value: ONE, insufficientData: true });
  await approvePoaiCase(cast.admin.ctx, { caseId: caseIdOf(row) });
  await computeVerifiers(t.nobody);
  const [score] = await scores();
  expect(score).toMatchObject({
    userId: cast.reviewer.id,
    cases: 1,
    weight: 2n * ONE,
    score: over(18n * ONE, 22n * ONE),
  });
  expect(await factorOf(batchId)).toMatchObject({ value: scaled('1.004545454545454546'), insufficientData: false });
  // It is not computed again while nothing changes.
  await computeVerifiers(t.nobody);
  expect(await scores()).toEqual([score]);
  await revokePoaiCase(cast.admin.ctx, { caseId: caseIdOf(row), reason: 'The meter data was made up.' });
  await computeVerifiers(t.nobody);
  expect(await scores()).toMatchObject([{ cases: 1, score: over(16n * ONE, 22n * ONE) }]);
  expect(await factorOf(batchId)).toMatchObject({ value: ONE, insufficientData: true });
});
