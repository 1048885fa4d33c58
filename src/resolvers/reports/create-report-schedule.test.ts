import { expect, test } from 'vitest';
import { openTestApp } from '../../../test/harness.ts';
import { scheduleReport } from '../../../test/report-schedules.ts';

test('only so many schedules are in force, and each wish is one', async () => {
  await using t = await openTestApp({ REPORT_SCHEDULES: '1' });
  const ada = await t.user('ada');
  const given = { idempotencyKey: 'the-first-of-all', startsAt: '2100-01-31T08:00:00Z' };
  const schedule = await scheduleReport(ada, given);
  expect(schedule).toMatchObject({ status: 'ACTIVE', nextAt: new Date(given.startsAt), occurrence: 0 });
  expect((await scheduleReport(ada, given)).id).toBe(schedule.id);
  await expect(scheduleReport(ada)).rejects.toMatchObject({ code: 'TOO_MANY_SCHEDULES' });
});

test.each([
  ['once', { interval: 'ONCE' }],
  ['from long ago', { startsAt: '2020-01-01T00:00:00Z' }],
  ['of a project that is not named', { kind: 'PROJECT' }],
])('one %s is refused', async (_, given) => {
  await using t = await openTestApp();
  const ada = await t.user('ada');
  await expect(scheduleReport(ada, given)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});
