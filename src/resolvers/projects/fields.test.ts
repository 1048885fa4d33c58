import { expect, test } from 'vitest';
import { changesOf, columnsOf, EMPTY, fieldsKept, fieldsOf, inOrder, type ProjectFields } from './fields.ts';

const some: ProjectFields = {
  ...EMPTY,
  name: 'Peat',
  methodologies: [{ program: 'VERRA', code: 'VM0036', version: null }],
  location: [113.5, -2.25],
  estimatedAnnualReductions: 7_451_846n,
  sdgs: [13, 15],
  ratings: [{ agency: 'Sylvera', rating: 'AA', ratedOn: '2026-06-01', url: null }],
};

test('what is kept in history is read again as it was', () => {
  const changes: unknown = JSON.parse(JSON.stringify(changesOf(EMPTY, some)));
  const values = new Map(
    Object.entries(changes as Record<string, { to: unknown }>).map(([field, { to }]) => [field, to] as const),
  );
  expect(fieldsKept(values)).toEqual(some);
  expect(fieldsKept(new Map())).toEqual(EMPTY);
  expect(fieldsKept(new Map([['label:1', {}]]))).toEqual(EMPTY);
});

test('only what is not the same is a change, whatever the order of a set', () => {
  expect(changesOf(some, some)).toEqual({});
  expect(changesOf(some, inOrder({ ...some, sdgs: [15, 13, 15] }))).toEqual({});
  expect(changesOf(some, { ...some, estimatedAnnualReductions: null, location: null })).toEqual({
    estimatedAnnualReductions: { from: '7451846', to: null },
    location: { from: [113.5, -2.25], to: null },
  });
});

test('a row and its fields say the same', () => {
  const { methodologies, ...rest } = some;
  const row = columnsOf(some);
  expect(row).toMatchObject({
    longitude: 113.5,
    latitude: -2.25,
    west: 113.5,
    south: -2.25,
    east: 113.5,
    north: -2.25,
  });
  expect('methodologies' in row || 'location' in row).toBe(false);
  const stored = { id: '', createdBy: null, organizationId: null, publishedAt: null, version: 1 };
  const stamps = { createdAt: new Date(), updatedAt: new Date() };
  expect(fieldsOf({ ...row, ...stored, ...stamps }, methodologies)).toEqual({ ...rest, methodologies });
});
