import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { scheduleInputOf, scheduleOf } from '../../../test/schedules.ts';
import { passSchedules } from '../../workers/retirements.ts';
import { platformContext } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { cancelRetirementSchedule } from './cancel-retirement-schedule.ts';
import { resumeRetirementSchedule } from './resume-retirement-schedule.ts';

let t: TestApp;
let holder: TestUser;
beforeAll(async () => {
  t = await openTestApp();
  holder = await t.user('holder');
});
afterAll(() => t[Symbol.asyncDispose]());

test('what is cancelled is never due again, and never resumed', async () => {
  const input = scheduleInputOf(await scheduleOf(holder));
  const cancelled = await cancelRetirementSchedule(holder.ctx, input);
  expect(cancelled).toMatchObject({ status: 'CANCELLED', nextAt: null, tryAt: null });
  expect(cancelled.endedAt).toBeInstanceOf(Date);
  expect(await passSchedules(platformContext(t.app, 'test'))).toBe(0);
  await expect(resumeRetirementSchedule(holder.ctx, input)).rejects.toThrow(IllegalTransition);
  await expect(cancelRetirementSchedule(holder.ctx, input)).rejects.toThrow(IllegalTransition);
});

test('others have no such schedule', async () => {
  const input = scheduleInputOf(await scheduleOf(holder));
  const other = await t.user('other');
  await expect(cancelRetirementSchedule(other.ctx, input)).rejects.toThrow(NotFound);
});
