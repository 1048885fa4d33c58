import { type ScheduleRow, updateSchedule } from '../../db/retirement-schedules.ts';
import type { Context } from '../context.ts';
import { changeSchedule } from './own-schedule.ts';
import { nextScheduleStatus } from './schedule-rules.ts';

/** Lets a schedule rest until it is resumed. Throws InputInvalid, NotFound, IllegalTransition. */
export const pauseRetirementSchedule = (ctx: Context, input: unknown): Promise<ScheduleRow> =>
  changeSchedule(ctx, input, (tx, { id, status }) =>
    updateSchedule(tx, id, { status: nextScheduleStatus(status, 'PAUSE') }),
  );
