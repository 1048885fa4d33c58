import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { draftOf, historyIn, projectIdOf, projectIn } from '../../../test/projects.ts';
import type { ProjectRow } from '../../db/projects.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { projectAsOf } from './as-of.ts';
import { changeProjectStatus } from './change-project-status.ts';
import { endProjectLabel } from './end-project-label.ts';
import { columnsOf } from './fields.ts';
import { grantProjectLabel } from './grant-project-label.ts';
import { recordNewProjects } from './record.ts';
import { updateProject } from './update-project.ts';

let t: TestApp;
let [owner, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const asOf = (project: ProjectRow, effectiveAt: string, recordedAt?: Date, ctx: Context = admin.ctx) =>
  projectAsOf(ctx, { id: projectIdOf(project), effectiveAt, recordedAt: recordedAt?.toISOString() });
const NOW = () => new Date().toISOString();
const lastRecorded = async (project: ProjectRow): Promise<Date> => (await historyIn(t, project))[0]?.recordedAt as Date;

/** What an import writes of a project that its registry has had since 2020. */
const imported = (given: object = {}) =>
  t.db.transact(async (tx) => {
    const fields = {
      name: 'Peat',
      country: 'ID',
      status: 'LISTED',
      nativeStatus: 'Under validation',
      ...given,
    } as const;
    const deed = { actorId: null, reason: 'an export of 2026', effectiveAt: new Date('2020-01-01T00:00:00Z') };
    const [project] = await recordNewProjects(tx, [{ ...deed, fields }]);
    if (!project) throw new Error('no project');
    return project;
  });

test('what was true on 31 December, as known then and as known now', async () => {
  const project = await imported();
  const known = await lastRecorded(project);
  const wish = { projectId: projectIdOf(project), reason: 'told late', effectiveAt: '2025-12-20T00:00:00Z' };
  await changeProjectStatus(admin.ctx, { ...wish, status: 'UNDER_VALIDATION' });
  const newYearsEve = '2025-12-31T00:00:00Z';
  expect(await asOf(project, newYearsEve, known)).toMatchObject({ status: 'LISTED', country: 'ID', name: 'Peat' });
  expect(await asOf(project, newYearsEve)).toMatchObject({ status: 'UNDER_VALIDATION', country: 'ID' });
  expect(await asOf(project, '2025-12-19T23:59:59Z')).toMatchObject({ status: 'LISTED' });
});

test('nothing was true before it began, and nothing was known before it was recorded', async () => {
  const project = await imported();
  expect(await asOf(project, '2019-12-31T23:59:59Z')).toBeUndefined();
  expect(await asOf(project, NOW(), new Date('2026-01-01T00:00:00Z'))).toBeUndefined();
  expect(await asOf(project, '2020-01-01T00:00:00Z')).toMatchObject({ nativeStatus: 'Under validation' });
});

test('now is what the project is now: its whole state', async () => {
  const project = await projectIn({ owner, admin }, 'VALIDATED');
  const {
    methodologies,
    labels,
    project: current,
    recordedAt: _,
    effectiveAt: __,
    ...facts
  } = (await asOf(project, NOW())) ?? expect.fail('nothing');
  expect(current).toEqual(project);
  expect(project).toMatchObject(facts);
  expect(Object.keys(facts).toSorted()).toEqual(
    Object.keys(columnsOf({ ...facts, location: null, methodologies })).toSorted(),
  );
  expect(methodologies).toEqual([{ program: 'VERRA', code: 'VM0033', version: '2.1' }]);
  expect(labels).toEqual([]);
});

test('each field is as the last change of it says, whatever was recorded of others', async () => {
  const project = await imported();
  const change = async (wish: object) => {
    const { version } = (await asOf(project, NOW()))?.project ?? expect.fail('nothing');
    return updateProject(admin.ctx, { projectId: projectIdOf(project), version, ...wish });
  };
  await change({ name: 'Peat of 2024', effectiveAt: '2024-01-01T00:00:00Z' });
  await change({ region: 'Asia', effectiveAt: '2022-01-01T00:00:00Z' });
  await change({ region: null, methodologies: [{ program: 'VERRA', code: 'VM0007' }] });
  const facts = async (at: string) => {
    const { name, region, methodologies } = (await asOf(project, at)) ?? expect.fail('nothing');
    return [name, region, methodologies.length];
  };
  expect(await facts('2021-01-01T00:00:00Z')).toEqual(['Peat', null, 0]);
  expect(await facts('2023-01-01T00:00:00Z')).toEqual(['Peat', 'Asia', 0]);
  expect(await facts('2025-01-01T00:00:00Z')).toEqual(['Peat of 2024', 'Asia', 0]);
  expect(await facts(NOW())).toEqual(['Peat of 2024', null, 1]);
});

test('labels are those of the day, with the end that was known', async () => {
  const project = await imported();
  const wish = { code: 'CCB', validFrom: '2023-01-01', evidence: 'https://verra.org' };
  const before = await lastRecorded(project);
  const label = await grantProjectLabel(admin.ctx, { projectId: projectIdOf(project), ...wish });
  const granted = await lastRecorded(project);
  const end = { labelId: encodeId('ProjectLabel', label.id), validTo: '2024-06-30', reason: 'it was lost' };
  const ended = await endProjectLabel(admin.ctx, end);
  const labels = async (at: string, known?: Date) => (await asOf(project, at, known))?.labels;
  expect(await labels('2022-12-31T00:00:00Z')).toEqual([]);
  expect(await labels('2023-01-01T00:00:00Z')).toEqual([ended]);
  expect(await labels('2024-06-30T23:59:59Z')).toEqual([ended]);
  expect(await labels('2024-07-01T00:00:00Z')).toEqual([]);
  expect(await labels('2024-07-01T00:00:00Z', granted)).toEqual([label]);
  expect(await labels('2024-07-01T00:00:00Z', before)).toEqual([]);
});

test('its time as a draft is its owner’s secret', async () => {
  const draft = await draftOf(owner, { effectiveAt: '2026-01-01T00:00:00Z' });
  const wish = { projectId: projectIdOf(draft), status: 'LISTED', reason: 'ready' };
  expect(await asOf(draft, NOW(), undefined, t.nobody)).toBeUndefined();
  expect(await asOf(draft, NOW(), undefined, owner.ctx)).toMatchObject({ status: 'DRAFT' });
  await changeProjectStatus(owner.ctx, { ...wish, effectiveAt: '2026-02-01T00:00:00Z' });
  expect(await asOf(draft, '2026-01-15T00:00:00Z', undefined, t.nobody)).toBeUndefined();
  expect(await asOf(draft, '2026-01-15T00:00:00Z', undefined, owner.ctx)).toMatchObject({ status: 'DRAFT' });
  expect(await asOf(draft, '2026-02-01T00:00:00Z', undefined, t.nobody)).toMatchObject({ status: 'LISTED' });
  const before = new Date((await lastRecorded(draft)).getTime() - 1);
  expect(await asOf(draft, '2026-02-01T00:00:00Z', before, t.nobody)).toBeUndefined();
});

test('refuses what is no id or no moment', async () => {
  const bad = projectAsOf(admin.ctx, { id: 'x', effectiveAt: '31 December', recordedAt: '' });
  await expect(bad).rejects.toThrow(InputInvalid);
  await expect(bad).rejects.toMatchObject({
    issues: [{ path: ['id'] }, { path: ['effectiveAt'] }, { path: ['recordedAt'] }],
  });
});
