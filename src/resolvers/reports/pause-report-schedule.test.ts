import { expect, test } from 'vitest';
import { openTestApp } from '../../../test/harness.ts';
import { scheduleIdOf, scheduleReport } from '../../../test/report-schedules.ts';
import { pauseReportSchedule } from './pause-report-schedule.ts';

test('its owner may, once, and nobody else', async () => {
  await using t = await openTestApp();
  const [ada, bob] = [await t.user('ada'), await t.user('bob')];
  const input = scheduleIdOf(await scheduleReport(ada));
  await expect(pauseReportSchedule(bob.ctx, input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await pauseReportSchedule(ada.ctx, input)).toMatchObject({ status: 'PAUSED' });
  await expect(pauseReportSchedule(ada.ctx, input)).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' });
});
