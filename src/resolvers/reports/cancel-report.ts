import { lockReport, type ReportRow, updateReport } from '../../db/reports.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { nextReportStatus } from './machine.ts';
import { reportIdInput } from './rules.ts';
import { reportChanged } from './told.ts';

/** Ends a report that waits or is being made. Throws InputInvalid, NotFound, IllegalTransition. */
export async function cancelReport(ctx: Context, input: unknown): Promise<ReportRow> {
  await permitCaller(ctx, 'report.create');
  const { reportId } = readInput(reportIdInput, input);
  return transact(ctx, async (tx) => {
    const report = await lockReport(tx, reportId);
    if (!report || !(await mayFor(ctx, 'report.create', report.ownerId, tx))) throw new NotFound('report');
    const status = nextReportStatus(report.status, 'CANCEL');
    const cancelled = await updateReport(tx, reportId, { status, runId: null, endedAt: new Date() });
    await tell(tx, [reportChanged(cancelled)]);
    return cancelled;
  });
}
