import { lockReference } from '../../db/chain-position-reads.ts';
import type { Db } from '../../db/client.ts';
import { countOpenReports, enqueueReport, insertReport, type ReportRow, selectReportsById } from '../../db/reports.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Context } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { TooManyReports } from './errors.ts';
import { permitReport } from './permit.ts';
import { createReportInput, keptParameters, type ReportParameters } from './rules.ts';
import { reportChanged } from './told.ts';

/**
 * Has a report made about the caller or an organization; it is queued, and the workers make it. Throws InputInvalid,
 * NotFound (the project), Forbidden, TooManyReports, IdempotencyConflict.
 */
export async function createReport(ctx: Context, input: unknown): Promise<ReportRow> {
  await permitCaller(ctx, 'report.create');
  const {
    idempotencyKey: key,
    organizationId,
    mail = false,
    kind,
    format,
    ...rest
  } = readInput(createReportInput, input);
  const { userId, ownerId } = await permitFor(ctx, 'report.create', organizationId);
  const parameters: ReportParameters = rest;
  await permitReport(ctx, { ownerId, actorId: userId, kind, parameters });
  return once(ctx, {
    actorId: userId,
    operation: 'reportCreate',
    key,
    input: { ownerId, kind, format, mail, parameters: keptParameters(parameters) },
    work: (tx, id) =>
      queueReport(tx, ctx, { id, ownerId, actorId: userId, kind, format, parameters, mailed: mail, scheduleId: null }),
    again: async (id) => (await selectReportsById(ctx.app.db, [id]))[0] as ReportRow,
  });
}

type Wish = Pick<ReportRow, 'id' | 'ownerId' | 'actorId' | 'kind' | 'format' | 'mailed' | 'scheduleId'> & {
  readonly parameters: ReportParameters;
};

/** Writes a report and asks the workers for it. Throws TooManyReports. */
export async function queueReport(tx: Db, { app }: Context, { parameters, ...wish }: Wish): Promise<ReportRow> {
  const most = app.config.REPORTS_OPEN;
  await lockReference(tx, `reports of ${wish.ownerId}`);
  if ((await countOpenReports(tx, wish.ownerId)) >= most) throw new TooManyReports(most);
  const report = await insertReport(tx, { ...wish, parameters: keptParameters(parameters) });
  await enqueueReport(tx, report.id, 0);
  await tell(tx, [reportChanged(report)]);
  if (report.kind === 'AUDIT_TRAIL') {
    const { id: subjectId, actorId, format } = report;
    await writeAudit(tx, { actorId, action: 'AUDIT_EXPORTED', subjectType: 'Report', subjectId, detail: { format } });
  }
  return report;
}
