import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, caseIn, castOf, checkWish, documentOf } from '../../../test/poai.ts';
import { auditOf } from '../../../test/projects.ts';
import { selectCaseEvents } from '../../db/poai-cases.ts';
import { selectEvidenceOf } from '../../db/poai-reviews.ts';
import { visibleVersions } from '../documents/read.ts';
import { Forbidden, IllegalTransition, InputInvalid, NotFound } from '../errors.ts';
import { decodeId } from '../ids.ts';
import { completePoaiCheck } from './complete-poai-check.ts';
import { TECHNICAL_CHECK } from './rules.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('is completed with evidence, and anew, and each time stays in the history', async () => {
  const row = await caseIn(cast, 'IN_REVIEW');
  const [one, two] = [await documentOf(cast, row, 'one'), await documentOf(cast, row, 'two')];
  const { ctx } = cast.reviewer;
  await completePoaiCheck(ctx, checkWish(row, 'CALIBRATION', { result: 'FAIL', evidence: [one, two, one] }));
  const evidence = () => selectEvidenceOf(t.db, [row.id]);
  expect((await evidence()).map(({ name }) => name)).toEqual(['one.json', 'two.json']);
  const check = await completePoaiCheck(ctx, checkWish(row, 'CALIBRATION', { evidence: [two] }));
  expect(check).toMatchObject({ result: 'PASS', method: 'DESK_REVIEW', completedBy: cast.reviewer.id });
  expect((await evidence()).map(({ name }) => name)).toEqual(['two.json']);
  const events = await selectCaseEvents(t.db, { caseId: row.id, after: 0, limit: 100 });
  const completed = events.filter(({ kind }) => kind === 'COMPLETE_CHECK');
  expect(completed.map(({ detail }) => detail['result'])).toEqual(['FAIL', 'PASS']);
  expect((await auditOf(t, row)).filter(({ action }) => action === 'POAI_CHECK_COMPLETED')).toHaveLength(2);
});

test('is the assigned reviewer’s alone, in a review, by a code and a method that there is', async () => {
  const row = await caseIn(cast, 'IN_REVIEW');
  const wish = checkWish(row, 'DESIGN');
  await expect(completePoaiCheck(cast.technical.ctx, wish)).rejects.toThrow(IllegalTransition);
  await expect(completePoaiCheck(cast.stranger.ctx, wish)).rejects.toThrow(NotFound);
  await expect(completePoaiCheck(cast.owner.ctx, wish)).rejects.toThrow(Forbidden);
  const complete = (code: string, given: object = {}) =>
    completePoaiCheck(cast.reviewer.ctx, checkWish(row, code, given));
  await expect(complete(TECHNICAL_CHECK)).rejects.toThrow(Forbidden);
  await expect(complete('NO_SUCH')).rejects.toThrow(InputInvalid);
  await expect(complete('DESIGN', { method: 'AUTOMATED' })).rejects.toThrow(InputInvalid);
  await expect(complete('DESIGN', { result: 'NOT_APPLICABLE', finding: ' ' })).rejects.toThrow(InputInvalid);
  const early = await caseIn(cast, 'ASSIGNED');
  await expect(completePoaiCheck(cast.reviewer.ctx, checkWish(early, 'DESIGN'))).rejects.toThrow(IllegalTransition);
});

test('rests on documents that the reviewer reads: those of the project, while it is reviewed', async () => {
  const [row, other] = [await caseIn(cast, 'IN_REVIEW'), await caseIn(cast, 'SUBMITTED')];
  const [ours, foreign] = [await documentOf(cast, row, 'ours'), await documentOf(cast, other, 'foreign')];
  const complete = (evidence: string[]) =>
    completePoaiCheck(cast.reviewer.ctx, checkWish(row, 'CROSS_CHECK', { evidence }));
  await expect(complete([foreign])).rejects.toThrow(InputInvalid);
  await expect(complete([caseIdOf(row)])).rejects.toThrow(InputInvalid);
  await complete([ours]);
  const seen = async (of: Cast['reviewer']) => {
    const id = decodeId(ours)?.id ?? '';
    return (await visibleVersions(of.ctx, [id]))[0] !== null;
  };
  expect(await seen(cast.reviewer)).toBe(true);
  expect(await seen(cast.technical)).toBe(true);
  expect(await seen(cast.stranger as Cast['reviewer'])).toBe(false);
});
