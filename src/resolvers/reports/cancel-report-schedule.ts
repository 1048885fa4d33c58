import { type ReportScheduleRow, updateReportSchedule } from '../../db/report-schedules.ts';
import type { Context } from '../context.ts';
import { nextScheduleStatus } from '../retirements/schedule-rules.ts';
import { changeReportSchedule } from './own-schedule.ts';

/** Ends a schedule; its reports stay. Throws InputInvalid, NotFound, IllegalTransition. */
export const cancelReportSchedule = (ctx: Context, input: unknown): Promise<ReportScheduleRow> =>
  changeReportSchedule(ctx, input, (tx, { id, status }) =>
    updateReportSchedule(tx, id, { status: nextScheduleStatus(status, 'CANCEL'), nextAt: null, endedAt: new Date() }),
  );
