import { z } from 'zod';
import { InputInvalid } from '../errors.ts';
import { moment, optional } from '../input.ts';

const bps = z.number().int().min(0, 'is less than 0').max(10_000, 'is more than 10000, which is all of the price');

export const feeScheduleInput = z.object({ makerBps: bps, takerBps: bps, effectiveFrom: optional(moment) });

/** From when a schedule holds: from now on, or from a moment to come. Throws InputInvalid: trades of the past stay as made. */
export function effectiveFromOf(wished: Date | undefined, now: Date): Date {
  if (!wished) return now;
  if (wished >= now) return wished;
  throw new InputInvalid([
    { path: ['effectiveFrom'], message: 'has passed: what was traded was traded at other fees' },
  ]);
}

const PREFIX = '00000000-0000-0000-0000-';

/** The version of a schedule in the form of all inner ids, a UUID. */
export const idOfVersion = (version: number): string => PREFIX + version.toString(16).padStart(12, '0');

/** The version inside, or undefined if no schedule can have this id. */
export function versionOfId(id: string): number | undefined {
  const version = id.startsWith(PREFIX) ? Number.parseInt(id.slice(PREFIX.length), 16) : 0;
  return version > 0 && version < 2 ** 31 ? version : undefined;
}
