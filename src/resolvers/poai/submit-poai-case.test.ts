import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, castOf, draftCase } from '../../../test/poai.ts';
import { draftOf, projectIdOf } from '../../../test/projects.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { createPoaiCase } from './create-poai-case.ts';
import { CaseExists } from './errors.ts';
import { isOverdue } from './rules.ts';
import { submitPoaiCase } from './submit-poai-case.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp({ POAI_ASSIGN_DAYS: '2' });
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('hands a case in once, sets a day for its assignment, and tells of it', async () => {
  const row = await draftCase(cast);
  await t.broadcast();
  const events = t.app.feed.subscribe({ topic: 'poaiCase' });
  const submitted = await submitPoaiCase(cast.owner.ctx, { caseId: caseIdOf(row) });
  expect(submitted.status).toBe('SUBMITTED');
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
  expect(isOverdue(submitted, inDays(1.9))).toBe(false);
  expect(isOverdue(submitted, inDays(2.1))).toBe(true);
  await t.broadcast();
  const told = { id: row.id, ownerId: cast.owner.id, kind: 'SUBMIT', status: 'SUBMITTED' };
  expect((await events.next()).value).toMatchObject({ payload: told });
  await events.return?.();
  await expect(submitPoaiCase(cast.owner.ctx, { caseId: caseIdOf(row) })).rejects.toThrow(IllegalTransition);
  const again = { projectId: projectIdOf({ id: row.projectId }), assurance: 'LIMITED', materialityPercent: '5' };
  const second = await createPoaiCase(cast.owner.ctx, again);
  await expect(submitPoaiCase(cast.owner.ctx, { caseId: caseIdOf(second) })).rejects.toThrow(CaseExists);
});

test('needs a project that is listed, and its owner', async () => {
  const project = await draftOf(cast.owner);
  const wish = { projectId: projectIdOf(project), assurance: 'LIMITED', materialityPercent: '2.5' };
  const row = await createPoaiCase(cast.owner.ctx, wish);
  await expect(submitPoaiCase(cast.owner.ctx, { caseId: caseIdOf(row) })).rejects.toThrow(IllegalTransition);
  await expect(submitPoaiCase(cast.stranger.ctx, { caseId: caseIdOf(row) })).rejects.toThrow(NotFound);
});
