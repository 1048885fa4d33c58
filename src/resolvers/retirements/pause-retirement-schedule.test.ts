import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { scheduleInputOf, scheduleOf } from '../../../test/schedules.ts';
import { passSchedules } from '../../workers/retirements.ts';
import { platformContext } from '../context.ts';
import { IllegalTransition, NotFound, Unauthenticated } from '../errors.ts';
import { pauseRetirementSchedule } from './pause-retirement-schedule.ts';

let t: TestApp;
let holder: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  holder = await t.user('holder');
});
afterAll(() => t[Symbol.asyncDispose]());

test('what is paused is not due, and is paused once', async () => {
  const schedule = await scheduleOf(holder);
  const paused = await pauseRetirementSchedule(holder.ctx, scheduleInputOf(schedule));
  expect(paused).toMatchObject({ status: 'PAUSED', nextAt: schedule.nextAt });
  expect(await passSchedules(platformContext(t.app, 'test'))).toBe(0);
  await expect(pauseRetirementSchedule(holder.ctx, scheduleInputOf(schedule))).rejects.toThrow(IllegalTransition);
});

test('others have no such schedule', async () => {
  const input = scheduleInputOf(await scheduleOf(holder));
  const other = await t.user('other');
  await expect(pauseRetirementSchedule(other.ctx, input)).rejects.toThrow(NotFound);
  await expect(pauseRetirementSchedule(t.nobody, input)).rejects.toThrow(Unauthenticated);
});
