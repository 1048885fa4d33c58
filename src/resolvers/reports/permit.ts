import type { ReportRow } from '../../db/reports.ts';
import type { Context } from '../context.ts';
import { Forbidden, NotFound } from '../errors.ts';
import { permit, permitFor } from '../permissions.ts';
import { findProject } from '../projects/read.ts';
import type { ReportParameters } from './rules.ts';

interface Wanted extends Pick<ReportRow, 'ownerId' | 'actorId' | 'kind'> {
  readonly parameters: Pick<ReportParameters, 'projectId'>;
}

/**
 * Gives the context of whoever asked for a report. Throws Forbidden where they may not see what it tells (any more), and
 * NotFound for a project that they may not see.
 */
export async function permitReport(ctx: Context, { ownerId, actorId, kind, parameters }: Wanted): Promise<Context> {
  const key = ctx.viewer?.userId === actorId ? ctx.viewer.key : undefined;
  const viewer = { userId: actorId, sessionId: '', expiresAt: new Date(0), ...(key && { key }) };
  const asActor: Context = { ...ctx, viewer };
  await permitFor(asActor, 'report.create', ownerId === actorId ? null : ownerId);
  if (kind === 'STATISTICS') await permitFor(asActor, 'analytics.read-own', ownerId === actorId ? null : ownerId);
  if (kind === 'AUDIT_TRAIL' || kind === 'PLATFORM_STATISTICS') {
    await permit(asActor, kind === 'AUDIT_TRAIL' ? 'audit.read' : 'analytics.read-any');
    // The report of an organization is read by its members, who may not read what is of the whole platform.
    if (ownerId !== actorId) throw new Forbidden();
  }
  const { projectId } = parameters;
  if (projectId !== undefined) {
    const project = await findProject(asActor, projectId);
    // For the same reason: what was not published is not shown to others by whoever may see it.
    const isForOwner = ownerId === actorId || project?.organizationId === ownerId;
    if (!project || !(isForOwner || project.publishedAt !== null)) throw new NotFound('project');
  }
  return asActor;
}
