import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { boolean, check, index, integer, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, id, instant, json, table } from './columns.ts';
import { parties } from './parties.ts';
import { reportFormat, reportKind } from './reports.ts';
import { scheduleInterval, scheduleStatus } from './retirement-schedules.ts';
import { users } from './users.ts';

/** A report that is made again and again, each time of the period since the time before. */
export const reportSchedules = table(
  'report_schedules',
  {
    id: id(),
    ownerId: uuid()
      .notNull()
      .references(() => parties.id),
    /** Who made it: for an organization it runs as long as they may see its money. */
    actorId: uuid()
      .notNull()
      .references(() => users.id),
    kind: reportKind().notNull(),
    format: reportFormat().notNull(),
    /** As of a report, without a period. */
    parameters: json<Readonly<Record<string, unknown>>>().notNull(),
    mailed: boolean().notNull(),
    interval: scheduleInterval().notNull(),
    /** The first time; each later one is counted from it. */
    startsAt: instant().notNull(),
    status: scheduleStatus().notNull().default('ACTIVE'),
    /** Which time is next, from 0, and when; null once it has ended. */
    occurrence: integer().notNull().default(0),
    nextAt: instant(),
    /** Why the last time came to nothing, or why it ended. */
    lastError: text(),
    createdAt: createdAt(),
    endedAt: instant(),
  },
  (t) => [
    index('report_schedules_owner').on(t.ownerId, t.id),
    index('report_schedules_due')
      .on(t.nextAt)
      .where(sql`${t.status} = 'ACTIVE'`),
    check('report_schedules_recur', sql`${t.interval} <> 'ONCE'`),
    check(
      'report_schedules_next',
      sql`(${t.status} in ('ACTIVE', 'PAUSED')) = (${t.nextAt} is not null)
          and (${t.nextAt} is null) = (${t.endedAt} is not null)`,
    ),
  ],
);

export type ReportScheduleRow = typeof reportSchedules.$inferSelect;

export async function insertReportSchedule(
  { orm }: Db,
  row: typeof reportSchedules.$inferInsert,
): Promise<ReportScheduleRow> {
  const [inserted] = await orm.insert(reportSchedules).values(row).returning();
  return inserted as ReportScheduleRow;
}

export async function lockReportSchedule({ orm }: Db, scheduleId: string): Promise<ReportScheduleRow | undefined> {
  const [row] = await orm.select().from(reportSchedules).where(eq(reportSchedules.id, scheduleId)).for('no key update');
  return row;
}

export async function updateReportSchedule(
  { orm }: Db,
  scheduleId: string,
  change: Partial<Pick<ReportScheduleRow, 'status' | 'occurrence' | 'nextAt' | 'lastError' | 'endedAt'>>,
): Promise<ReportScheduleRow> {
  const [row] = await orm.update(reportSchedules).set(change).where(eq(reportSchedules.id, scheduleId)).returning();
  return row as ReportScheduleRow;
}

/** The ids of schedules that are due, the longest due first. */
export async function selectDueReportSchedules({ orm }: Db, limit: number): Promise<string[]> {
  const rows = await orm
    .select({ id: reportSchedules.id })
    .from(reportSchedules)
    .where(and(eq(reportSchedules.status, 'ACTIVE'), sql`${reportSchedules.nextAt} <= now()`))
    .orderBy(asc(reportSchedules.nextAt))
    .limit(limit);
  return rows.map((row) => row.id);
}

export async function selectReportSchedulesById({ orm }: Db, ids: readonly string[]): Promise<ReportScheduleRow[]> {
  return await orm
    .select()
    .from(reportSchedules)
    .where(inArray(reportSchedules.id, [...ids]));
}

/** How many schedules of an owner are in force. */
export async function countReportSchedules({ orm }: Db, ownerId: string): Promise<number> {
  const open = inArray(reportSchedules.status, ['ACTIVE', 'PAUSED']);
  return await orm.$count(reportSchedules, and(eq(reportSchedules.ownerId, ownerId), open));
}

/** An owner's, newest first. */
export async function selectReportSchedulesOf(
  { orm }: Db,
  ownerId: string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<ReportScheduleRow[]> {
  const older = after === undefined ? undefined : lt(reportSchedules.id, after);
  return await orm
    .select()
    .from(reportSchedules)
    .where(and(eq(reportSchedules.ownerId, ownerId), older))
    .orderBy(desc(reportSchedules.ownerId), desc(reportSchedules.id))
    .limit(limit);
}
