import { expect, test } from 'vitest';
import { readInput } from '../input.ts';
import { createReportInput, keptParameters, reportParameters } from './rules.ts';

const WISH = { kind: 'CUSTOM', format: 'CSV', idempotencyKey: 'a-wish-of-mine' };

test('parameters are kept as they were asked for, and read the same again', () => {
  const custom = {
    dataset: 'TRADES',
    columns: ['tonnes'],
    filters: [{ column: 'price', operator: 'LT', value: '5.5' }],
  };
  const {
    from,
    to,
    section,
    custom: read,
    projectId,
  } = readInput(createReportInput, {
    ...WISH,
    custom,
    from: '2026-01-01T00:00:00+01:00',
    section: 'rows',
  });
  const parameters = { from, to, section, custom: read, projectId };
  expect(from).toEqual(new Date('2025-12-31T23:00:00Z'));
  const kept = keptParameters(parameters);
  expect(readInput(reportParameters, kept)).toEqual(parameters);
});

test('a filter must fit its column', () => {
  const filters = [
    { column: 'price', operator: 'CONTAINS', value: '5' },
    { column: 'at', operator: 'LT', value: 'yesterday' },
    { column: 'colour', operator: 'EQ', value: 'red' },
  ];
  const read = createReportInput.safeParse({ ...WISH, custom: { dataset: 'TRADES', columns: ['tonnes'], filters } });
  expect(read.error?.issues.map(({ path }) => path.join('.'))).toEqual([
    'custom.filters.0.operator',
    'custom.filters.1.value',
    'custom.filters.2.column',
  ]);
});
