import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../../../test/announcements.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { historyIn } from '../../../test/projects.ts';
import { selectMethodologiesOf } from '../../db/project-parts.ts';
import { lockProject, type ProjectRow, type ProjectStatus } from '../../db/projects.ts';
import { InputInvalid } from '../errors.ts';
import type { ProjectFields } from './fields.ts';
import { recordChange, recordNewProjects } from './record.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const IMPORT = { actorId: null, reason: 'an import' };
const change = ({ id }: ProjectRow, fields: Partial<ProjectFields>, effectiveAt?: Date) =>
  t.db.transact(async (tx) => {
    const project = await lockProject(tx, id);
    if (!project) throw new Error('no project');
    return recordChange(tx, project, { ...IMPORT, change: fields, effectiveAt });
  });

test('many projects are written at once, each with its own history, and told of unless they are drafts', async () => {
  const news = await listen(t, ['project']);
  const statuses: ProjectStatus[] = ['REGISTERED', 'DRAFT', 'WITHDRAWN'];
  const methodologies = [{ program: 'CDM', code: 'ACM0002', version: null }];
  const projects = await t.db.transact((tx) =>
    recordNewProjects(
      tx,
      statuses.map((status) => ({ ...IMPORT, fields: { name: status, status, methodologies } })),
    ),
  );
  expect(projects.map(({ name, publishedAt }) => [name, publishedAt !== null])).toEqual([
    ['REGISTERED', true],
    ['DRAFT', false],
    ['WITHDRAWN', true],
  ]);
  const ids = projects.map(({ id }) => id);
  expect((await selectMethodologiesOf(t.db, ids)).map(({ projectId }) => projectId).toSorted()).toEqual(ids.toSorted());
  for (const project of projects) {
    expect(await historyIn(t, project)).toMatchObject([{ seq: 1, actorId: null, status: project.status }]);
  }
  expect(await news()).toHaveLength(2);
  expect(await t.db.transact((tx) => recordNewProjects(tx, []))).toEqual([]);
});

test('the same again is no change; what differs is a version that says what it was', async () => {
  const fields = {
    name: 'Wind',
    registry: 'VERRA',
    nativeId: '1',
    nativeStatus: 'Registered',
    status: 'REGISTERED',
  } as const;
  const [project] = await t.db.transact((tx) => recordNewProjects(tx, [{ ...IMPORT, fields }]));
  if (!project) throw new Error('no project');
  expect(await change(project, fields)).toEqual(project);
  expect(await historyIn(t, project)).toHaveLength(1);
  const changed = await change(project, { ...fields, nativeStatus: 'Inactive', estimatedAnnualReductions: 5n });
  expect(changed).toMatchObject({ version: 2, nativeStatus: 'Inactive', estimatedAnnualReductions: 5n });
  expect((await historyIn(t, project))[0]).toMatchObject({
    nativeStatus: 'Inactive',
    changes: {
      nativeStatus: { from: 'Registered', to: 'Inactive' },
      estimatedAnnualReductions: { from: null, to: '5' },
    },
  });
});

test('records in the order of the lock, however many wait', async () => {
  const [project] = await t.db.transact((tx) => recordNewProjects(tx, [{ ...IMPORT, fields: { name: 'Wind' } }]));
  if (!project) throw new Error('no project');
  await Promise.all(Array.from({ length: 8 }, (_, i) => change(project, { name: `Wind ${i}` })));
  const history = (await historyIn(t, project)).toReversed();
  expect(history.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const times = history.map(({ recordedAt }) => recordedAt.getTime());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

test('nothing is effective ahead of its time', async () => {
  const ahead = new Date(Date.now() + 86_400_000);
  const made = t.db.transact((tx) =>
    recordNewProjects(tx, [{ ...IMPORT, effectiveAt: ahead, fields: { name: 'Sun' } }]),
  );
  await expect(made).rejects.toThrow(InputInvalid);
});
