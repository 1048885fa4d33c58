import { z } from 'zod';
import type { Area, Position } from '../../db/projects.ts';

/** The most corners of an area: enough for the outline of a district, and no more than a request can hold. */
const MOST_VERTICES = 5_000;

/** [longitude, latitude], perhaps with an altitude, which is not kept. */
const position = z
  .array(z.number())
  .min(2, 'is no position: give [longitude, latitude]')
  .max(3, 'is no position: give [longitude, latitude]')
  .transform((given, ctx): Position => {
    const [longitude = 0, latitude = 0] = given;
    // Also for what is no number at all: nothing compares to it.
    if (!(Math.abs(longitude) <= 180)) ctx.addIssue('has a longitude beyond -180 to 180 degrees');
    if (!(Math.abs(latitude) <= 90)) ctx.addIssue('has a latitude beyond -90 to 90 degrees');
    // -0 would come back from the database as 0.
    return [longitude + 0, latitude + 0];
  });

const ring = z
  .array(position)
  .min(4, 'is no ring: give at least 4 positions')
  .max(MOST_VERTICES, `has more than ${MOST_VERTICES} positions`)
  .refine((given) => isClosed(given), 'is not closed: its last position must be its first')
  .refine((given) => !isClosed(given) || enclosed(given) !== 0, 'encloses nothing');
const polygon = z.array(ring).min(1, 'has no outline').max(MOST_VERTICES);

/** The point of a GeoJSON Point (RFC 7946, 3.1.2). */
export const pointInput = z
  .object({ type: z.literal('Point', 'must be "Point"'), coordinates: position })
  .transform(({ coordinates }) => coordinates);

/** A GeoJSON Polygon or MultiPolygon (RFC 7946, 3.1.6 and 3.1.7) of a bounded number of corners. */
export const areaInput = z
  .discriminatedUnion(
    'type',
    [
      z.object({ type: z.literal('Polygon'), coordinates: polygon }),
      z.object({
        type: z.literal('MultiPolygon'),
        coordinates: z.array(polygon).min(1, 'has no polygon').max(MOST_VERTICES),
      }),
    ],
    'must be a Polygon or a MultiPolygon',
  )
  .refine((area) => positionsOf(area).length <= MOST_VERTICES, `has more than ${MOST_VERTICES} positions`)
  .transform((area): Area => area);

function isClosed(positions: readonly Position[]): boolean {
  const [first, last] = [positions[0], positions.at(-1)];
  return first !== undefined && first[0] === last?.[0] && first[1] === last[1];
}

/** Twice the area that a ring encloses, in square degrees (the shoelace formula). */
function enclosed(positions: readonly Position[]): number {
  return positions.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = positions[(i + 1) % positions.length] ?? [x, y];
    return sum + (x * nextY - nextX * y);
  }, 0);
}

const positionsOf = ({ type, coordinates }: Area): readonly Position[] =>
  type === 'Polygon' ? coordinates.flat() : coordinates.flat(2);

export interface Box {
  readonly west: number | null;
  readonly south: number | null;
  readonly east: number | null;
  readonly north: number | null;
}

/**
 * The box around a point and an area, nulls without either. One that lies on both sides of the antimeridian (180 degrees)
 * has a box around the whole world: a search on a map finds it too often and never misses it.
 */
export function boxOf(point: Position | null, area: Area | null): Box {
  const positions = [...(point ? [point] : []), ...(area ? positionsOf(area) : [])];
  if (positions.length === 0) return { west: null, south: null, east: null, north: null };
  const [longitudes, latitudes] = [positions.map(([x]) => x), positions.map(([, y]) => y)];
  return {
    west: Math.min(...longitudes),
    south: Math.min(...latitudes),
    east: Math.max(...longitudes),
    north: Math.max(...latitudes),
  };
}
