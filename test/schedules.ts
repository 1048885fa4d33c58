import { randomUUID } from 'node:crypto';
import type { ScheduleRow } from '../src/db/retirement-schedules.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { createRetirementSchedule } from '../src/resolvers/retirements/create-retirement-schedule.ts';
import type { TestUser } from './harness.ts';

/** A schedule of a quarter of a tonne of CARBON each month, from now on. */
export const scheduleOf = (user: TestUser, wish: object = {}): Promise<ScheduleRow> =>
  createRetirementSchedule(user.ctx, {
    quantity: '0.25',
    claim: { beneficiary: { name: 'Our customers' }, reason: 'OTHER' },
    interval: 'MONTHLY',
    startsAt: new Date().toISOString(),
    idempotencyKey: randomUUID(),
    ...wish,
  });

export const scheduleInputOf = ({ id }: Pick<ScheduleRow, 'id'>) => ({
  scheduleId: encodeId('RetirementSchedule', id),
});
