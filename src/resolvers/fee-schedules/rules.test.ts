import { expect, test } from 'vitest';
import { InputInvalid } from '../errors.ts';
import { effectiveFromOf, feeScheduleInput, idOfVersion, versionOfId } from './rules.ts';

test('a schedule holds from now on or from a moment to come, never from one that has passed', () => {
  const now = new Date('2026-11-21T09:30:00.000Z');
  const later = new Date('2026-12-01T00:00:00.000Z');
  expect(effectiveFromOf(undefined, now)).toEqual(now);
  expect(effectiveFromOf(now, now)).toEqual(now);
  expect(effectiveFromOf(later, now)).toEqual(later);
  expect(() => effectiveFromOf(new Date(now.getTime() - 1), now)).toThrow(InputInvalid);
});

test('a version and its id are one and the same', () => {
  for (const version of [1, 9, 10, 255, 2 ** 31 - 1]) expect(versionOfId(idOfVersion(version))).toBe(version);
  for (const id of [idOfVersion(0), idOfVersion(2 ** 31), '019aa5b0-0000-7000-8000-000000000001', 'x']) {
    expect(versionOfId(id), id).toBeUndefined();
  }
});

test('a fee is a whole number of basis points, from none to all of the price', () => {
  const reads = (makerBps: unknown) => feeScheduleInput.safeParse({ makerBps, takerBps: 0 }).success;
  expect([0, 1, 10_000].map(reads)).toEqual([true, true, true]);
  expect([-1, 10_001, 0.5, Number.NaN, Infinity, '50', null, undefined].filter(reads)).toEqual([]);
});
