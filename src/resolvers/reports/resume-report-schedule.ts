import { type ReportScheduleRow, updateReportSchedule } from '../../db/report-schedules.ts';
import type { Context } from '../context.ts';
import { nextScheduleStatus } from '../retirements/schedule-rules.ts';
import { changeReportSchedule } from './own-schedule.ts';
import { nextReportAfter } from './run-report-schedule.ts';

/**
 * Lets a schedule go on with the first time that is still to come: what fell into the pause is not made up for. Throws
 * InputInvalid, NotFound, IllegalTransition.
 */
export const resumeReportSchedule = (ctx: Context, input: unknown): Promise<ReportScheduleRow> =>
  changeReportSchedule(ctx, input, (tx, schedule) => {
    const status = nextScheduleStatus(schedule.status, 'RESUME');
    const isDue = schedule.nextAt !== null && schedule.nextAt < new Date();
    const next = isDue ? nextReportAfter(schedule, new Date()) : {};
    return updateReportSchedule(tx, schedule.id, { status, lastError: null, ...next });
  });
