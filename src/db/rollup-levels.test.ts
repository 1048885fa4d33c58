import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverOf, PARTY_LEVELS, PLATFORM_LEVELS, QUARTER_S, SALE_LEVELS } from './rollup-levels.ts';

const moment = fc.integer({ min: 1_000_000, max: 2_200_000 }).map((quarters) => new Date(quarters * QUARTER_S * 1_000));

test('property: stretches follow each other without a gap, from the first moment to the last', () => {
  fc.assert(
    fc.property(moment, moment, fc.constantFrom(PLATFORM_LEVELS, PARTY_LEVELS, SALE_LEVELS), (one, other, levels) => {
      const [from, to] = one < other ? [one, other] : [other, one];
      const cover = coverOf(from, to, levels);
      let at = from.getTime();
      for (const stretch of cover) {
        expect(stretch.from.getTime()).toBe(at);
        expect(stretch.from.getTime() % (stretch.level * 1_000)).toBe(0);
        expect(stretch.to.getTime() % (stretch.level * 1_000)).toBe(0);
        expect(stretch.to.getTime()).toBeGreaterThan(at);
        at = stretch.to.getTime();
      }
      expect(at).toBe(to.getTime());
      // Each level once on the way up and once on the way down.
      expect(cover.length).toBeLessThanOrEqual(2 * levels.length - 1);
    }),
  );
});

test('a month of Berlin is an hour, its whole days in UTC, and 23 hours', () => {
  const [from, to] = [new Date('2026-10-31T23:00:00Z'), new Date('2026-11-30T23:00:00Z')];
  expect(
    coverOf(from, to, PLATFORM_LEVELS).map(({ level, from, to }) => [level, (+to - +from) / 1_000 / level]),
  ).toEqual([
    [3_600, 1],
    [86_400, 29],
    [3_600, 23],
  ]);
});
