import { index, primaryKey, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, instant, table } from './columns.ts';
import { retirementSchedules } from './retirement-schedules.ts';

/** Of which times of a schedule its owner was reminded. */
export const retirementReminders = table(
  'retirement_reminders',
  {
    scheduleId: uuid()
      .notNull()
      .references(() => retirementSchedules.id),
    dueAt: instant().notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.scheduleId, t.dueAt] }), index('retirement_reminders_age').on(t.dueAt)],
);

export interface DueReminder {
  readonly scheduleId: string;
  readonly ownerId: string;
  readonly quantity: bigint;
  readonly dueAt: Date;
}

/**
 * Notes that owners are reminded of what is due within this time, the soonest first; gives what was noted here and nowhere
 * else before.
 */
export async function insertReminders(
  { sql }: Db,
  { aheadS, limit }: { readonly aheadS: number; readonly limit: number },
): Promise<DueReminder[]> {
  return await sql<DueReminder[]>`
    with due as (
      select s.id, s.owner_id, s.quantity, s.next_at from retirement_schedules s
      where s.status = 'ACTIVE' and s.try_at <= now() + make_interval(secs => ${aheadS}::float8)
        and s.next_at > now() and s.next_at <= now() + make_interval(secs => ${aheadS}::float8)
        and not exists (select from retirement_reminders r where r.schedule_id = s.id and r.due_at = s.next_at)
      order by s.try_at limit ${limit}
    ), noted as (
      insert into retirement_reminders (schedule_id, due_at) select id, next_at from due
      on conflict do nothing returning schedule_id, due_at
    )
    select due.id as schedule_id, due.owner_id, due.quantity, due.next_at as due_at
    from due join noted on noted.schedule_id = due.id and noted.due_at = due.next_at`;
}

/** Forgets reminders of times that are long over; gives how many. */
export async function deleteOldReminders({ sql }: Db, before: Date, limit: number): Promise<number> {
  const gone = await sql`
    delete from retirement_reminders where (schedule_id, due_at) in (
      select schedule_id, due_at from retirement_reminders where due_at < ${before} limit ${limit})`;
  return gone.count;
}
