/**
 * The vendors' own ways of writing numbers and days, turned into plain decimal text and ISO dates. Nothing here passes
 * through a float, and what is not wholly understood is `undefined`: a guess would be stored as a price.
 */

const POINT_NUMBER = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/;
const COMMA_NUMBER = /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/;
const MACHINE_NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const MAX_NUMBER_LENGTH = 60;
const MAX_EXPONENT = 60;

export type DecimalMark = 'POINT' | 'COMMA';

/** `6,842.75` (POINT) or `6.842,75` (COMMA) as `6842.75`; groups of thousands must be whole. */
export function plainDecimal(text: string, mark: DecimalMark = 'POINT'): string | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_NUMBER_LENGTH) return undefined;
  if (!(mark === 'POINT' ? POINT_NUMBER : COMMA_NUMBER).test(trimmed)) return undefined;
  const plain = mark === 'POINT' ? trimmed.replaceAll(',', '') : trimmed.replaceAll('.', '').replace(',', '.');
  return plain.replace(/^\+/, '');
}

/** A number as machines write it (JSON, CSV of an API), exponent included: `2.68e-05` is `0.0000268`. */
export function plainNumber(text: string): string | undefined {
  const match = text.length <= MAX_NUMBER_LENGTH ? MACHINE_NUMBER.exec(text) : null;
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;
  return sign + shifted(whole + fraction, whole.length + exponent);
}

const UNITS: Readonly<Record<string, number>> = { '': 0, K: 3, M: 6, B: 9, T: 12 };

/** `313.25K` as `313250`. Null for a volume that is not given (empty or `-`); undefined for one not understood. */
export function plainVolume(text: string, mark: DecimalMark = 'POINT'): string | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '-') return null;
  const unit = /[KMBT]$/.exec(trimmed)?.[0] ?? '';
  const number = plainDecimal(trimmed.slice(0, trimmed.length - unit.length), mark);
  if (number === undefined || number.startsWith('-')) return undefined;
  const [whole = '', fraction = ''] = number.split('.');
  return shifted(whole + fraction, whole.length + (UNITS[unit] ?? 0));
}

/** `+0.19%` as `0.19`. Null where no change is given. */
export function plainPercent(text: string, mark: DecimalMark = 'POINT'): string | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '-') return null;
  return trimmed.endsWith('%') ? plainDecimal(trimmed.slice(0, -1), mark) : undefined;
}

/** Digits with the decimal point after the `point`th one; zeros that say nothing are left out. */
function shifted(digits: string, point: number): string {
  const left = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '';
  const right = point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits;
  const whole = left.replace(/^0+(?=\d)/, '') || '0';
  const fraction = right.replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export type DateOrder = 'MDY' | 'DMY';

/**
 * The ISO date of `Jan 21, 2026`, `2026-01-21`, `01/21/2026` (MDY) or `21/01/2026`, `21.01.2026`, `21-01-2026` (DMY).
 * With slashes and dashes the order must be known: `order`. Points are always day first.
 */
export function isoDay(text: string, order: DateOrder = 'MDY'): string | undefined {
  const trimmed = text.trim();
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(trimmed);
  if (iso !== null) return calendarDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const worded = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4})$/.exec(trimmed);
  if (worded !== null) return calendarDay(Number(worded[3]), MONTHS.indexOf(worded[1] ?? '') + 1, Number(worded[2]));
  const figures = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$/.exec(trimmed);
  if (figures === null) return undefined;
  const [first, second, year] = [Number(figures[1]), Number(figures[3]), Number(figures[4])];
  const dayFirst = figures[2] === '.' || order === 'DMY';
  return dayFirst ? calendarDay(year, second, first) : calendarDay(year, first, second);
}

function calendarDay(year: number, month: number, day: number): string | undefined {
  if (year < 1990 || year > 2200) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : undefined;
}

/**
 * CoinGecko's price "of" a midnight closes the day before: over 2017-2024 its daily moves agree with an exchange's
 * daily closes at a shift of exactly one day. Some snapshots are taken minutes late, so those count as midnight too.
 */
export const MIDNIGHT_GRACE_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/** The day that a price seen at this moment belongs to (ISO date, UTC), and how long before its end it was seen. */
export function dayOfSnapshot(atMs: number): { date: string; beforeEndMs: number } {
  const start = Math.floor((atMs - MIDNIGHT_GRACE_MS - 1) / DAY_MS) * DAY_MS;
  return { date: new Date(start).toISOString().slice(0, 10), beforeEndMs: Math.max(0, start + DAY_MS - atMs) };
}
