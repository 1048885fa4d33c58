import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { type Cast, caseIdOf, caseIn, castOf } from '../../../test/poai.ts';
import { selectChecksOf } from '../../db/poai-reviews.ts';
import { selectProjectsById } from '../../db/projects.ts';
import { Forbidden, IllegalTransition, NotFound } from '../errors.ts';
import { startPoaiReview } from './start-poai-review.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('the reviewer begins; the platform says what it found, and the project is under validation', async () => {
  const row = await caseIn(cast, 'ASSIGNED');
  const wish = { caseId: caseIdOf(row) };
  await expect(startPoaiReview(cast.technical.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(startPoaiReview(cast.stranger.ctx, wish)).rejects.toThrow(NotFound);
  expect(await startPoaiReview(cast.reviewer.ctx, wish)).toMatchObject({ status: 'IN_REVIEW' });
  const found = (await selectChecksOf(t.db, [row.id])).filter(({ result }) => result !== null);
  expect(found.length).toBeGreaterThan(5);
  for (const check of found) {
    expect(check).toMatchObject({ method: 'AUTOMATED', completedBy: null });
    expect(check.finding).toContain('Read: ');
  }
  const [project] = await selectProjectsById(t.db, [row.projectId]);
  expect(project?.status).toBe('UNDER_VALIDATION');
  await expect(startPoaiReview(cast.reviewer.ctx, wish)).rejects.toThrow(IllegalTransition);
});

test('a reviewer whose role was taken away does not', async () => {
  const row = await caseIn(cast, 'ASSIGNED');
  await t.db.sql`delete from user_roles where user_id = ${cast.reviewer.id}`;
  await expect(startPoaiReview(cast.reviewer.ctx, { caseId: caseIdOf(row) })).rejects.toThrow(Forbidden);
});
