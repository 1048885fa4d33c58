import { lockReference } from '../../db/chain-position-reads.ts';
import {
  countReportSchedules,
  insertReportSchedule,
  type ReportScheduleRow,
  selectReportSchedulesById,
} from '../../db/report-schedules.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { TooManySchedules } from '../retirements/errors.ts';
import { permitReport } from './permit.ts';
import { keptParameters } from './rules.ts';
import { createReportScheduleInput } from './schedule-rules.ts';

/**
 * Has a report made again and again, each time of the period since the time before (the first time: of one interval before
 * it). Throws InputInvalid, NotFound, Forbidden, TooManySchedules, IdempotencyConflict.
 */
export async function createReportSchedule(ctx: Context, input: unknown): Promise<ReportScheduleRow> {
  await permitCaller(ctx, 'report.create');
  const wish = readInput(createReportScheduleInput(new Date()), input);
  const { idempotencyKey: key, organizationId, mail: mailed = false, kind, format, interval, startsAt, ...rest } = wish;
  const { userId, ownerId } = await permitFor(ctx, 'report.create', organizationId);
  await permitReport(ctx, { ownerId, actorId: userId, kind, parameters: rest });
  const parameters = keptParameters({ ...rest, from: undefined, to: undefined });
  return once(ctx, {
    actorId: userId,
    operation: 'reportScheduleCreate',
    key,
    input: { ownerId, kind, format, mailed, interval, startsAt, parameters },
    work: async (tx, id) => {
      const most = ctx.app.config.REPORT_SCHEDULES;
      await lockReference(tx, `report schedules of ${ownerId}`);
      if ((await countReportSchedules(tx, ownerId)) >= most) throw new TooManySchedules(most);
      const what = { kind, format, parameters, mailed };
      return insertReportSchedule(tx, { id, ownerId, actorId: userId, ...what, interval, startsAt, nextAt: startsAt });
    },
    again: async (id) => (await selectReportSchedulesById(ctx.app.db, [id]))[0] as ReportScheduleRow,
  });
}
