import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { draftOf, historyIn, projectIdOf, projectIn } from '../../../test/projects.ts';
import { type ProjectRow, selectProjectByNativeId } from '../../db/projects.ts';
import { readRegistryCsv } from '../../workers/outside/registry-csv.ts';
import { platformContext } from '../context.ts';
import type { RegistryImportReport } from '../registry-import.ts';
import { importProjects } from './import-projects.ts';
import { goldStandard } from './mappings/gold-standard.ts';
import type { ProjectMapping } from './mappings/mapping.ts';
import { verra } from './mappings/verra.ts';
import { updateProject } from './update-project.ts';

const REAL = '../shared/data/registries/verra_projects.csv';

let t: TestApp;
let by: { readonly owner: TestUser; readonly admin: TestUser };
beforeAll(async () => {
  t = await openTestApp({ REGISTRY_IMPORT_BATCH: '400', REGISTRY_REFUSALS: '5' });
  by = {
    owner: await t.user('owner', { roles: ['PROJECT_OWNER'] }),
    admin: await t.user('admin', { roles: ['PLATFORM_ADMIN'] }),
  };
});
afterAll(() => t[Symbol.asyncDispose]());

const importRows = (
  mapping: ProjectMapping,
  open: () => Readable,
  fileName = 'list.csv',
): Promise<RegistryImportReport> =>
  importProjects(platformContext(t.app, 'test'), { mapping, rows: readRegistryCsv(open, mapping.columns), fileName });

type Cells = Readonly<Record<string, string>>;
const textOf = (mapping: ProjectMapping, lines: readonly Cells[]): string =>
  [mapping.columns, ...lines.map((cells) => mapping.columns.map((column) => cells[column] ?? ''))]
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','))
    .join('\n');
const importText = (fileName: string, ...lines: readonly Cells[]): Promise<RegistryImportReport> =>
  importRows(verra, () => Readable.from([textOf(verra, lines)]), fileName);

const line = (id: string, given: Cells = {}): Cells => ({
  ID: id,
  Name: `Project ${id}`,
  Proponent: 'Somebody',
  'Project Type': 'Transport',
  Methodology: 'VMR0014; VM0038',
  Status: 'Under validation',
  'Country/Area': 'Panama',
  'Estimated Annual Emission Reductions': '300,000',
  Region: 'Latin America',
  ...given,
});

async function projectOf(nativeId: string): Promise<ProjectRow> {
  const found = await selectProjectByNativeId(t.db, 'VERRA', nativeId);
  if (!found) throw new Error(`no project ${nativeId}`);
  return found;
}

const none = { changed: 0, refused: 0, refusals: [] };

test('takes in every row of the real list, and again nothing changes', { timeout: 120_000 }, async () => {
  const first = await importRows(verra, () => createReadStream(REAL), 'verra.csv');
  expect(first).toEqual({ ...none, read: 5_023, stored: 5_023, unchanged: 0 });
  const [counted] = await t.db.sql<{ projects: number; several: number; history: number }[]>`
    select (select count(*)::int from projects where registry = 'VERRA' and published_at is not null) as projects,
      (select count(*)::int from (select from project_methodologies group by project_id having count(*) > 1)) as several,
      (select count(*)::int from project_history where actor_id is null and reason = 'Import of verra.csv') as history`;
  expect(counted).toEqual({ projects: 5_023, several: 368, history: 5_023 });
  const known = await projectOf('6084');
  expect(known).toMatchObject({ country: 'MX', category: 'ARR', mitigation: 'REMOVAL_NATURE', createdBy: null });
  const second = await importRows(verra, () => createReadStream(REAL), 'verra.csv');
  expect(second).toEqual({ ...none, read: 5_023, stored: 0, unchanged: 5_023 });
  expect(await projectOf('6084')).toEqual(known);
});

describe('of a project that is known', () => {
  test('what the registry says otherwise is a change, with the file as its reason, and others are told', async () => {
    await importText('october.csv', line('A1'), line('A2'));
    const later = line('A1', {
      Status: 'Registered',
      Methodology: 'VM0038',
      'Project Registration Date': '2026-11-02',
    });
    const report = await importText('november.csv', later, line('A2'));
    expect(report).toEqual({ ...none, read: 2, stored: 0, changed: 1, unchanged: 1 });
    const project = await projectOf('A1');
    expect(project).toMatchObject({ status: 'REGISTERED', nativeStatus: 'Registered', version: 2 });
    const [last, first] = await historyIn(t, project);
    expect(first).toMatchObject({ reason: 'Import of october.csv', actorId: null, status: 'UNDER_VALIDATION' });
    expect(last).toMatchObject({
      reason: 'Import of november.csv',
      actorId: null,
      changes: {
        status: { from: 'UNDER_VALIDATION', to: 'REGISTERED' },
        nativeStatus: { from: 'Under validation', to: 'Registered' },
        methodologies: { to: [{ program: 'VERRA', code: 'VM0038', version: null }] },
      },
    });
    expect(Object.keys(last?.changes ?? {})).toHaveLength(3);
    const told = await t.db.sql`select payload ->> 'status' as status from outbox where key = ${project.id}
      order by xid, position`;
    expect(told.map(({ status }) => status as string)).toEqual(['UNDER_VALIDATION', 'REGISTERED']);
  });

  test('what was corrected here stays, until the registry says something else of it', async () => {
    await importText('october.csv', line('B1'));
    const { version, ...project } = await projectOf('B1');
    const wish = { projectId: projectIdOf(project), version, country: 'CO', mitigation: 'AVOIDANCE' };
    await updateProject(by.admin.ctx, wish);
    expect(await importText('november.csv', line('B1'))).toMatchObject({ unchanged: 1, changed: 0 });
    expect(await importText('december.csv', line('B1', { Name: 'B' }))).toMatchObject({ changed: 1 });
    expect(await projectOf('B1')).toMatchObject({ name: 'B', country: 'CO', mitigation: 'AVOIDANCE' });
    expect(await importText('january.csv', line('B1', { Name: 'B', 'Country/Area': 'Peru' }))).toMatchObject({
      changed: 1,
    });
    expect(await projectOf('B1')).toMatchObject({ country: 'PE', mitigation: 'AVOIDANCE' });
  });

  test('what a user wrote under its number is left alone until somebody has validated it', async () => {
    const draft = await draftOf(by.owner, { nativeId: 'C1' });
    const listed = await projectIn(by, 'LISTED', { nativeId: 'C2' });
    await projectIn(by, 'VALIDATED', { nativeId: 'C3' });
    const report = await importText('list.csv', line('C1'), line('C2'), line('C3', { Status: 'Late to verify' }));
    expect(report).toMatchObject({ changed: 1, refused: 2, refusals: [{ line: 2 }, { line: 3 }] });
    expect(report.refusals[0]?.reason).toMatch(/^a user has written a project of this number here/);
    expect([await projectOf('C1'), await projectOf('C2')]).toEqual([draft, listed]);
    const taken = await projectOf('C3');
    expect(taken).toMatchObject({ status: 'REGISTERED', country: 'PA', createdBy: by.owner.id });
    // Of what the list does not tell, the owner's word stays.
    expect([taken.sdgs, taken.description]).toEqual([listed.sdgs, listed.description]);
  });
});

test('rows that are wrong are refused by line and reason, and the others are taken', async () => {
  const report = await importText(
    'list.csv',
    line('D1', { Status: 'Finished' }),
    line('D2'),
    line('D2', { Name: 'Another' }),
    line('D3', { 'Crediting Period Start Date': '2025-01-01', 'Crediting Period End Date': '2024-12-31' }),
    line('D4', { 'Country/Area': 'Atlantis' }),
    line('D5', { Name: 'A\u0000B' }),
    line('D6', { Name: '' }),
    line('D7', { Name: 'ПРОЕКТ Ñandú — 山东省' }),
  );
  expect(report).toMatchObject({ read: 8, stored: 2, refused: 6 });
  // REGISTRY_REFUSALS of them are told.
  expect(report.refusals.map(({ line: at, reason }) => `${at}: ${reason}`)).toEqual([
    '2: the Status has no meaning here yet: "Finished"',
    '4: its number D2 is that of line 3',
    '5: creditingEnd is before the start of the crediting period',
    '6: the Country/Area is no country that is known: "Atlantis"',
    '7: the Name holds a control character',
  ]);
  expect(await projectOf('D7')).toMatchObject({ name: 'ПРОЕКТ Ñandú — 山东省' });
  const ragged = `${textOf(verra, [line('D8')])}\n1,2,3\n`;
  expect(await importRows(verra, () => Readable.from([ragged]))).toMatchObject({
    stored: 1,
    refusals: [{ line: 3, reason: 'the row has 3 columns, the header 13' }],
  });
});

test('a file of another registry is refused whole', async () => {
  const row = { GSID: '77', 'Project Name': 'P', Status: 'Listed', Country: 'Kenya' };
  const file = (): Readable => Readable.from([textOf(goldStandard, [row])]);
  await expect(importRows(verra, file)).rejects.toThrow(/no column "ID"/);
  await expect(importRows(goldStandard, () => createReadStream(REAL))).rejects.toThrow(/no column "GSID"/);
  expect(await importRows(goldStandard, file)).toMatchObject({ read: 1, stored: 1 });
  expect(await selectProjectByNativeId(t.db, 'GOLD_STANDARD', '77')).toMatchObject({ status: 'LISTED', country: 'KE' });
});

test('two imports of the same list at once store it once', async () => {
  const lines = Array.from({ length: 900 }, (_, index) => line(`E${index}`));
  const [one, other] = await Promise.all([importText('list.csv', ...lines), importText('list.csv', ...lines)]);
  expect(one.stored + other.stored).toBe(900);
  expect(one.unchanged + other.unchanged).toBe(900);
});

test('a list that is too long is refused where it becomes so', async () => {
  const small = { ...t.app, config: { ...t.app.config, REGISTRY_IMPORT_ROWS: 1 } };
  const rows = readRegistryCsv(() => Readable.from([textOf(verra, [line('F1'), line('F2')])]), verra.columns);
  await expect(
    importProjects(platformContext(small, 'test'), { mapping: verra, rows, fileName: 'list.csv' }),
  ).rejects.toThrow(/more than 1 rows/);
});
