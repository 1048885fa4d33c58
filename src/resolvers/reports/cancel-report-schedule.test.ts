import { expect, test } from 'vitest';
import { openTestApp } from '../../../test/harness.ts';
import { scheduleIdOf, scheduleReport } from '../../../test/report-schedules.ts';
import { cancelReportSchedule } from './cancel-report-schedule.ts';

test('its owner may, once, and nobody else', async () => {
  await using t = await openTestApp();
  const [ada, bob] = [await t.user('ada'), await t.user('bob')];
  const input = scheduleIdOf(await scheduleReport(ada));
  await expect(cancelReportSchedule(bob.ctx, input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await cancelReportSchedule(ada.ctx, input)).toMatchObject({ status: 'CANCELLED' });
  await expect(cancelReportSchedule(ada.ctx, input)).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' });
});
