import type { SourceDay, SourceWarning } from './price-source.ts';
import { dayOfSnapshot } from './vendor-text.ts';

export interface Point {
  readonly atMs: number;
  readonly price: string;
  readonly volume: string | null;
}

/** With hourly points, the last of a day is seen at most this long before its end. */
const CLOSING_WINDOW_MS = 90 * 60_000;

/**
 * The closes of the days from..to (ISO dates, both included, UTC), newest first, of points that the source spaces as it
 * likes: five minutes, an hour or a day apart, by the length of the range. A day whose last point is not near its end
 * has no close yet (today, or a hole in the data) and is left out: a later pass asks for it again.
 */
export function daysOfPoints(
  points: readonly Point[],
  from: string,
  to: string,
): { days: SourceDay[]; warnings: SourceWarning[] } {
  const closing = new Map<string, Point>();
  for (const point of points) {
    const { date } = dayOfSnapshot(point.atMs);
    const known = closing.get(date);
    if (date >= from && date <= to && (known === undefined || known.atMs < point.atMs)) closing.set(date, point);
  }
  const days: SourceDay[] = [];
  const warnings: SourceWarning[] = [];
  for (const [date, { atMs, price, volume }] of closing) {
    if (dayOfSnapshot(atMs).beforeEndMs > CLOSING_WINDOW_MS) {
      warnings.push({
        code: 'DAY_INCOMPLETE',
        detail: `${date}: the last price is of ${new Date(atMs).toISOString()}`,
      });
    } else {
      // Highest and lowest of samples would not be the day's, so there are none.
      days.push({ date, open: null, high: null, low: null, close: price, volume, changePercent: null });
    }
  }
  return { days: days.toSorted((a, b) => (a.date < b.date ? 1 : -1)), warnings };
}
