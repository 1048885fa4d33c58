import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, caseIn, castOf, checkWish } from '../../../test/poai.ts';
import { selectCaseEvents } from '../../db/poai-cases.ts';
import { Forbidden, IllegalTransition, InputInvalid } from '../errors.ts';
import { completePoaiCheck } from './complete-poai-check.ts';
import { requestPoaiChanges } from './request-poai-changes.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('gives the case back with a reason, and the review rests', async () => {
  const row = await caseIn(cast, 'IN_REVIEW');
  const wish = { caseId: caseIdOf(row), reason: 'see CAR 1' };
  await expect(requestPoaiChanges(cast.owner.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(requestPoaiChanges(cast.reviewer.ctx, { caseId: wish.caseId })).rejects.toThrow(InputInvalid);
  expect(await requestPoaiChanges(cast.reviewer.ctx, wish)).toMatchObject({ status: 'CHANGES_REQUESTED' });
  const events = await selectCaseEvents(t.db, { caseId: row.id, after: 0, limit: 100 });
  expect(events.at(-1)).toMatchObject({ kind: 'REQUEST_CHANGES', detail: { reason: 'see CAR 1' } });
  await expect(completePoaiCheck(cast.reviewer.ctx, checkWish(row, 'DESIGN'))).rejects.toThrow(IllegalTransition);
});
