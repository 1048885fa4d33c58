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
    timeZone,
  } = readInput(createReportInput, {
    ...WISH,
    custom,
    from: '2026-01-01T00:00:00+01:00',
    section: 'rows',
  });
  const parameters = { from, to, section, custom: read, projectId, timeZone };
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

test('what is unlike is never added up: money within one currency, prices not at all', () => {
  const issuesOf = (custom: object): string[] =>
    createReportInput.safeParse({ ...WISH, custom }).error?.issues.map(({ path }) => path.join('.')) ?? [];
  const trades = { dataset: 'TRADES', groupBy: ['country'] };
  expect(issuesOf({ ...trades, sums: ['tonnes', 'total', 'price', 'fee'] })).toEqual([
    'custom.sums.1',
    'custom.sums.2',
    'custom.sums.3',
  ]);
  expect(issuesOf({ ...trades, groupBy: ['country', 'currency'], sums: ['total', 'fee'] })).toEqual([]);
  const filters = [{ column: 'currency', operator: 'EQ', value: 'EUR' }];
  expect(issuesOf({ ...trades, filters, sums: ['total'] })).toEqual([]);
  expect(issuesOf({ dataset: 'ENTRIES', groupBy: ['kind'], sums: ['amount', 'balance_after'] })).toEqual([
    'custom.sums.0',
    'custom.sums.1',
  ]);
  expect(issuesOf({ dataset: 'ENTRIES', groupBy: ['asset', 'kind'], sums: ['amount'] })).toEqual([]);
});
