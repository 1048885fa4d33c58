import { v7 as newId } from 'uuid';
import { lockReportSchedule, type ReportScheduleRow, updateReportSchedule } from '../../db/report-schedules.ts';
import { type Context, transact } from '../context.ts';
import { Refusal } from '../errors.ts';
import { readInput } from '../input.ts';
import { nextScheduleStatus, occurrenceAt } from '../retirements/schedule-rules.ts';
import { queueReport } from './create-report.ts';
import { TooManyReports } from './errors.ts';
import { permitReport } from './permit.ts';
import { reportParameters } from './rules.ts';

/**
 * Queues the report of a schedule that is due, once for each time, and moves on to the first time that is still to come:
 * of what a platform that stood still has missed, one report is made, of the whole period. Whoever may not see it any more
 * gets none, and the schedule ends. While too many reports are open the time stays due.
 */
export async function runReportSchedule(ctx: Context, scheduleId: string, now = new Date()): Promise<void> {
  await transact(ctx, async (tx) => {
    const schedule = await lockReportSchedule(tx, scheduleId);
    if (schedule?.status !== 'ACTIVE' || schedule.nextAt === null || schedule.nextAt > now) return;
    const { ownerId, actorId, kind, format, mailed } = schedule;
    const parameters = readInput(reportParameters, schedule.parameters);
    try {
      await permitReport(ctx, { ownerId, actorId, kind, parameters });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const status = nextScheduleStatus(schedule.status, 'END');
      await updateReportSchedule(tx, scheduleId, { status, nextAt: null, endedAt: now, lastError: error.message });
      return;
    }
    const next = nextReportAfter(schedule, now);
    const last = next.occurrence - 1;
    const [from, to] = [timeOf(schedule, schedule.occurrence - 1), timeOf(schedule, last)];
    const wish = { id: newId(), ownerId, actorId, kind, format, mailed, scheduleId };
    try {
      await queueReport(tx, ctx, { ...wish, parameters: { ...parameters, from, to } });
    } catch (error) {
      if (!(error instanceof TooManyReports)) throw error;
      await updateReportSchedule(tx, scheduleId, { lastError: error.message });
      return;
    }
    await updateReportSchedule(tx, scheduleId, { ...next, lastError: null });
  });
}

type Timed = Pick<ReportScheduleRow, 'startsAt' | 'interval'>;

function timeOf({ startsAt, interval }: Timed, occurrence: number): Date {
  const at = occurrenceAt(startsAt, interval, occurrence);
  if (!at) throw new Error(`a report cannot recur ${interval}`);
  return at;
}

/** The first time after a moment. */
export function nextReportAfter(
  schedule: Timed & Pick<ReportScheduleRow, 'occurrence'>,
  moment: Date,
): { readonly occurrence: number; readonly nextAt: Date } {
  let occurrence = schedule.occurrence;
  let nextAt: Date;
  do {
    occurrence += 1;
    nextAt = timeOf(schedule, occurrence);
  } while (nextAt <= moment);
  return { occurrence, nextAt };
}
