import { z } from 'zod';
import { scheduleInterval, type ScheduleInterval, type ScheduleStatus } from '../../db/retirement-schedules.ts';
import { actingFor, idempotencyKey, moment, nodeId, optional } from '../input.ts';
import { stepsOf } from '../machine.ts';
import { isWholeTonnes, retirementClaim, TONNES, whatShape } from './inputs.ts';

/**
 * The state machine of a schedule; what is not here cannot happen. END: all that was wanted was done or left out, or who
 * made it may not retire for its owner any more.
 */
export const scheduleMachine = {
  ACTIVE: { PAUSE: 'PAUSED', CANCEL: 'CANCELLED', END: 'ENDED' },
  PAUSED: { RESUME: 'ACTIVE', CANCEL: 'CANCELLED' },
  ENDED: {},
  CANCELLED: {},
} as const satisfies Record<ScheduleStatus, Readonly<Record<string, ScheduleStatus>>>;

type Machine = typeof scheduleMachine;
export type ScheduleStep = { [S in ScheduleStatus]: keyof Machine[S] }[ScheduleStatus];

const STEP_WORDS: Record<ScheduleStep, string> = {
  PAUSE: 'paused',
  RESUME: 'resumed',
  CANCEL: 'cancelled',
  END: 'ended',
};

/** The status that a step leads to. Throws IllegalTransition if it leads nowhere from here. */
export const nextScheduleStatus = stepsOf<ScheduleStatus, ScheduleStep>(
  'retirement schedule',
  scheduleMachine,
  STEP_WORDS,
);

const MONTHS: Partial<Record<ScheduleInterval, number>> = { MONTHLY: 1, QUARTERLY: 3, YEARLY: 12 };
const DAYS: Partial<Record<ScheduleInterval, number>> = { DAILY: 1, WEEKLY: 7 };
const DAY_MS = 86_400_000;

/** So many months later at the same time (UTC) and on the same day, or on the last day of a month that is shorter. */
function monthsAfter(start: Date, months: number): Date {
  const at = new Date(start);
  // From the first day of the month, which every month has.
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  const days = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(start.getUTCDate(), days));
  return at;
}

/**
 * When the occurrence of this number (from 0) is due. Always counted from the first one, so that the 31st of January is
 * followed by the 28th of February and then by the 31st of March. Undefined where there is none.
 */
export function occurrenceAt(startsAt: Date, interval: ScheduleInterval, occurrence: number): Date | undefined {
  if (occurrence === 0) return startsAt;
  const months = MONTHS[interval];
  if (months !== undefined) return monthsAfter(startsAt, months * occurrence);
  const days = DAYS[interval];
  return days === undefined ? undefined : new Date(startsAt.getTime() + days * occurrence * DAY_MS);
}

export interface Next {
  readonly occurrence: number;
  readonly at: Date;
}

/** What follows an occurrence, if anything does. */
export function nextOccurrence(
  { startsAt, interval, endsAt }: { startsAt: Date; interval: ScheduleInterval; endsAt: Date | null },
  occurrence: number,
): Next | undefined {
  const at = occurrenceAt(startsAt, interval, occurrence + 1);
  return at && (!endsAt || at <= endsAt) ? { occurrence: occurrence + 1, at } : undefined;
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * The days that a recurring retirement stands for where its owner names none: from the occurrence before up to the day
 * before this one. Undefined of the first one, and of one that comes once.
 */
export function periodOf(
  { startsAt, interval }: { startsAt: Date; interval: ScheduleInterval },
  occurrence: number,
): { readonly consumptionFrom: string; readonly consumptionTo: string } | undefined {
  const [from, to] = [occurrenceAt(startsAt, interval, occurrence - 1), occurrenceAt(startsAt, interval, occurrence)];
  if (occurrence === 0 || !from || !to) return undefined;
  return { consumptionFrom: dayOf(from), consumptionTo: dayOf(new Date(to.getTime() - DAY_MS)) };
}

/** A schedule that begins long ago would carry all of it out at once. */
const LATE_MS = DAY_MS;

/** @param now the moment by which it is judged what has passed */
export const createScheduleInput = (now: Date) =>
  z
    .object({
      ...whatShape,
      claim: retirementClaim,
      interval: z.enum(scheduleInterval.enumValues),
      startsAt: moment.refine((at) => at.getTime() >= now.getTime() - LATE_MS, 'is more than a day ago'),
      endsAt: optional(moment),
      organizationId: actingFor,
      idempotencyKey,
    })
    .refine(isWholeTonnes, TONNES)
    .refine(({ startsAt, endsAt }) => !endsAt || endsAt >= startsAt, {
      path: ['endsAt'],
      message: 'must not be before `startsAt`',
    });

export const scheduleIdInput = z.object({ scheduleId: nodeId('RetirementSchedule') });
