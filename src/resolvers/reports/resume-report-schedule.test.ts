import { expect, test } from 'vitest';
import { openTestApp } from '../../../test/harness.ts';
import { scheduleIdOf, scheduleReport } from '../../../test/report-schedules.ts';
import { pauseReportSchedule } from './pause-report-schedule.ts';
import { resumeReportSchedule } from './resume-report-schedule.ts';

test('what fell into the pause is left out', async () => {
  await using t = await openTestApp();
  const ada = await t.user('ada');
  const schedule = await scheduleReport(ada, { interval: 'DAILY' });
  const input = scheduleIdOf(schedule);
  await expect(resumeReportSchedule(ada.ctx, input)).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  await pauseReportSchedule(ada.ctx, input);
  await t.db.sql`
    update report_schedules set starts_at = starts_at - interval '10 days', next_at = next_at - interval '10 days'`;
  const resumed = await resumeReportSchedule(ada.ctx, input);
  expect(resumed).toMatchObject({ status: 'ACTIVE', occurrence: 10 });
  expect(resumed.nextAt).toEqual(schedule.nextAt);
});
