import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, caseIn, castOf, checkWish } from '../../../test/poai.ts';
import { Forbidden, IllegalTransition } from '../errors.ts';
import { completePoaiCheck } from './complete-poai-check.ts';
import { TECHNICAL_CHECK } from './rules.ts';
import { startPoaiTechnicalReview } from './start-poai-technical-review.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('is the technical reviewer’s, who completes the one check that is theirs', async () => {
  const row = await caseIn(cast, 'REVIEW_COMPLETE');
  const wish = { caseId: caseIdOf(row) };
  await expect(startPoaiTechnicalReview(cast.reviewer.ctx, wish)).rejects.toThrow(Forbidden);
  expect(await startPoaiTechnicalReview(cast.technical.ctx, wish)).toMatchObject({ status: 'TECHNICAL_REVIEW' });
  const complete = (code: string, by = cast.technical) => completePoaiCheck(by.ctx, checkWish(row, code));
  await expect(complete('DESIGN')).rejects.toThrow(Forbidden);
  await expect(complete('DESIGN', cast.reviewer)).rejects.toThrow(IllegalTransition);
  expect(await complete(TECHNICAL_CHECK)).toMatchObject({ result: 'PASS', completedBy: cast.technical.id });
});
