import { and, asc, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, text, unique, uuid } from 'drizzle-orm/pg-core';
import { batches } from './batches.ts';
import type { Db } from './client.ts';
import { amount, createdAt, id, instant, json, table } from './columns.ts';
import { parties } from './parties.ts';
import { users } from './users.ts';

export const scheduleInterval = pgEnum('schedule_interval', [
  'ONCE',
  'DAILY',
  'WEEKLY',
  'MONTHLY',
  'QUARTERLY',
  'YEARLY',
]);
export type ScheduleInterval = (typeof scheduleInterval.enumValues)[number];

/** ENDED: all that was wanted was done or left out. CANCELLED: its owner ended it. */
export const scheduleStatus = pgEnum('schedule_status', ['ACTIVE', 'PAUSED', 'ENDED', 'CANCELLED']);
export type ScheduleStatus = (typeof scheduleStatus.enumValues)[number];

/** What is to be retired at a later time, or again and again. */
export const retirementSchedules = table(
  'retirement_schedules',
  {
    id: id(),
    ownerId: uuid()
      .notNull()
      .references(() => parties.id),
    /** Who made it: for an organization it runs as long as they may retire for it. */
    actorId: uuid()
      .notNull()
      .references(() => users.id),
    /** Credits of this batch; CARBON where it is null. */
    batchId: uuid().references(() => batches.id),
    /** In 10^-18 of a tonne, each time. */
    quantity: amount().notNull(),
    /** For whom and why (the shape is `retirementClaim`). */
    claim: json<Readonly<Record<string, unknown>>>().notNull(),
    interval: scheduleInterval().notNull(),
    /** The first time; each later one is counted from it, so that the day of the month does not wander. */
    startsAt: instant().notNull(),
    /** None after this moment. */
    endsAt: instant(),
    status: scheduleStatus().notNull().default('ACTIVE'),
    /** Which time is next, from 0, and when; null once it has ended. */
    occurrence: integer().notNull().default(0),
    nextAt: instant(),
    /** When it is tried: `nextAt`, or later where that failed. */
    tryAt: instant(),
    /** How often the next one failed, and why the last time. */
    tries: integer().notNull().default(0),
    lastError: text(),
    createdAt: createdAt(),
    endedAt: instant(),
  },
  (t) => [
    index('retirement_schedules_owner').on(t.ownerId, t.id),
    index('retirement_schedules_due')
      .on(t.tryAt)
      .where(sql`${t.status} = 'ACTIVE'`),
    check('retirement_schedules_quantity', sql`${t.quantity} > 0`),
    check('retirement_schedules_order', sql`${t.endsAt} >= ${t.startsAt}`),
    check(
      'retirement_schedules_next',
      sql`(${t.status} in ('ACTIVE', 'PAUSED')) = (${t.nextAt} is not null)
          and (${t.nextAt} is null) = (${t.tryAt} is null) and (${t.nextAt} is null) = (${t.endedAt} is not null)`,
    ),
  ],
);

export const runOutcome = pgEnum('schedule_run_outcome', ['DONE', 'LEFT_OUT']);
export type RunOutcome = (typeof runOutcome.enumValues)[number];

/** One time of a schedule: its id is that of the wish, by which its retirements are found. Each is once. */
export const retirementScheduleRuns = table(
  'retirement_schedule_runs',
  {
    id: id(),
    scheduleId: uuid()
      .notNull()
      .references(() => retirementSchedules.id),
    dueAt: instant().notNull(),
    outcome: runOutcome().notNull(),
    /** Why it was left out. */
    reason: text(),
    createdAt: createdAt(),
  },
  (t) => [
    unique('retirement_schedule_runs_once').on(t.scheduleId, t.dueAt),
    check('retirement_schedule_runs_reason', sql`(${t.outcome} = 'LEFT_OUT') = (${t.reason} is not null)`),
  ],
);

export type ScheduleRow = typeof retirementSchedules.$inferSelect;
export type ScheduleRunRow = typeof retirementScheduleRuns.$inferSelect;

export async function insertSchedule({ orm }: Db, row: typeof retirementSchedules.$inferInsert): Promise<ScheduleRow> {
  const [inserted] = await orm.insert(retirementSchedules).values(row).returning();
  return inserted as ScheduleRow;
}

export async function lockSchedule({ orm }: Db, scheduleId: string): Promise<ScheduleRow | undefined> {
  const [row] = await orm
    .select()
    .from(retirementSchedules)
    .where(eq(retirementSchedules.id, scheduleId))
    .for('no key update');
  return row;
}

export async function updateSchedule(
  { orm }: Db,
  scheduleId: string,
  change: Partial<Pick<ScheduleRow, 'status' | 'occurrence' | 'nextAt' | 'tryAt' | 'tries' | 'lastError' | 'endedAt'>>,
): Promise<ScheduleRow> {
  const [row] = await orm
    .update(retirementSchedules)
    .set(change)
    .where(eq(retirementSchedules.id, scheduleId))
    .returning();
  return row as ScheduleRow;
}

/** The ids of schedules that are due, the longest due first. */
export async function selectDueSchedules({ orm }: Db, limit: number): Promise<string[]> {
  const rows = await orm
    .select({ id: retirementSchedules.id })
    .from(retirementSchedules)
    .where(and(eq(retirementSchedules.status, 'ACTIVE'), sql`${retirementSchedules.tryAt} <= now()`))
    .orderBy(asc(retirementSchedules.tryAt))
    .limit(limit);
  return rows.map((row) => row.id);
}

export async function insertRun(
  { orm }: Db,
  row: Pick<ScheduleRunRow, 'id' | 'scheduleId' | 'dueAt' | 'outcome' | 'reason'>,
): Promise<void> {
  await orm.insert(retirementScheduleRuns).values(row);
}

export async function selectSchedulesById({ orm }: Db, ids: readonly string[]): Promise<ScheduleRow[]> {
  return await orm
    .select()
    .from(retirementSchedules)
    .where(inArray(retirementSchedules.id, [...ids]));
}

interface Page {
  readonly after: string | undefined;
  readonly limit: number;
}

/** An owner's, newest first. */
export async function selectSchedulesOf({ orm }: Db, ownerId: string, { after, limit }: Page): Promise<ScheduleRow[]> {
  const older = after === undefined ? undefined : lt(retirementSchedules.id, after);
  return await orm
    .select()
    .from(retirementSchedules)
    .where(and(eq(retirementSchedules.ownerId, ownerId), older))
    .orderBy(desc(retirementSchedules.ownerId), desc(retirementSchedules.id))
    .limit(limit);
}

/** How many schedules of an owner are in force. */
export async function countSchedules({ orm }: Db, ownerId: string): Promise<number> {
  return await orm.$count(
    retirementSchedules,
    and(eq(retirementSchedules.ownerId, ownerId), inArray(retirementSchedules.status, ['ACTIVE', 'PAUSED'])),
  );
}

/** The times of a schedule that are over, the last first. */
export async function selectRunsOf(
  { orm }: Db,
  scheduleId: string,
  { after, limit }: { readonly after: Date | undefined; readonly limit: number },
): Promise<ScheduleRunRow[]> {
  return await orm
    .select()
    .from(retirementScheduleRuns)
    .where(
      and(
        eq(retirementScheduleRuns.scheduleId, scheduleId),
        after === undefined ? undefined : lt(retirementScheduleRuns.dueAt, after),
      ),
    )
    .orderBy(desc(retirementScheduleRuns.dueAt))
    .limit(limit);
}
