import { type ScheduleRow, updateSchedule } from '../../db/retirement-schedules.ts';
import type { Context } from '../context.ts';
import { changeSchedule } from './own-schedule.ts';
import { nextScheduleStatus } from './schedule-rules.ts';

/** Ends a schedule; what it has retired stays retired. Throws InputInvalid, NotFound, IllegalTransition. */
export const cancelRetirementSchedule = (ctx: Context, input: unknown): Promise<ScheduleRow> =>
  changeSchedule(ctx, input, (tx, { id, status }) =>
    updateSchedule(tx, id, {
      status: nextScheduleStatus(status, 'CANCEL'),
      nextAt: null,
      tryAt: null,
      endedAt: new Date(),
    }),
  );
