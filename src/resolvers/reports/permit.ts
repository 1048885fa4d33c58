import type { ReportRow } from '../../db/reports.ts';
import type { Context } from '../context.ts';
import { permitFor } from '../permissions.ts';

/** Throws Forbidden where who asked for a report may not (any more). */
export async function permitReport(ctx: Context, { ownerId, actorId }: Pick<ReportRow, 'ownerId' | 'actorId'>) {
  const asActor: Context = { ...ctx, viewer: { userId: actorId, sessionId: '', expiresAt: new Date(0) } };
  await permitFor(asActor, 'report.create', ownerId === actorId ? null : ownerId);
  return asActor;
}
