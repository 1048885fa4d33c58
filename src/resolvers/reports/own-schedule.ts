import type { Db } from '../../db/client.ts';
import { lockReportSchedule, type ReportScheduleRow } from '../../db/report-schedules.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { reportScheduleIdInput } from './schedule-rules.ts';

/** Changes a schedule of the caller's or of an organization's while it is locked. Throws InputInvalid, NotFound. */
export async function changeReportSchedule(
  ctx: Context,
  input: unknown,
  change: (tx: Db, schedule: ReportScheduleRow) => Promise<ReportScheduleRow>,
): Promise<ReportScheduleRow> {
  await permitCaller(ctx, 'report.create');
  const { scheduleId } = readInput(reportScheduleIdInput, input);
  return transact(ctx, async (tx) => {
    const schedule = await lockReportSchedule(tx, scheduleId);
    if (!schedule || !(await mayFor(ctx, 'report.create', schedule.ownerId, tx))) throw new NotFound('report schedule');
    return change(tx, schedule);
  });
}
