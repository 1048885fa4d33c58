import type { Db } from '../../db/client.ts';
import { lockSchedule, type ScheduleRow } from '../../db/retirement-schedules.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { scheduleIdInput } from './schedule-rules.ts';

/**
 * Changes a schedule of the caller's, or of an organization for which they may retire, while it is locked.
 * Throws InputInvalid, NotFound.
 */
export async function changeSchedule(
  ctx: Context,
  input: unknown,
  change: (tx: Db, schedule: ScheduleRow) => Promise<ScheduleRow>,
): Promise<ScheduleRow> {
  await permitCaller(ctx, 'retirement.request');
  const { scheduleId } = readInput(scheduleIdInput, input);
  return transact(ctx, async (tx) => {
    const schedule = await lockSchedule(tx, scheduleId);
    if (!schedule || !(await mayFor(ctx, 'retirement.request', schedule.ownerId, tx))) {
      throw new NotFound('retirement schedule');
    }
    return change(tx, schedule);
  });
}
