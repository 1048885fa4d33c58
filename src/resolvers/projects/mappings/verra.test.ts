import { createReadStream } from 'node:fs';
import { expect, test } from 'vitest';
import { readRegistryCsv } from '../../../workers/outside/registry-csv.ts';
import type { ProjectRecord } from './mapping.ts';
import { verra } from './verra.ts';

const REAL = '../shared/data/registries/verra_projects.csv';

/** Every row of the real list, by its number. */
async function realRecords(): Promise<Map<string, ProjectRecord>> {
  const records = new Map<string, ProjectRecord>();
  for await (const row of readRegistryCsv(() => createReadStream(REAL), verra.columns)) {
    const record = 'cells' in row ? verra.read(row.cells) : row.refused;
    if (typeof record === 'string') throw new Error(`line ${row.line}: ${record}`);
    records.set(record.nativeId, record);
  }
  return records;
}

const ROW = {
  ID: '1',
  Name: 'A project',
  Proponent: 'Somebody',
  'Project Type': 'Energy demand',
  'AFOLU Activities': '',
  Methodology: 'ACM0002',
  Status: 'Registered',
  'Country/Area': 'Gabon ',
  'Estimated Annual Emission Reductions': '72,000',
  Region: 'Africa',
  'Project Registration Date': '2020-04-06',
  'Crediting Period Start Date': '',
  'Crediting Period End Date': '',
};

function fieldsOf(cells: Partial<typeof ROW>): ProjectRecord['fields'] {
  const record = verra.read({ ...ROW, ...cells });
  if (typeof record === 'string') throw new Error(record);
  return record.fields;
}

test('every row of the real list is read, in the 18 words that Verra has for a status', async () => {
  const records = [...(await realRecords()).values()];
  expect(records).toHaveLength(5_023);
  expect(new Set(records.map(({ fields }) => fields.nativeStatus)).size).toBe(18);
  const counts = Map.groupBy(records, ({ fields: { status, suspended } }) => `${status}${suspended ? ' held' : ''}`);
  expect(Object.fromEntries([...counts].map(([status, { length }]) => [status, length]))).toEqual({
    UNDER_VALIDATION: 532,
    LISTED: 638,
    VALIDATED: 291,
    REGISTERED: 2_673,
    'REGISTERED held': 44,
    'LISTED held': 236,
    COMPLETED: 80,
    WITHDRAWN: 214,
    REJECTED: 203,
    DEREGISTERED: 112,
  });
  // Of the 369 rows that name several, one names "Methodology Under Development" as the second.
  expect(records.filter(({ fields: { methodologies } }) => (methodologies ?? []).length > 1)).toHaveLength(368);
  expect(records.every(({ fields: { country } }) => country !== null)).toBe(true);
});

test('a row of the real list says what the registry says', async () => {
  const records = await realRecords();
  expect(records.get('6086')).toEqual({
    nativeId: '6086',
    fields: {
      name: 'Electric Mobility Program Panama',
      proponent: 'Grutter Consulting AG',
      program: 'Verified Carbon Standard',
      methodologies: [
        { program: 'VERRA', code: 'VMR0014', version: null },
        { program: 'VERRA', code: 'VM0038', version: null },
      ],
      projectType: 'Transport',
      category: null,
      mitigation: 'REDUCTION_TECHNICAL',
      country: 'PA',
      region: 'Latin America',
      creditingStart: null,
      creditingEnd: null,
      estimatedAnnualReductions: 300_000n,
      nativeStatus: 'Under validation',
      status: 'UNDER_VALIDATION',
      suspended: false,
    },
  });
  expect(records.get('6088')?.fields).toMatchObject({ creditingStart: '2025-07-01', creditingEnd: '2035-06-30' });
});

test('what ended or is held says by its date of registration whether it had been registered', () => {
  const standing = (status: string, on: string): unknown[] => {
    const fields = fieldsOf({ Status: status, 'Project Registration Date': on });
    return [fields.status, fields.suspended];
  };
  const of = (status: string): unknown[] => [standing(status, '2020-04-06'), standing(status, '')].flat();
  expect(of('Withdrawn')).toEqual(['DEREGISTERED', false, 'WITHDRAWN', false]);
  expect(of('Rejected by Administrator')).toEqual(['DEREGISTERED', false, 'REJECTED', false]);
  expect(of('On Hold - see notification letter')).toEqual(['REGISTERED', true, 'LISTED', true]);
  expect(of('Inactive')).toEqual(['REGISTERED', true, 'LISTED', true]);
  expect(of('Registration request denied')).toEqual(['UNDER_VALIDATION', false, 'UNDER_VALIDATION', false]);
});

test('mitigation is said only where it is certain', () => {
  const of = (type: string, activities: string, methodology: string): unknown =>
    fieldsOf({ 'Project Type': type, 'AFOLU Activities': activities, Methodology: methodology }).mitigation;
  const land = 'Agriculture Forestry and Other Land Use';
  expect(of(land, 'ARR', 'VM0047')).toBe('REMOVAL_NATURE');
  expect(of(land, 'REDD', 'VM0007')).toBe('AVOIDANCE');
  expect(of(land, 'ACoGS; REDD', 'VM0009')).toBe('AVOIDANCE');
  expect(of(land, 'ALM', 'AMS-III.AU')).toBe('REDUCTION_NATURE');
  expect(of('Waste handling and disposal', '', 'VM0044')).toBe('REMOVAL_TECHNICAL');
  expect(of('Energy demand; Transport', '', 'VM0038')).toBe('REDUCTION_TECHNICAL');
  const unclear = [
    [land, 'ARR; REDD', 'VM0007'],
    [land, 'IFM', 'VM0010'],
    [land, 'ALM', 'VM0042; AMS-III.AU'],
    ['Energy industries (renewable/non-renewable sources)', '', 'ACM0002'],
    ['Energy demand; Waste handling and disposal', '', 'AMS-III.E.'],
  ] as const;
  for (const [type, activities, methodology] of unclear) {
    expect(of(type, activities, methodology), methodology).toBe('NOT_DETERMINED');
  }
});

test('a row that is wrong is refused with the cell that is', () => {
  const refusalOf = (cells: Partial<typeof ROW>): unknown => verra.read({ ...ROW, ...cells });
  expect(refusalOf({ ID: ' ' })).toBe('the ID is empty');
  expect(refusalOf({ Name: '' })).toBe('the Name is empty');
  expect(refusalOf({ Status: 'Finished' })).toBe('the Status has no meaning here yet: "Finished"');
  expect(refusalOf({ Status: 'constructor' })).toBe('the Status has no meaning here yet: "constructor"');
  expect(refusalOf({ 'Country/Area': 'Atlantis' })).toBe('the Country/Area is no country that is known: "Atlantis"');
  expect(refusalOf({ 'Estimated Annual Emission Reductions': '72.000' })).toMatch(/is not a count: "72.000"/);
  expect(refusalOf({ 'Crediting Period End Date': '2023-02-29' })).toMatch(/is not a day: "2023-02-29"/);
});
