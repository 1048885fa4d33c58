import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areaInput, boxOf, pointInput } from './geometry.ts';

const square = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [0, 0],
];
const messages = (read: { success: boolean; error?: { issues: { message: string }[] } | undefined }) =>
  read.error?.issues.map(({ message }) => message) ?? [];
const polygon = (...coordinates: unknown[]) => areaInput.safeParse({ type: 'Polygon', coordinates });

test('a point is a longitude and a latitude; an altitude is let go', () => {
  expect(pointInput.parse({ type: 'Point', coordinates: [-60.5, -3.25] })).toEqual([-60.5, -3.25]);
  expect(pointInput.parse({ type: 'Point', coordinates: [180, -90, 12] })).toEqual([180, -90]);
});

test.each([
  [{ type: 'Point', coordinates: [181, 0] }, 'longitude'],
  [{ type: 'Point', coordinates: [0, -90.1] }, 'latitude'],
  [{ type: 'Point', coordinates: [1] }, 'position'],
  [{ type: 'Point', coordinates: [1, 2, 3, 4] }, 'position'],
  [{ type: 'LineString', coordinates: [1, 2] }, 'Point'],
])('%o is no point', (given, word) => {
  expect(messages(pointInput.safeParse(given)).join()).toContain(word);
});

test.each([{}, null, [], 'POINT(1 1)', { type: 'Point' }, { type: 'Point', coordinates: ['1', '2'] }])(
  '%o is no point either',
  (given) => {
    expect(pointInput.safeParse(given).success).toBe(false);
    expect(areaInput.safeParse(given).success).toBe(false);
  },
);

test('an area is polygons, with holes', () => {
  const hole = square.map(([x = 0, y = 0]) => [0.25 + x / 2, 0.25 + y / 2]);
  const single = { type: 'Polygon', coordinates: [square, hole] };
  expect(areaInput.parse(single)).toEqual(single);
  const several = { type: 'MultiPolygon', coordinates: [[square], [hole]] };
  expect(areaInput.parse({ ...several, bbox: [0, 0, 1, 1] })).toEqual(several);
});

test('refuses rings that are open, too short or empty, and more corners than the limit', () => {
  expect(messages(polygon(square.slice(0, 4)))).toEqual(['is not closed: its last position must be its first']);
  expect(messages(polygon([...square.slice(0, 2), square[0]])).join()).toContain('at least 4');
  expect(messages(polygon(square.map(([x]) => [x, x])))).toEqual(['encloses nothing']);
  expect(messages(polygon()).join()).toContain('no outline');
  expect(messages(areaInput.safeParse({ type: 'MultiPolygon', coordinates: [] })).join()).toContain('no polygon');
  const many = Array.from({ length: 1_001 }, () => square);
  expect(messages(polygon(...many)).join()).toContain('more than 5000 positions');
  expect(polygon(...many.slice(1)).success).toBe(true);
});

test('the box holds every position, and touches one on each side', () => {
  expect(boxOf(null, null)).toEqual({ west: null, south: null, east: null, north: null });
  expect(boxOf([1, 2], null)).toEqual({ west: 1, south: 2, east: 1, north: 2 });
  const position = fc.tuple(
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.double({ min: -90, max: 90, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(position, { minLength: 1, maxLength: 30 }), position, (outline, point) => {
      const { west, south, east, north } = boxOf(point, { type: 'Polygon', coordinates: [outline] });
      const all = [point, ...outline];
      expect(
        all.every(([x, y]) => x >= Number(west) && x <= Number(east) && y >= Number(south) && y <= Number(north)),
      ).toBe(true);
      expect(all.some(([x]) => x === west) && all.some(([x]) => x === east)).toBe(true);
      expect(all.some(([, y]) => y === south) && all.some(([, y]) => y === north)).toBe(true);
    }),
  );
});
