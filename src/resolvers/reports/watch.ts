import type { Context } from '../context.ts';
import type { FeedStream } from '../feed.ts';
import { actingFor, nodeId, optional, readInput } from '../input.ts';
import { watchFor } from '../organizations/watch.ts';
import { permitCaller } from '../permissions.ts';

export interface ReportChangedInput {
  readonly after?: string | null | undefined;
  readonly organizationId?: unknown;
  readonly reportId?: unknown;
}

/** How far each report of the caller's or of an organization's is, as it moves on. Throws InputInvalid, Forbidden. */
export async function watchReports(ctx: Context, input: ReportChangedInput): Promise<FeedStream<'report'>> {
  await permitCaller(ctx, 'report.read-own');
  const reportId = readInput(optional(nodeId('Report')), input.reportId);
  return watchFor(ctx, 'report.read-own', readInput(actingFor, input.organizationId), (ownerId) => ({
    topic: 'report',
    matches: ({ payload }) => payload.ownerId === ownerId && (reportId === undefined || payload.id === reportId),
    after: input.after,
  }));
}
