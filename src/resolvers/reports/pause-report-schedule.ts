import { type ReportScheduleRow, updateReportSchedule } from '../../db/report-schedules.ts';
import type { Context } from '../context.ts';
import { nextScheduleStatus } from '../retirements/schedule-rules.ts';
import { changeReportSchedule } from './own-schedule.ts';

/** Lets a schedule rest until it is resumed. Throws InputInvalid, NotFound, IllegalTransition. */
export const pauseReportSchedule = (ctx: Context, input: unknown): Promise<ReportScheduleRow> =>
  changeReportSchedule(ctx, input, (tx, { id, status }) =>
    updateReportSchedule(tx, id, { status: nextScheduleStatus(status, 'PAUSE') }),
  );
