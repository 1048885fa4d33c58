import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, caseIn, castOf } from '../../../test/poai.ts';
import { selectProjectsById } from '../../db/projects.ts';
import { Forbidden, IllegalTransition, InputInvalid } from '../errors.ts';
import { rejectPoaiCase } from './reject-poai-case.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('the technical reviewer or the platform rejects, with a reason; the project is listed again', async () => {
  const row = await caseIn(cast, 'TECHNICAL_REVIEW');
  const wish = { caseId: caseIdOf(row), reason: 'The baseline does not hold.' };
  await expect(rejectPoaiCase(cast.reviewer.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(rejectPoaiCase(cast.owner.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(rejectPoaiCase(cast.technical.ctx, { caseId: wish.caseId })).rejects.toThrow(InputInvalid);
  const rejected = await rejectPoaiCase(cast.technical.ctx, wish);
  expect(rejected).toMatchObject({ status: 'REJECTED', decidedBy: cast.technical.id });
  const [project] = await selectProjectsById(t.db, [row.projectId]);
  expect(project?.status).toBe('LISTED');
  await expect(rejectPoaiCase(cast.technical.ctx, wish)).rejects.toThrow(IllegalTransition);
  const early = await caseIn(cast, 'IN_REVIEW');
  await expect(rejectPoaiCase(cast.admin.ctx, { ...wish, caseId: caseIdOf(early) })).rejects.toThrow(IllegalTransition);
});
