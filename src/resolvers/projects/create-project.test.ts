import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { auditOf, draftOf, historyIn, MANGROVES } from '../../../test/projects.ts';
import { selectProjectsById } from '../../db/projects.ts';
import { selectMethodologiesOf } from '../../db/project-parts.ts';
import { Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { createProject } from './create-project.ts';
import { NativeIdTaken } from './errors.ts';

let t: TestApp;
let [owner, admin, user] = [] as unknown as [TestUser, TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  user = await t.user('user');
});
afterAll(() => t[Symbol.asyncDispose]());

const pathsOf = (refused: Promise<unknown>): Promise<string[]> =>
  refused.then(
    () => ['accepted'],
    (error: InputInvalid) => error.issues.map(({ path }) => path.join('.')),
  );

test('writes a draft with its history, and tells nobody', async () => {
  const news = await listen(t, ['project']);
  const project = await createProject(owner.ctx, { ...MANGROVES, registry: 'VERRA', nativeId: '1764' });
  expect(project).toMatchObject({
    registry: 'VERRA',
    nativeId: '1764',
    name: 'Mangroves of Gazi Bay',
    longitude: 39.51,
    latitude: -4.42,
    west: 39.51,
    north: -4.42,
    creditingStart: '2026-01-01',
    estimatedAnnualReductions: 3_000n,
    sdgs: [1, 13, 14],
    hostAuthorization: 'NONE',
    status: 'DRAFT',
    suspended: false,
    createdBy: owner.id,
    organizationId: null,
    publishedAt: null,
    version: 1,
  });
  expect(await selectProjectsById(t.db, [project.id])).toEqual([project]);
  expect(await selectMethodologiesOf(t.db, [project.id])).toEqual([
    { projectId: project.id, program: 'VERRA', code: 'VM0033', version: '2.1' },
  ]);
  const [first, ...others] = await historyIn(t, project);
  expect(others).toEqual([]);
  expect(first).toMatchObject({ seq: 1, actorId: owner.id, reason: 'Written', status: 'DRAFT', suspended: false });
  expect(first?.effectiveAt).toEqual(first?.recordedAt);
  expect(first?.changes).toMatchObject({
    status: { from: null, to: 'DRAFT' },
    estimatedAnnualReductions: { from: null, to: '3000' },
    location: { from: null, to: [39.51, -4.42] },
  });
  expect(await auditOf(t, project)).toMatchObject([{ action: 'PROJECT_CREATED', actorId: owner.id }]);
  expect(await news()).toEqual([]);
});

test('a name is enough, and null says nothing', async () => {
  const project = await createProject(owner.ctx, { name: ' Peat ', description: null, country: null, area: null });
  expect(project).toMatchObject({ name: 'Peat', description: '', country: null, area: null, west: null });
});

test('says since when it is so, but not that it will be', async () => {
  const effectiveAt = '2025-12-31T00:00:00Z';
  const project = await createProject(owner.ctx, { name: 'Peat', effectiveAt, reason: 'from the files' });
  const [first] = await historyIn(t, project);
  expect(first).toMatchObject({ effectiveAt: new Date(effectiveAt), reason: 'from the files' });
  const ahead = createProject(owner.ctx, { name: 'Peat', effectiveAt: '2100-01-01T00:00:00Z' });
  expect(await pathsOf(ahead)).toEqual(['effectiveAt']);
});

test('refuses everybody who has not the role', async () => {
  await expect(createProject(t.nobody, MANGROVES)).rejects.toThrow(Unauthenticated);
  for (const { ctx } of [user, admin]) await expect(createProject(ctx, MANGROVES)).rejects.toThrow(Forbidden);
});

test('refuses what is no project, every issue with its path', async () => {
  const bad = {
    registry: 'a\nb',
    name: '',
    methodologies: [{ program: '', code: 'VM0033' }],
    mitigation: 'NONE',
    country: 'XX',
    location: { type: 'Point', coordinates: [400, 0] },
    area: { type: 'Polygon', coordinates: [[[0, 0]]] },
    creditingStart: '2026-02-30',
    estimatedAnnualReductions: '1.5',
    sdgs: [0, 18],
  };
  expect(new Set(await pathsOf(createProject(owner.ctx, bad)))).toEqual(
    new Set([
      'registry',
      'name',
      'methodologies.0.program',
      'mitigation',
      'country',
      'location.coordinates',
      'area.coordinates.0',
      'creditingStart',
      'estimatedAnnualReductions',
      'sdgs.0',
      'sdgs.1',
    ]),
  );
  for (const nothing of [undefined, null, {}, [], 'x']) {
    await expect(createProject(owner.ctx, nothing)).rejects.toThrow(InputInvalid);
  }
});

test('refuses fields that contradict each other, a registry that is none, and what owners do not say', async () => {
  const wish = (given: object) => pathsOf(createProject(owner.ctx, { name: 'Peat', ...given }));
  expect(await wish({ nativeId: '1' })).toEqual(['registry']);
  expect(await wish({ creditingStart: '2026-01-02', creditingEnd: '2026-01-01' })).toEqual(['creditingEnd']);
  expect(await wish({ registry: 'NOBODY' })).toEqual(['registry']);
  expect(await wish({ hostAuthorization: 'AUTHORIZED', nativeStatus: 'Registered' })).toEqual([
    'hostAuthorization',
    'nativeStatus',
  ]);
  const one = { program: 'CDM', code: 'ACM0002' };
  expect(await wish({ methodologies: [one, one] })).toEqual(['methodologies']);
});

test('a number of a registry is taken once, also by many at once', async () => {
  const wish = { registry: 'ACR', nativeId: '7' };
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => draftOf(owner, wish)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(NativeIdTaken);
});
