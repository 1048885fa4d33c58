import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { scheduleInputOf, scheduleOf } from '../../../test/schedules.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { pauseRetirementSchedule } from './pause-retirement-schedule.ts';
import { resumeRetirementSchedule } from './resume-retirement-schedule.ts';
import { occurrenceAt } from './schedule-rules.ts';

let t: TestApp;
let holder: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  holder = await t.user('holder');
});
afterAll(() => t[Symbol.asyncDispose]());

/** Paused, and as if it had begun so many days ago. */
async function pausedSince(days: number, wish: object = {}) {
  const schedule = await scheduleOf(holder, wish);
  await pauseRetirementSchedule(holder.ctx, scheduleInputOf(schedule));
  const [row] = await t.db.sql<{ startsAt: Date }[]>`
    update retirement_schedules
    set starts_at = starts_at - make_interval(days => ${days}), next_at = next_at - make_interval(days => ${days}),
        try_at = try_at - make_interval(days => ${days}), tries = 1, last_error = 'before'
    where id = ${schedule.id} returning starts_at`;
  if (!row) throw new Error('there is no such schedule');
  return { schedule, startsAt: row.startsAt };
}

test('it goes on with the first time that is still to come: the pause is not made up for', async () => {
  const { schedule, startsAt } = await pausedSince(20, { interval: 'WEEKLY' });
  const resumed = await resumeRetirementSchedule(holder.ctx, scheduleInputOf(schedule));
  expect(resumed).toMatchObject({ status: 'ACTIVE', occurrence: 3, tries: 0, lastError: null });
  expect(resumed.nextAt).toEqual(occurrenceAt(startsAt, 'WEEKLY', 3));
  expect(resumed.tryAt).toEqual(resumed.nextAt);
});

test('one of which nothing is left ends', async () => {
  const { schedule } = await pausedSince(1, { interval: 'ONCE' });
  const resumed = await resumeRetirementSchedule(holder.ctx, scheduleInputOf(schedule));
  expect(resumed).toMatchObject({ status: 'ENDED', nextAt: null, tryAt: null });
});

test('refuses what is not paused, and others', async () => {
  const input = scheduleInputOf(await scheduleOf(holder));
  await expect(resumeRetirementSchedule(holder.ctx, input)).rejects.toThrow(IllegalTransition);
  const other = await t.user('other');
  await expect(resumeRetirementSchedule(other.ctx, input)).rejects.toThrow(NotFound);
});
