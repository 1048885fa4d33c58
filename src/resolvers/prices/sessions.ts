import type { Instrument, PriceLatestRow } from '../../db/prices.ts';

/**
 * When the markets are open. EUA futures (ICE Endex) trade Monday to Friday, 07:00 to 17:00 London time; holidays are
 * not known here, the source tells of them. Coins trade always.
 */
const ZONE = 'Europe/London';
const OPENING_HOUR = 7;
const CLOSING_HOUR = 17;
const DAY_MS = 86_400_000;
/** A price that is older than this is stale whatever the markets did. */
const OLDEST_MS = 14 * DAY_MS;

const local = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** What a clock in London shows, as if it were UTC. */
function londonMs(at: Date): number {
  const part = Object.fromEntries(local.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The ISO date in London. */
export const tradingDay = (at: Date): string => new Date(londonMs(at)).toISOString().slice(0, 10);

/** The moment at which clocks in London show this hour of the day. Clocks change at night, so there is exactly one. */
function atHour(date: string, hour: number): Date {
  const wanted = Date.parse(date) + hour * 3_600_000;
  return new Date(wanted - (londonMs(new Date(wanted)) - wanted));
}

/** Monday to Friday. A price that a source has for a week-end is of no session (a phantom day). */
export function isTradingDay(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

export const sessionClosing = (date: string): Date => new Date(hoursOf(date).closesMs);

/** Asking for a time zone is slow, and every reader of a price asks for the hours of the same few days. */
const knownHours = new Map<string, { opensMs: number; closesMs: number }>();
const KNOWN_HOURS = 1_000;

function hoursOf(date: string): { readonly opensMs: number; readonly closesMs: number } {
  let hours = knownHours.get(date);
  if (hours === undefined) {
    hours = { opensMs: atHour(date, OPENING_HOUR).getTime(), closesMs: atHour(date, CLOSING_HOUR).getTime() };
    if (knownHours.size >= KNOWN_HOURS) knownHours.clear();
    knownHours.set(date, hours);
  }
  return hours;
}

export function isWithinSession(at: Date): boolean {
  const date = tradingDay(at);
  return isTradingDay(date) && at.getTime() >= hoursOf(date).opensMs && at < sessionClosing(date);
}

/** For how long the EUA market was open between two moments, by its hours. */
export function openMsBetween(from: Date, to: Date): number {
  let open = 0;
  // A day in London begins at most an hour from one of UTC: a day more at either end holds them all.
  const firstDay = (Math.floor(from.getTime() / DAY_MS) - 1) * DAY_MS;
  for (let day = firstDay; day <= to.getTime() + DAY_MS; day += DAY_MS) {
    const date = new Date(day).toISOString().slice(0, 10);
    if (isTradingDay(date)) {
      const { opensMs, closesMs } = hoursOf(date);
      open += Math.max(0, Math.min(closesMs, to.getTime()) - Math.max(opensMs, from.getTime()));
    }
  }
  return open;
}

export interface StaleLimits {
  /** Since we last heard from the source. */
  readonly seenMs: number;
  /** Since the source itself last saw the price. */
  readonly asOfMs: number;
}

/** The limits that hold for every reader and every trade. */
export const staleLimits = (config: { PRICE_STALE_S: number; PRICE_VENDOR_STALE_S: number }): StaleLimits => ({
  seenMs: config.PRICE_STALE_S * 1_000,
  asOfMs: config.PRICE_VENDOR_STALE_S * 1_000,
});

/**
 * Whether a price is too old to trade on. For EUA only time in which the market was open counts: on a Sunday, Friday's
 * last price is the price.
 */
export function isStale(
  latest: Pick<PriceLatestRow, 'instrument' | 'asOf' | 'seenAt'>,
  now: Date,
  limits: StaleLimits,
): boolean {
  const age = (since: Date) => now.getTime() - since.getTime();
  if (age(latest.seenAt) > OLDEST_MS || age(latest.asOf) > OLDEST_MS) return true;
  const passed = (since: Date) => (isSessionBound(latest.instrument) ? openMsBetween(since, now) : age(since));
  return passed(latest.seenAt) > limits.seenMs || passed(latest.asOf) > limits.asOfMs;
}

/** Whether the instrument trades in sessions, or always. */
export const isSessionBound = (instrument: Instrument): boolean => instrument === 'EUA';

/**
 * Of which session the newest row of a page is, and whether it is still going on. What the page says of its market
 * counts; where it says nothing, the hours do. A row of today may change until the day is over, since closes are
 * corrected in the evening.
 */
export function sessionOfNewest(
  newest: string,
  pageSaysOpen: boolean | null,
  now: Date,
): { marketOpen: boolean; asOf: Date; isOpenDay: boolean } {
  const today = tradingDay(now);
  const marketOpen = newest === today && (pageSaysOpen ?? isWithinSession(now));
  const closing = sessionClosing(newest);
  return { marketOpen, asOf: marketOpen || closing > now ? now : closing, isOpenDay: newest >= today };
}
