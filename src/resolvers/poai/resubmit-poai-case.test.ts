import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, caseIn, castOf } from '../../../test/poai.ts';
import { Forbidden, IllegalTransition } from '../errors.ts';
import { resubmitPoaiCase } from './resubmit-poai-case.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('the owner hands it in again, and the review goes on', async () => {
  const row = await caseIn(cast, 'CHANGES_REQUESTED');
  const wish = { caseId: caseIdOf(row), note: 'The certificate is there now.' };
  await expect(resubmitPoaiCase(cast.reviewer.ctx, wish)).rejects.toThrow(Forbidden);
  expect(await resubmitPoaiCase(cast.owner.ctx, wish)).toMatchObject({ status: 'IN_REVIEW' });
  await expect(resubmitPoaiCase(cast.owner.ctx, wish)).rejects.toThrow(IllegalTransition);
});
