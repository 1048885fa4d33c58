import type { Db } from '../../db/client.ts';
import type { DocumentRow } from '../../db/documents.ts';
import { type ProjectRow, selectProjectsById } from '../../db/projects.ts';
import { type OrganizationRole, selectMembership } from '../../db/organizations.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { isPermitted } from '../permissions.ts';

type Belongings = Pick<DocumentRow, 'createdBy' | 'organizationId' | 'projectId'>;

/**
 * Whether the caller may read the document: who brought it, the members of its organization, whoever owns its project, and
 * PLATFORM_ADMIN. Everything that shows a document asks here, links included.
 */
export const mayRead = (ctx: Context, document: Belongings, db: Db = ctx.app.db): Promise<boolean> =>
  isOneOf(ctx, document, db, ['ADMIN', 'FINANCE', 'AUDITOR', 'VIEWER']);

/** Whether the caller may add versions or delete it: as for reading, but of an organization its administrators alone. */
export const mayWrite = (ctx: Context, document: Belongings, db: Db = ctx.app.db): Promise<boolean> =>
  isOneOf(ctx, document, db, ['ADMIN']);

/** Whether the caller may see who has read it: who brought it, administrators and auditors of its organization. */
export const mayAudit = (ctx: Context, document: Belongings, db: Db = ctx.app.db): Promise<boolean> =>
  isOneOf(ctx, document, db, ['ADMIN', 'AUDITOR']);

async function isOneOf(
  ctx: Context,
  { createdBy, organizationId, projectId }: Belongings,
  db: Db,
  roles: readonly OrganizationRole[],
): Promise<boolean> {
  const { viewer } = ctx;
  if (!viewer) return false;
  if (createdBy === viewer.userId) return true;
  if (organizationId && (await hasRole(db, organizationId, viewer.userId, roles))) return true;
  if (projectId) {
    const [project] = await selectProjectsById(db, [projectId]);
    if (project && (await owns(db, project, viewer.userId, roles))) return true;
  }
  return isPermitted(ctx, 'document.read-any', db);
}

/** Throws NotFound for a project that is not there or not the caller's to write documents of. */
export async function refuseForeignProject(ctx: Context, projectId: string | undefined, db: Db): Promise<void> {
  if (projectId === undefined) return;
  const [project] = await selectProjectsById(db, [projectId]);
  const userId = ctx.viewer?.userId;
  if (!project || userId === undefined) throw new NotFound('project');
  if (await owns(db, project, userId, ['ADMIN'])) return;
  if (!(await isPermitted(ctx, 'document.read-any', db))) throw new NotFound('project');
}

async function owns(
  db: Db,
  { createdBy, organizationId }: ProjectRow,
  userId: string,
  roles: readonly OrganizationRole[],
): Promise<boolean> {
  return createdBy === userId || (organizationId !== null && (await hasRole(db, organizationId, userId, roles)));
}

async function hasRole(
  db: Db,
  organizationId: string,
  userId: string,
  roles: readonly OrganizationRole[],
): Promise<boolean> {
  const role = await selectMembership(db, { organizationId, userId });
  return role !== undefined && roles.includes(role);
}
