import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { toldTo } from '../../../test/notifications.ts';
import { scheduleOf } from '../../../test/schedules.ts';
import { platformContext } from '../context.ts';
import { remindOfRetirements } from './remind-of-retirements.ts';

let t: TestApp;
let ann: TestUser;
beforeAll(async () => {
  t = await openTestApp({ RETIREMENT_REMINDER_S: '86400' });
  ann = await t.user('ann');
});
afterAll(() => t[Symbol.asyncDispose]());

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

test('reminds of what is due within the time, once, and again of the next time', async () => {
  const soon = await scheduleOf(ann, { startsAt: inHours(23), interval: 'DAILY' });
  await scheduleOf(ann, { startsAt: inHours(25) });
  const ctx = platformContext(t.app, 'test');
  const counts = await Promise.all([remindOfRetirements(ctx), remindOfRetirements(ctx)]);
  expect(counts.toSorted()).toEqual([0, 1]);
  expect(await remindOfRetirements(ctx)).toBe(0);
  expect(await toldTo(t, ann)).toMatchObject([
    {
      kind: 'SCHEDULED_RETIREMENT_AHEAD',
      subjectId: soon.id,
      facts: { quantity: '0.25', dueAt: soon.nextAt?.toISOString() },
    },
  ]);
  await t.db.sql`
    update retirement_schedules set next_at = next_at + interval '30 minutes', try_at = try_at + interval '30 minutes'
    where id = ${soon.id}`;
  expect(await remindOfRetirements(ctx)).toBe(1);
  expect(await toldTo(t, ann)).toHaveLength(2);
});
