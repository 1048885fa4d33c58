import type { Db } from './client.ts';

/** Stretches of the calendar. A week begins on Monday. */
export type CalendarUnit = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

/** A stretch of time and the one before it, which ends where this one begins. */
export interface Stretch {
  readonly previous: Date;
  readonly from: Date;
  readonly to: Date;
}

const name = (unit: CalendarUnit): string => unit.toLowerCase();

/**
 * The day, week or month of a time zone in which a moment lies, as its clocks went: a day may have 23 or 25 hours. The
 * database knows the zones and their rules.
 */
export async function selectStretch(
  { sql }: Pick<Db, 'sql'>,
  unit: CalendarUnit,
  { at, timeZone }: { readonly at: Date; readonly timeZone: string },
): Promise<Stretch> {
  const [row] = await sql<Stretch[]>`
    select date_subtract(start, step, ${timeZone}) as previous, start as "from", date_add(start, step, ${timeZone}) as "to"
    from (select date_trunc(${name(unit)}, ${at}::timestamptz, ${timeZone}) as start, ('1 ' || ${name(unit)})::interval as step) as s`;
  if (!row) throw new Error('no stretch');
  return row;
}

/**
 * The beginnings of the hours, days, weeks or months of a time zone from `from` to `to`, with both of these in place of
 * what lies outside; `limit` at most.
 */
export async function selectBorders(
  { sql }: Pick<Db, 'sql'>,
  unit: CalendarUnit,
  {
    from,
    to,
    timeZone,
    limit,
  }: { readonly from: Date; readonly to: Date; readonly timeZone: string; readonly limit: number },
): Promise<Date[]> {
  const rows = await sql<{ at: Date }[]>`
    select at from generate_series(date_trunc(${name(unit)}, ${from}::timestamptz, ${timeZone}), ${to}::timestamptz,
      ('1 ' || ${name(unit)})::interval, ${timeZone}) as at
    where at > ${from} and at < ${to} order by at limit ${limit}`;
  return [from, ...rows.map(({ at }) => at), to].slice(0, limit);
}
