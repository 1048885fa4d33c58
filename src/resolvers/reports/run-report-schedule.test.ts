import { expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { scheduleReport } from '../../../test/report-schedules.ts';
import { type ReportScheduleRow, selectReportSchedulesById } from '../../db/report-schedules.ts';
import { selectReportsOf } from '../../db/reports.ts';
import { passReportSchedules } from '../../workers/reports.ts';
import { platformContext } from '../context.ts';
import { runReportSchedule } from './run-report-schedule.ts';

const START = '2100-01-31T08:00:00Z';
const now = async (t: TestApp, { id }: { id: string }) =>
  (await selectReportSchedulesById(t.db, [id]))[0] as ReportScheduleRow;
const reportsOf = (t: TestApp, ownerId: string) => selectReportsOf(t.db, ownerId, { after: undefined, limit: 10 });

test('each time makes one report of the time since the one before, and of what was missed one alone', async () => {
  await using t = await openTestApp();
  const ada = await t.user('ada');
  const ctx = platformContext(t.app, 'worker');
  const schedule = await scheduleReport(ada, { kind: 'ESG_SUMMARY', startsAt: START, mail: true });
  expect(await passReportSchedules(ctx)).toBe(0);
  for (const _ of [1, 2]) await runReportSchedule(ctx, schedule.id, new Date('2100-01-31T08:00:01Z'));
  expect(await now(t, schedule)).toMatchObject({ occurrence: 1, nextAt: new Date('2100-02-28T08:00:00Z') });
  await runReportSchedule(ctx, schedule.id, new Date('2100-05-01T00:00:00Z'));
  expect(await now(t, schedule)).toMatchObject({ occurrence: 4, nextAt: new Date('2100-05-31T08:00:00Z') });
  const made = (await reportsOf(t, ada.id)).toReversed();
  expect(made.map(({ parameters, mailed, scheduleId }) => [parameters, mailed, scheduleId])).toEqual([
    [{ from: '2099-12-31T08:00:00.000Z', to: '2100-01-31T08:00:00.000Z' }, true, schedule.id],
    [{ from: '2100-01-31T08:00:00.000Z', to: '2100-04-30T08:00:00.000Z' }, true, schedule.id],
  ]);
});

test('while too many reports are open the time stays due; whoever may not see it any more gets none', async () => {
  await using t = await openTestApp({ REPORTS_OPEN: '1' });
  const admin = await t.user('root', { roles: ['PLATFORM_ADMIN'] });
  const ctx = platformContext(t.app, 'worker');
  const schedule = await scheduleReport(admin, { kind: 'AUDIT_TRAIL', startsAt: START });
  await runReportSchedule(ctx, schedule.id, new Date('2100-01-31T08:00:01Z'));
  await runReportSchedule(ctx, schedule.id, new Date('2100-03-01T00:00:00Z'));
  const waiting = await now(t, schedule);
  expect(waiting.occurrence).toBe(1);
  expect(waiting.lastError).toContain('1 reports');
  await t.db.sql`delete from user_roles where user_id = ${admin.id}`;
  await runReportSchedule(ctx, schedule.id, new Date('2100-03-01T00:00:00Z'));
  expect(await now(t, schedule)).toMatchObject({ status: 'ENDED', nextAt: null });
  expect(await reportsOf(t, admin.id)).toHaveLength(1);
});
