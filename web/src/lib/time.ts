import { LOCALE } from './locale.ts';
const DAY_MS = 86_400_000;

const day = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const moment = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
];

export const dayOf = (at: string | number): string => day.format(new Date(at));
/** With the hour, and with the year only where it is not this one. */
export const momentOf = (at: string | number): string =>
  Math.abs(Date.now() - new Date(at).getTime()) > 300 * DAY_MS
    ? `${dayOf(at)}, ${clockOf(at).slice(0, 5)}`
    : moment.format(new Date(at));
export const clockOf = (at: string | number): string => clock.format(new Date(at));

/** "3 minutes ago", "in 2 days". */
export function agoOf(at: string | number, now = Date.now()): string {
  let value = (new Date(at).getTime() - now) / 1_000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(value) < size) return relative.format(Math.round(value), unit);
    value /= size;
  }
  return relative.format(Math.round(value), 'year');
}

/** The day so many days before today, as the API takes it. */
export const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
