import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { insertBlocks, takeBatches } from '../../db/batches.ts';
import { type DuplicateRow, selectDuplicates } from '../../db/project-duplicates.ts';
import { lockProject, type ProjectRow } from '../../db/projects.ts';
import { passDuplicates } from '../../workers/duplicates.ts';
import { platformContext } from '../context.ts';
import type { ProjectFields } from '../projects/fields.ts';
import { recordChange, recordNewProjects } from '../projects/record.ts';
import { findDuplicates } from './find-duplicates.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ DUPLICATE_BATCH: '10', DUPLICATE_REPORTS: '3' });
});
afterAll(() => t[Symbol.asyncDispose]());
// What a test leaves behind is no business of the next one.
beforeEach(() => t.db.sql`truncate project_duplicate_queue`);

/** Another latitude for each test, so that their places do not meet. */
let latitude = -60;
beforeEach(() => {
  latitude += 5;
});

let numbers = 0;
const COMMON = {
  status: 'REGISTERED',
  country: 'KE',
  projectType: 'Transport',
  creditingStart: '2020-01-01',
  creditingEnd: '2029-12-31',
} as const;

async function project(registry: string, given: Partial<ProjectFields> = {}): Promise<ProjectRow> {
  numbers += 1;
  const fields = { ...COMMON, name: `Nr ${numbers} ${newId()}`, registry, nativeId: `D${numbers}`, ...given };
  const [made] = await t.db.transact((tx) => recordNewProjects(tx, [{ actorId: null, reason: 'test', fields }]));
  return made as ProjectRow;
}
const change = (id: string, fields: Partial<ProjectFields>): Promise<ProjectRow> =>
  t.db.transact(async (tx) =>
    recordChange(tx, (await lockProject(tx, id)) as ProjectRow, { change: fields, actorId: null, reason: 'test' }),
  );
/** Metres to the north, on the meridian of Greenwich. */
const place = (northM: number): Partial<ProjectFields> => ({ location: [0, latitude + northM / 111_320] });

const search = () => findDuplicates(platformContext(t.app, 'test'));
async function reportsOf({ id: projectId }: ProjectRow): Promise<DuplicateRow[]> {
  const every = { status: undefined, kind: undefined, holds: undefined, after: undefined, limit: 100 };
  return selectDuplicates(t.db, { ...every, projectId });
}
/** What is reported of two projects of two registries. */
async function between(one: Partial<ProjectFields>, other: Partial<ProjectFields>): Promise<DuplicateRow[]> {
  const [a, b] = [await project('VERRA', one), await project('GOLD_STANDARD', other)];
  await search();
  const reports = await reportsOf(a);
  for (const report of reports) expect([report.firstId, report.secondId]).toEqual([a.id, b.id].toSorted());
  return reports;
}

describe('the same activity', () => {
  test('is found by its place', async () => {
    const [report] = await between(place(0), place(900));
    expect(report).toMatchObject({ kind: 'ACTIVITY', status: 'OPEN', holds: true, decidedBy: null });
    expect(report?.evidence).toMatchObject({ distanceM: 900, sameCountry: true, periodsOverlap: true, sameType: true });
    latitude += 1;
    expect(await between(place(0), place(1_100))).toEqual([]);
  });

  test('is found by areas that meet, but not by those that are as wide as a country', async () => {
    const area = (degrees: number): Partial<ProjectFields> => {
      const [west, south, east, north] = [0, latitude, degrees, latitude + degrees];
      const outline = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ] as const;
      return { area: { type: 'Polygon', coordinates: [outline] } };
    };
    const [report] = await between(area(0.1), { location: [0.05, latitude + 0.05] });
    expect(report?.evidence.distanceM).toBe(0);
    latitude += 1;
    expect(await between(area(3), { location: [0.05, latitude + 0.05] })).toEqual([]);
  });

  test('is found by names that are alike in one country', async () => {
    const [report] = await between(
      { name: 'Improved cookstoves in the Kwale county of Kenya' },
      { name: 'Kwale County (Kenya): Improved Cookstoves Programme' },
    );
    expect(report?.evidence).toMatchObject({ distanceM: null, sameCountry: true });
    expect(report?.evidence.nameSimilarity).toBeGreaterThan(0.6);
    expect(
      await between({ name: 'Geothermal plant Olkaria' }, { name: 'Geothermal plant Olkaria', country: 'TZ' }),
    ).toEqual([]);
    const dam = { name: 'Small dam of the river Tana' };
    expect(await between({ ...dam, ...place(0) }, { ...dam, ...place(50_000) })).toHaveLength(1);
    const other = { name: 'Biogas of the farms around Meru' };
    expect(await between({ ...other, ...place(0) }, { ...other, ...place(150_000) })).toEqual([]);
    expect(await between({ name: 'Wind farm of Lake Turkana' }, { name: 'Wind farm at Ngong hills' })).toEqual([]);
  });

  test('has periods that overlap, as far as they are known', async () => {
    const later = { creditingStart: '2030-01-01', creditingEnd: '2039-12-31' };
    expect(await between(place(0), { ...place(1), ...later })).toEqual([]);
    latitude += 1;
    expect(await between({ ...place(0), creditingStart: null }, { ...place(1), ...later })).toEqual([]);
    latitude += 1;
    const [report] = await between(place(0), { ...place(1), creditingStart: null, creditingEnd: null });
    expect(report?.evidence.periodsOverlap).toBeNull();
  });

  test('has one type, or a methodology in common, or nearly the same name', async () => {
    const type = { projectType: 'Wind power' };
    expect(await between(place(0), { ...place(1), ...type })).toEqual([]);
    latitude += 1;
    const methodologies = [{ program: 'CDM', code: 'ACM0002', version: null }];
    const [byMethodology] = await between({ ...place(0), methodologies }, { ...place(1), ...type, methodologies });
    expect(byMethodology?.evidence).toMatchObject({ sameType: false, methodologies: ['ACM0002'] });
    latitude += 1;
    expect((await between(place(0), { ...place(1), projectType: null }))[0]?.evidence.sameType).toBeNull();
    const name = 'Rooftop solar for the schools of Nakuru';
    expect(await between({ name }, { name, ...type })).toHaveLength(1);
  });

  test('is not one of the same registry, of what was withdrawn, or of a draft', async () => {
    const a = await project('VERRA', place(0));
    await project('VERRA', place(0));
    await project('GOLD_STANDARD', { ...place(0), status: 'WITHDRAWN' });
    await project('GOLD_STANDARD', { ...place(0), status: 'REJECTED' });
    await project('GOLD_STANDARD', { ...place(0), status: 'DRAFT' });
    await search();
    expect(await reportsOf(a)).toEqual([]);
  });
});

test('the same serials of two registries are reported', async () => {
  const [a, b] = [await project('VERRA'), await project('CAR', { country: 'US' })];
  const wishes = [a, b].map(({ id: projectId }) => ({
    projectId,
    vintageStart: '2020-01-01',
    vintageEnd: '2020-12-31',
  }));
  await search();
  await t.db.transact(async (tx) => {
    const [mine = '', theirs = ''] = await takeBatches(tx, wishes);
    const common = { prefix: 'P1', suffix: '', state: 'ACTIVE', holder: 'REGISTRY_ACCOUNT', issuedOn: null } as const;
    const block = (batchId: string, registry: string, blockStart: bigint, blockEnd: bigint) => {
      const serial = `P1-${blockStart}-${blockEnd}`;
      return { ...common, id: newId(), batchId, registry, blockStart, blockEnd, serial };
    };
    await insertBlocks(tx, [
      block(mine, 'VERRA', 1n, 10n),
      block(mine, 'VERRA', 11n, 20n),
      block(theirs, 'CAR', 20n, 30n),
    ]);
  });
  expect(await search()).toEqual({ searched: 2, reported: 1 });
  expect(await reportsOf(b)).toMatchObject([{ kind: 'SERIALS', evidence: { serials: ['P1-11-20'] } }]);
});

test('only what changed is looked at again, and a report says when it holds no longer', async () => {
  const [a, b] = [await project('VERRA', place(0)), await project('CAR', place(0))];
  expect(await search()).toEqual({ searched: 2, reported: 1 });
  expect(await search()).toEqual({ searched: 0, reported: 0 });
  await change(b.id, { description: 'More words.' });
  expect(await search()).toMatchObject({ searched: 0 });
  await change(b.id, place(500));
  expect(await search()).toEqual({ searched: 1, reported: 0 });
  const [nearer] = await reportsOf(a);
  expect(nearer).toMatchObject({ holds: true, evidence: { distanceM: 500 } });
  await change(b.id, place(5_000));
  await search();
  expect(await reportsOf(a)).toMatchObject([{ id: nearer?.id, holds: false, evidence: { distanceM: 500 } }]);
  await change(b.id, { methodologies: [{ program: 'CDM', code: 'ACM0001', version: null }] });
  expect(await search()).toMatchObject({ searched: 1 });
  await change(b.id, place(0));
  await search();
  expect(await reportsOf(a)).toMatchObject([{ id: nearer?.id, holds: true, evidence: { distanceM: 0 } }]);
});

test('one look at a time takes so many projects, and reports so many of each', async () => {
  const one = await project('VERRA', place(0));
  for (let more = 0; more < 5; more += 1) await project('CAR', place(more));
  await t.db.sql`delete from project_duplicate_queue where project_id <> ${one.id}`;
  expect(await search()).toEqual({ searched: 1, reported: 3 });
  for (let more = 0; more < 11; more += 1) await project('VERRA');
  const ctx = platformContext(t.app, 'test');
  expect([await passDuplicates(ctx), await passDuplicates(ctx)]).toEqual([true, false]);
});

test('of two that look at once, one leaves it to the other', async () => {
  await project('VERRA');
  const [one, other] = await Promise.all([search(), search()]);
  expect(one.searched + other.searched).toBe(1);
});

test('the database keeps a report, and what it is about', async () => {
  const [{ id } = { id: '' }] = await between(place(0), place(0));
  await expect(t.db.sql`delete from project_duplicate_reports where id = ${id}`).rejects.toThrow(/./);
  await expect(t.db.sql`update project_duplicate_reports set kind = 'SERIALS' where id = ${id}`).rejects.toMatchObject({
    constraint_name: 'project_duplicate_origin',
  });
  await expect(
    t.db.sql`update project_duplicate_reports set status = 'CONFIRMED' where id = ${id}`,
  ).rejects.toMatchObject({ constraint_name: 'project_duplicate_decided' });
});
