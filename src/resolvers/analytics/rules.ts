import { z } from 'zod';
import { actingFor, moment, optional } from '../input.ts';

/** What statistics are of: a day, a week or a month of the calendar, or from one moment to another. */
export const periodKinds = ['DAY', 'WEEK', 'MONTH', 'CUSTOM'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** Whether this is the name of a time zone (IANA), such as "Europe/Berlin". An offset is none: it has no rules. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const timeZone = z.string().refine(isTimeZone, 'is no time zone such as "Europe/Berlin"');

/** Before this there is no platform; and of times long ago, zones have odd offsets. */
const EARLIEST = new Date('2000-01-01T00:00:00Z');
const LATEST = new Date('2200-01-01T00:00:00Z');
const usable = moment.refine((at) => at >= EARLIEST && at < LATEST, 'is out of range');

export const periodInput = z
  .object({
    period: z.enum(periodKinds),
    at: optional(usable),
    from: optional(usable),
    to: optional(usable),
    timeZone,
  })
  .superRefine(({ period, at, from, to }, issues) => {
    const wrong = (path: string, message: string) => issues.addIssue({ code: 'custom', path: [path], message });
    if (period === 'CUSTOM') {
      if (!from) wrong('from', 'says from when on');
      if (!to) wrong('to', 'says until when');
      if (at) wrong('at', 'is not for a custom period, which has `from` and `to`');
      if (from && to && to <= from) wrong('to', 'must be after `from`');
    } else {
      if (from) wrong('from', 'is for a custom period alone: `at` says which one');
      if (to) wrong('to', 'is for a custom period alone: `at` says which one');
    }
  });

export const ownerInput = z.object({ organizationId: actingFor });
