import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { auditOf, draftOf, historyIn, projectIdOf, projectIn } from '../../../test/projects.ts';
import { selectMethodologiesOf } from '../../db/project-parts.ts';
import type { ProjectRow } from '../../db/projects.ts';
import { Forbidden, type InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { NativeIdTaken, VersionConflict } from './errors.ts';
import { suspendProject } from './suspend-project.ts';
import { updateProject } from './update-project.ts';

let t: TestApp;
let [owner, admin, other] = [] as unknown as [TestUser, TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  other = await t.user('other', { roles: ['PROJECT_OWNER'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const update = (by: TestUser, project: ProjectRow, wish: object) =>
  updateProject(by.ctx, { projectId: projectIdOf(project), version: project.version, ...wish });
const pathsOf = (refused: Promise<unknown>): Promise<string[]> =>
  refused.then(
    () => ['accepted'],
    (error: InputInvalid) => error.issues.map(({ path }) => path.join('.')),
  );

test('changes what was wished, keeps the rest, and records what it was', async () => {
  const project = await projectIn({ owner, admin }, 'LISTED');
  const news = await listen(t, ['project']);
  const methodologies = [{ program: 'CDM', code: 'AR-ACM0003' }];
  const area = {
    type: 'Polygon',
    coordinates: [
      [
        [39, -5],
        [40, -5],
        [40, -4],
        [39, -5],
      ],
    ],
  };
  const wish = { region: 'Kwale', category: null, methodologies, area, reason: 'a new design' };
  const updated = await update(owner, project, wish);
  const { updatedAt, version: _, ...same } = project;
  expect(updated).toEqual({
    ...same,
    region: 'Kwale',
    category: null,
    area,
    west: 39,
    south: -5,
    east: 40,
    north: -4,
    version: project.version + 1,
    updatedAt: updated.updatedAt,
  });
  expect(updated.updatedAt > updatedAt).toBe(true);
  expect(await selectMethodologiesOf(t.db, [project.id])).toMatchObject([{ code: 'AR-ACM0003', version: null }]);
  const [last] = await historyIn(t, project);
  expect(last).toMatchObject({ seq: updated.version, reason: 'a new design', actorId: owner.id });
  expect(last?.changes).toEqual({
    region: { from: null, to: 'Kwale' },
    category: { from: 'ARR; WRC', to: null },
    area: { from: null, to: area },
    methodologies: {
      from: [{ program: 'VERRA', code: 'VM0033', version: '2.1' }],
      to: [{ program: 'CDM', code: 'AR-ACM0003', version: null }],
    },
  });
  expect((await auditOf(t, project)).at(-1)).toMatchObject({ action: 'PROJECT_UPDATED', actorId: owner.id });
  expect(await news()).toEqual([`project ${owner.id}`]);
});

test('what is the same is no change', async () => {
  const project = await draftOf(owner);
  const wish = { name: project.name, sdgs: [14, 13, 1, 1], estimatedAnnualReductions: '3000' };
  expect(await update(owner, project, wish)).toEqual(project);
  expect(await historyIn(t, project)).toHaveLength(1);
  expect(await auditOf(t, project)).toHaveLength(1);
});

test('of two who read the same version, one is told that it has changed', async () => {
  const project = await draftOf(owner);
  const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => update(owner, project, { name })));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'VERSION_CONFLICT', version: 2 });
  }
  await expect(update(owner, project, {})).rejects.toThrow(VersionConflict);
});

test('the status says what its owner may change, and what only who manages projects may correct', async () => {
  const validating = await projectIn({ owner, admin }, 'UNDER_VALIDATION');
  const wish = { name: 'Mangroves', country: 'TZ', creditingEnd: '2050-12-31', nativeId: 'X1' };
  expect(await pathsOf(update(owner, validating, wish))).toEqual(['nativeId', 'country', 'creditingEnd']);
  const corrected = await update(admin, validating, { ...wish, nativeStatus: 'Under validation' });
  expect(corrected).toMatchObject({ country: 'TZ', nativeStatus: 'Under validation' });
  const registered = await projectIn({ owner, admin }, 'REGISTERED');
  expect(await pathsOf(update(owner, registered, { name: 'Other', description: 'More' }))).toEqual(['name']);
  expect(await update(owner, registered, { description: 'More' })).toMatchObject({ description: 'More' });
  const gone = await projectIn({ owner, admin }, 'DEREGISTERED');
  expect(await pathsOf(update(owner, gone, { description: 'More' }))).toEqual(['description']);
  expect(await pathsOf(update(admin, gone, { country: 'TZ' }))).toEqual(['country']);
});

test('facts need each other, whoever says them', async () => {
  const project = await projectIn({ owner, admin }, 'REGISTERED');
  expect(await pathsOf(update(admin, project, { correspondingAdjustment: 'REQUIRED' }))).toEqual([
    'correspondingAdjustment',
  ]);
  const ratings = [{ agency: 'Sylvera', rating: 'AA', ratedOn: '2026-06-01' }];
  const facts = { hostAuthorization: 'AUTHORIZED', correspondingAdjustment: 'REQUIRED', ratings };
  const updated = await update(admin, project, facts);
  expect(updated).toMatchObject({ ...facts, ratings: [{ ...ratings[0], url: null }] });
  expect(await pathsOf(update(admin, updated, { nativeId: null, creditingEnd: null }))).toEqual([
    'nativeId',
    'creditingEnd',
  ]);
});

test('a change is effective when it is said to be, not ahead and not before the field became what it is', async () => {
  const project = await draftOf(owner, { effectiveAt: '2026-01-01T00:00:00Z' });
  const at = (effectiveAt: string, name: string) => ({ effectiveAt, name });
  const renamed = await update(owner, project, at('2026-03-01T00:00:00Z', 'March'));
  expect(await pathsOf(update(owner, renamed, at('2026-02-01T00:00:00Z', 'February')))).toEqual(['effectiveAt']);
  expect(await pathsOf(update(owner, renamed, at('2100-01-01T00:00:00Z', 'Ahead')))).toEqual(['effectiveAt']);
  // Another field was not touched since January.
  const described = await update(owner, renamed, { effectiveAt: '2026-02-01T00:00:00Z', description: 'February' });
  expect(described).toMatchObject({ name: 'March', description: 'February' });
});

test('refuses strangers and everybody else’s project, a hidden one as if there were none', async () => {
  const hidden = await draftOf(owner);
  const listed = await projectIn({ owner, admin }, 'LISTED');
  await expect(update(other, hidden, { name: 'x' })).rejects.toThrow(NotFound);
  await expect(update(other, { ...hidden, id: other.id }, { name: 'x' })).rejects.toThrow(NotFound);
  await expect(update(other, listed, { name: 'x' })).rejects.toThrow(Forbidden);
  await expect(updateProject(t.nobody, { projectId: projectIdOf(listed) })).rejects.toThrow(Unauthenticated);
  expect(await pathsOf(updateProject(owner.ctx, { projectId: listed.id, version: 0 }))).toEqual([
    'projectId',
    'version',
  ]);
});

test('of a suspended project its owner changes nothing, and a number that is taken stays taken', async () => {
  const listed = await projectIn({ owner, admin }, 'LISTED');
  await suspendProject(admin.ctx, { projectId: projectIdOf(listed), reason: 'an inquiry' });
  const suspended = { ...listed, version: listed.version + 1 };
  expect(await pathsOf(update(owner, suspended, { name: 'x' }))).toEqual(['name']);
  const one = await draftOf(owner);
  const two = await draftOf(owner);
  await expect(update(owner, two, { nativeId: one.nativeId })).rejects.toThrow(NativeIdTaken);
});
