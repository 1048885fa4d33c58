import { randomUUID } from 'node:crypto';
import type { ReportScheduleRow } from '../src/db/report-schedules.ts';
import { encodeId } from '../src/resolvers/ids.ts';
import { createReportSchedule } from '../src/resolvers/reports/create-report-schedule.ts';
import type { TestUser } from './harness.ts';

/** A schedule of this user: trades as CSV every month, unless `given` says otherwise. */
export const scheduleReport = (user: TestUser, given: object = {}): Promise<ReportScheduleRow> =>
  createReportSchedule(user.ctx, {
    kind: 'TRADES',
    format: 'CSV',
    interval: 'MONTHLY',
    startsAt: new Date(Date.now() + 60_000).toISOString(),
    idempotencyKey: randomUUID(),
    ...given,
  });

export const scheduleIdOf = ({ id }: { readonly id: string }) => ({ scheduleId: encodeId('ReportSchedule', id) });
