import type { Db } from '../../db/client.ts';
import { lockProject, type ProjectRow } from '../../db/projects.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { isPermitted, mayFor } from '../permissions.ts';
import { permitOn, type Standing } from '../standings.ts';
import { type ProjectAction, projectActions } from './rules.ts';

type Owned = Pick<ProjectRow, 'createdBy' | 'organizationId' | 'publishedAt'>;

/** Whose it is: the organization's, or else who wrote it; null: a registry's, so nobody's here. */
export const ownerOf = ({ createdBy, organizationId }: Pick<Owned, 'createdBy' | 'organizationId'>): string | null =>
  organizationId ?? createdBy;

/** Whether the caller may know of what nobody but the owner has ever seen: a draft, and the past of a project as one. */
export const seesDraft = async (ctx: Context, project: Owned, tx?: Db): Promise<boolean> =>
  (await mayFor(ctx, 'project.read-own', ownerOf(project), tx)) || isPermitted(ctx, 'project.read-any', tx);

/** A published project is everybody's to read. */
export const seesProject = async (ctx: Context, project: Owned, tx?: Db): Promise<boolean> =>
  project.publishedAt !== null || seesDraft(ctx, project, tx);

export interface Held {
  readonly project: ProjectRow;
  /** As whom the caller acts. */
  readonly as: readonly Standing[];
}

/** Locks a project that the caller may see. Throws NotFound. */
export async function lockSeen(ctx: Context, tx: Db, projectId: string): Promise<ProjectRow> {
  const project = await lockProject(tx, projectId);
  if (project && (await seesProject(ctx, project, tx))) return project;
  throw new NotFound('project');
}

/** Locks a project that the caller may do this to. Throws NotFound where they may not even see it, or Forbidden. */
export async function lockFor(ctx: Context, tx: Db, projectId: string, action: ProjectAction): Promise<Held> {
  const project = await lockSeen(ctx, tx, projectId);
  return { project, as: await permitOn(ctx, projectActions[action], ownerOf(project), tx) };
}
