import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { brokenConstraint } from './client.ts';
import { insertHistory, readHistoryClock, selectFieldsAsOf, selectHistory } from './project-history.ts';
import {
  insertLabel,
  insertMethodologies,
  replaceMethodologies,
  selectLabelsOf,
  selectMethodologiesOf,
  updateLabelEnd,
} from './project-parts.ts';
import {
  type FieldChanges,
  insertProjects,
  type NewProject,
  type ProjectRow,
  selectProjectByNativeId,
  selectProjectsById,
  updateProjectRow,
} from './projects.ts';
import { selectRegistries, selectRegistriesByCode } from './registries.ts';

let t: TestApp;
let owner: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner');
});
afterAll(() => t[Symbol.asyncDispose]());

const AT = new Date('2026-01-01T00:00:00Z');
const rowOf = (id: string, seq: number, changes: FieldChanges = {}, at = AT, recordedAt = at) => ({
  projectId: id,
  seq,
  effectiveAt: at,
  recordedAt,
  actorId: owner.id,
  reason: 'a test',
  changes,
  status: 'DRAFT' as const,
  suspended: false,
  nativeStatus: null,
});

/** A project with its first row of history. */
const written = (given: Partial<NewProject> = {}): Promise<ProjectRow> =>
  t.db.transact(async (tx) => {
    const [project] = await insertProjects(tx, [{ name: 'Mangroves', createdBy: owner.id, ...given, id: newId() }]);
    if (!project) throw new Error('no project');
    await insertHistory(tx, [rowOf(project.id, 1)]);
    return project;
  });

const changed = ({ id }: ProjectRow, seq: number, change: object) =>
  t.db.transact(async (tx) => {
    await insertHistory(tx, [rowOf(id, seq)]);
    return updateProjectRow(tx, id, { ...change, version: seq });
  });

const broken = (done: Promise<unknown>): Promise<string | undefined> => done.then(() => 'none', brokenConstraint);

test('what was written is read again, every type as it was', async () => {
  const ring = [
    [0, 0],
    [2, 0],
    [2, 1],
    [0, 0],
  ] as const;
  const given = {
    registry: 'VERRA',
    nativeId: '674',
    country: 'ID',
    longitude: 1.25,
    latitude: -0.5,
    area: { type: 'Polygon', coordinates: [ring] },
    west: 0,
    south: -0.5,
    east: 2,
    north: 1,
    creditingStart: '2010-07-01',
    creditingEnd: '2040-06-30',
    estimatedAnnualReductions: 7_451_846n,
    sdgs: [1, 13, 15],
    ratings: [{ agency: 'Sylvera', rating: 'AA', ratedOn: '2026-01-01', url: null }],
  } as const satisfies Partial<NewProject>;
  const project = await written({ ...given, sdgs: [...given.sdgs] });
  expect(project).toMatchObject({ ...given, status: 'DRAFT', suspended: false, version: 1, publishedAt: null });
  expect(await selectProjectsById(t.db, [project.id])).toEqual([project]);
  expect(await selectProjectByNativeId(t.db, 'VERRA', '674')).toEqual(project);
  expect(await selectProjectByNativeId(t.db, 'CDM', '674')).toBeUndefined();
});

test.each([
  ['projects_native_id_of_registry', { nativeId: '1' }],
  ['projects_registry_registries_code_fkey', { registry: 'NOBODY' }],
  ['projects_country', { country: 'br' }],
  ['projects_point', { longitude: 1, west: 1, south: 1, east: 1, north: 1 }],
  ['projects_point', { longitude: 181, latitude: 0, west: 1, south: 1, east: 1, north: 1 }],
  ['projects_point', { longitude: 0, latitude: Number.NaN, west: 1, south: 1, east: 1, north: 1 }],
  ['projects_box', { longitude: 1, latitude: 1 }],
  ['projects_box', { west: 1, south: 1, east: 2, north: 2 }],
  ['projects_box', { longitude: 1, latitude: 1, west: 3, south: 1, east: 2, north: 2 }],
  ['projects_area', { area: { type: 'Point' } as never, west: 1, south: 1, east: 2, north: 2 }],
  ['projects_crediting_period', { creditingStart: '2026-01-02', creditingEnd: '2026-01-01' }],
  ['projects_reductions', { estimatedAnnualReductions: -1n }],
  ['projects_sdgs', { sdgs: [0] }],
  ['projects_sdgs', { sdgs: [1, 18] }],
  ['projects_adjustment', { correspondingAdjustment: 'APPLIED', hostAuthorization: 'REQUESTED' }],
  ['projects_ratings', { ratings: {} as never }],
  ['projects_published', { status: 'LISTED' }],
] as [string, Partial<NewProject>][])('the database refuses by %s: %o', async (constraint, given) => {
  expect(await broken(written(given))).toBe(constraint);
});

test('a registry has one project of a number', async () => {
  await written({ registry: 'CDM', nativeId: '42' });
  expect(await broken(written({ registry: 'CDM', nativeId: '42' }))).toBe('projects_native_id');
  await written({ registry: 'ACR', nativeId: '42' });
});

test('no version comes without its history, and none is skipped', async () => {
  expect(await broken(t.db.transact((tx) => insertProjects(tx, [{ id: newId(), name: 'x' }])))).toBe(
    'projects_version_has_history',
  );
  const project = await written();
  const alone = t.db.transact((tx) => updateProjectRow(tx, project.id, { name: 'y', version: 2 }));
  expect(await broken(alone)).toBe('projects_version_has_history');
  expect(await broken(changed(project, 3, { name: 'y' }))).toBe('projects_next_version');
  expect(await broken(t.db.sql`update projects set name = 'y' where id = ${project.id}`)).toBe('projects_next_version');
  expect(await changed(project, 2, { name: 'y' })).toMatchObject({ name: 'y', version: 2 });
});

test('a project keeps its origin, is no draft again, and stays', async () => {
  const project = await written({ status: 'LISTED', publishedAt: AT });
  expect(await broken(changed(project, 2, { status: 'DRAFT' }))).toBe('projects_published_for_good');
  expect(await broken(changed(project, 2, { createdAt: AT }))).toBe('projects_origin');
  await expect(t.db.sql`delete from projects where id = ${project.id}`).rejects.toThrow('append-only');
  await expect(t.db.sql`update project_history set reason = ''`).rejects.toThrow('append-only');
  await expect(t.db.sql`delete from project_history`).rejects.toThrow('append-only');
});

test('history gives each field as it was at a moment and as it was known at another', async () => {
  const { id } = await written();
  const day = (n: number) => new Date(Date.UTC(2026, 1, n));
  await t.db.transact(async (tx) => {
    await insertHistory(tx, [
      rowOf(id, 2, { name: { from: 'a', to: 'b' }, region: { from: null, to: 'Asia' } }, day(1)),
      rowOf(id, 3, { name: { from: 'b', to: 'c' } }, day(2), day(20)),
      rowOf(id, 4, { region: { from: 'Asia', to: null } }, day(10)),
    ]);
  });
  const asOf = async (effective: number, recorded: number) =>
    Object.fromEntries(
      (await selectFieldsAsOf(t.db, id, { effectiveAt: day(effective), recordedAt: day(recorded) })).map(
        ({ field, value }) => [field, value],
      ),
    );
  expect(await asOf(1, 1)).toEqual({ name: 'b', region: 'Asia' });
  expect(await asOf(5, 5)).toEqual({ name: 'b', region: 'Asia' });
  expect(await asOf(5, 20)).toEqual({ name: 'c', region: 'Asia' });
  expect(await asOf(10, 19)).toEqual({ name: 'b', region: null });
  expect(await readHistoryClock(t.db, id, ['name'])).toMatchObject({ since: day(2) });
  expect(await readHistoryClock(t.db, id, ['name', 'region'])).toMatchObject({ since: day(10) });
  expect(await readHistoryClock(t.db, id, ['country'])).toMatchObject({ since: null });
  const history = await selectHistory(t.db, id, { before: 4, limit: 2 });
  expect(history.map(({ seq }) => seq)).toEqual([3, 2]);
  expect(history[0]).toMatchObject({ changes: { name: { from: 'b', to: 'c' } }, actorId: owner.id });
  const future = t.db.transact((tx) => insertHistory(tx, [rowOf(id, 5, {}, day(2), day(1))]));
  expect(await broken(future)).toBe('project_history_known_late');
});

test('methodologies are a set, also of those without a version', async () => {
  const { id: projectId } = await written();
  const one = { program: 'CDM', code: 'ACM0002', version: null };
  await insertMethodologies(t.db, [{ projectId, ...one }]);
  expect(await broken(insertMethodologies(t.db, [{ projectId, ...one }]))).toBe('project_methodologies_once');
  const two = [one, { program: 'CDM', code: 'ACM0002', version: '21.0' }];
  await replaceMethodologies(t.db, projectId, two);
  const rows = await selectMethodologiesOf(t.db, [projectId]);
  expect(rows).toHaveLength(2);
  expect(rows).toEqual(expect.arrayContaining(two.map((methodology) => ({ projectId, ...methodology }))));
});

test('a label has one period at a time, and only its end can be set', async () => {
  const { id: projectId } = await written();
  const label = { projectId, code: 'CCB', validFrom: '2026-01-01', evidence: 'https://verra.example/ccb' };
  const given = await insertLabel(t.db, { ...label, id: newId() });
  const later = { ...label, id: newId(), validFrom: '2026-06-01' };
  expect(await broken(insertLabel(t.db, later))).toBe('project_labels_overlap');
  await updateLabelEnd(t.db, given.id, '2026-05-31');
  await insertLabel(t.db, later);
  expect(await broken(updateLabelEnd(t.db, given.id, '2026-06-01'))).toBe('project_labels_overlap');
  expect(await broken(updateLabelEnd(t.db, given.id, '2025-12-31'))).toBe('project_labels_period');
  expect(await broken(t.db.sql`update project_labels set code = 'CCP' where id = ${given.id}`)).toBe(
    'project_labels_given',
  );
  expect(await selectLabelsOf(t.db, [projectId])).toMatchObject([{ validTo: '2026-05-31' }, { validTo: null }]);
});

test('the registries of the field are there', async () => {
  const codes = (await selectRegistries(t.db)).map(({ code }) => code);
  expect(codes).toEqual(['ACR', 'ART_TREES', 'CAR', 'CDM', 'GOLD_STANDARD', 'ISOMETRIC', 'PURO_EARTH', 'VERRA']);
  expect(await selectRegistriesByCode(t.db, ['CDM', 'NONE'])).toMatchObject([{ code: 'CDM' }]);
});
