import { z } from 'zod';
import type { DeliveryState, SentChannel } from '../../db/notification-deliveries.ts';
import type { NotificationFrequency, Recipient } from '../../db/notification-settings.ts';
import { stepsOf } from '../machine.ts';

/** Of a digest or of quiet hours: how somebody's days go. */
export type DayPlan = Pick<Recipient, 'timeZone' | 'quietFrom' | 'quietTo' | 'digestAt' | 'digestDay'>;

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

interface LocalTime {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly minute: number;
}

/** The offset of a time zone at a moment, in milliseconds east of UTC. */
function offsetAt(timeZone: string, atMs: number): number {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
      .formatToParts(atMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(atMs / 1_000) * 1_000;
}

function localTime(timeZone: string, at: Date): LocalTime {
  const localMs = at.getTime() + offsetAt(timeZone, at.getTime());
  return { day: Math.floor(localMs / DAY_MS), minute: Math.floor((localMs % DAY_MS) / MINUTE_MS) };
}

/**
 * The moment at which a day of a time zone has this minute. Where the clock leaves it out, as long after the gap as the
 * minute is in it; where the clock shows it twice, the first time.
 */
function momentOf(timeZone: string, { day, minute }: LocalTime): Date {
  const asUtc = day * DAY_MS + minute * MINUTE_MS;
  const before = offsetAt(timeZone, asUtc - DAY_MS);
  const after = offsetAt(timeZone, asUtc + DAY_MS);
  const fits = [before, after].map((offset) => asUtc - offset).filter((ms) => ms + offsetAt(timeZone, ms) === asUtc);
  return new Date(fits.length > 0 ? Math.min(...fits) : asUtc - before);
}

/** Whether it is quiet at this moment. */
export function isQuiet({ timeZone, quietFrom, quietTo }: DayPlan, at: Date): boolean {
  if (quietFrom === null || quietTo === null) return false;
  const { minute } = localTime(timeZone, at);
  return quietFrom < quietTo ? minute >= quietFrom && minute < quietTo : minute >= quietFrom || minute < quietTo;
}

/** The moment itself, or the end of the quiet hours in which it lies. */
export function afterQuiet(plan: DayPlan, at: Date): Date {
  if (plan.quietTo === null || !isQuiet(plan, at)) return at;
  return nextTime(plan.timeZone, plan.quietTo, at);
}

/** The next time after `at` at which the local clock shows this minute, on this day of the week (1: Monday) if one is given. */
function nextTime(timeZone: string, minute: number, at: Date, weekday?: number): Date {
  const { day } = localTime(timeZone, at);
  for (let ahead = 0; ; ahead += 1) {
    // 1970-01-01 was a Thursday.
    const isDay = weekday === undefined || ((day + ahead + 3) % 7) + 1 === weekday;
    const moment = momentOf(timeZone, { day: day + ahead, minute });
    if (isDay && moment > at) return moment;
  }
}

/** When a notification of this moment is sent. */
export function dueAt(
  plan: DayPlan,
  frequency: Exclude<NotificationFrequency, 'OFF'>,
  at: Date,
  urgent: boolean,
): Date {
  if (urgent) return at;
  if (frequency === 'AT_ONCE') return afterQuiet(plan, at);
  return nextTime(plan.timeZone, plan.digestAt, at, frequency === 'WEEKLY' ? plan.digestDay : undefined);
}

export interface Wish {
  readonly preset: NotificationFrequency;
  readonly preferred: NotificationFrequency | undefined;
  readonly urgent: boolean;
  readonly channel: SentChannel;
}

/** How often something is sent: as it is wanted, but what is urgent at once, and by mail in any case. */
export function frequencyOf({ preset, preferred, urgent, channel }: Wish): NotificationFrequency {
  const wanted = preferred ?? preset;
  if (!urgent) return wanted;
  return wanted === 'OFF' && channel !== 'EMAIL' ? 'OFF' : 'AT_ONCE';
}

type DeliveryStep = 'SEND' | 'SKIP' | 'GIVE_UP' | 'RETRY';

export const deliveryMachine = {
  WAITING: { SEND: 'SENT', SKIP: 'SKIPPED', GIVE_UP: 'DEAD' },
  SENT: {},
  SKIPPED: {},
  DEAD: { RETRY: 'WAITING' },
} as const satisfies Record<DeliveryState, Partial<Record<DeliveryStep, DeliveryState>>>;

export const nextDeliveryState = stepsOf<DeliveryState, DeliveryStep>('notification delivery', deliveryMachine, {
  SEND: 'sent',
  SKIP: 'left out',
  GIVE_UP: 'given up',
  RETRY: 'sent again',
});

/** A time zone of the IANA database that this machine knows. */
export const timeZone = z.string().transform((value, ctx) => {
  try {
    if (/^[A-Z][\w+/-]{1,60}$/i.test(value)) {
      return new Intl.DateTimeFormat('en-US', { timeZone: value }).resolvedOptions().timeZone;
    }
  } catch {
    // It is none.
  }
  ctx.addIssue('is not a time zone such as "Europe/Zurich"');
  return z.NEVER;
});

/** A time of the day, such as "22:30", in minutes since midnight. */
export const minuteOfDay = z.string().transform((value, ctx) => {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(value) ?? [];
  if (hours !== undefined && minutes !== undefined) return Number(hours) * 60 + Number(minutes);
  ctx.addIssue('is not a time of the day such as "22:30"');
  return z.NEVER;
});

export const writeMinute = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
