import type { Db, Fragment, Sql } from './client.ts';

/** Stretches of the calendar. A week begins on Monday. */
export type CalendarUnit = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

/** A stretch of time and the one before it, which ends where this one begins. */
export interface Stretch {
  readonly previous: Date;
  readonly from: Date;
  readonly to: Date;
}

/**
 * The first moment of the hour, day, week or month in which a moment lies. Where clocks go back over midnight there are two
 * of them, of which the database takes the second, and where they skip it the day begins later: so a border is never
 * another border and a day, but looked for anew.
 */
function startOf(sql: Sql, unit: CalendarUnit, moment: Fragment, timeZone: string): Fragment {
  const start = sql`date_trunc(${unit.toLowerCase()}, ${moment}, ${timeZone})`;
  if (unit === 'HOUR') return start;
  const hourBefore = sql`(${start} - interval '1 hour')`;
  return sql`
    case when (${hourBefore} at time zone ${timeZone})::date = (${start} at time zone ${timeZone})::date
      then ${hourBefore} else ${start} end`;
}

const stepOf = (sql: Sql, unit: CalendarUnit): Fragment => sql`('1 ' || ${unit.toLowerCase()})::interval`;

/**
 * The day, week or month of a time zone in which a moment lies, as its clocks went: a day may have 23 or 25 hours. The
 * database knows the zones and their rules.
 */
export async function selectStretch(
  { sql }: Pick<Db, 'sql'>,
  unit: CalendarUnit,
  { at, timeZone }: { readonly at: Date; readonly timeZone: string },
): Promise<Stretch> {
  const [before, after] = ['date_subtract', 'date_add'].map(
    (move) => sql`${sql.unsafe(move)}(start, ${stepOf(sql, unit)}, ${timeZone})`,
  ) as [Fragment, Fragment];
  const [row] = await sql<Stretch[]>`
    select ${startOf(sql, unit, before, timeZone)} as previous, start as "from", ${startOf(sql, unit, after, timeZone)} as "to"
    from (select ${startOf(sql, unit, sql`${at}::timestamptz`, timeZone)} as start) as s`;
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
  const rows = await sql<{ border: Date }[]>`
    select border from (
      select distinct ${startOf(sql, unit, sql`at`, timeZone)} as border
      from generate_series(date_trunc(${unit.toLowerCase()}, ${from}::timestamptz, ${timeZone}), ${to}::timestamptz,
        ${stepOf(sql, unit)}, ${timeZone}) as at) as borders
    where border > ${from} and border < ${to} order by border limit ${limit}`;
  return [from, ...rows.map(({ border }) => border), to].slice(0, limit);
}
