import type { Db } from '../../db/client.ts';
import type { DocumentRow } from '../../db/documents.ts';
import { isReviewersDocument } from '../../db/poai-subjects.ts';
import { selectProjectsById } from '../../db/projects.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { type Action, isPermitted, mayFor } from '../permissions.ts';
import { ownerOf } from '../projects/own.ts';

type Belongings = Pick<DocumentRow, 'kind' | 'createdBy' | 'organizationId' | 'projectId'>;
type Readable = Belongings & Pick<DocumentRow, 'id'>;

/**
 * Whether the caller may read the document: who brought it (or its organization), whoever owns its project, reviewers of a
 * PoAI case that it matters to, and PLATFORM_ADMIN. Everything that shows a document asks here, links included.
 */
export const mayRead = async (ctx: Context, document: Readable, db: Db = ctx.app.db): Promise<boolean> =>
  (await mayToDocument(ctx, 'document.read', document, db)) || reviewsBy(ctx, document, db);

async function reviewsBy(ctx: Context, document: Readable, db: Db): Promise<boolean> {
  const { viewer } = ctx;
  if (!viewer) return false;
  const { userId } = viewer;
  // Both, since an API key may be let do the one and not the other.
  const mayReview = (await mayFor(ctx, 'poai.review', userId, db)) && (await mayFor(ctx, 'document.read', userId, db));
  return mayReview && isReviewersDocument(db, userId, document);
}

/**
 * Whether the caller may add versions or delete it: as for reading, but of an organization its administrators alone; and
 * nobody does so to what proofs were made of.
 */
export const mayWrite = async (ctx: Context, document: Belongings, db: Db = ctx.app.db): Promise<boolean> =>
  document.kind !== 'POAI_BUNDLE' && (await mayToDocument(ctx, 'document.write', document, db));

/** Whether the caller may see who has read it: who brought it, administrators and auditors of its organization. */
export const mayAudit = (ctx: Context, document: Belongings, db: Db = ctx.app.db): Promise<boolean> =>
  mayToDocument(ctx, 'document.audit', document, db);

async function mayToDocument(
  ctx: Context,
  action: Action,
  { kind, createdBy, organizationId, projectId }: Belongings,
  db: Db,
): Promise<boolean> {
  // What a proof was made of goes with the project, and does not stay with whoever opened the case for its owner.
  if (kind !== 'POAI_BUNDLE' && (await mayFor(ctx, action, organizationId ?? createdBy, db))) return true;
  if (projectId !== null && (await mayToProject(ctx, action, projectId, db))) return true;
  return isPermitted(ctx, 'document.read-any', db);
}

/** Throws NotFound for a project that is not there or not the caller's to write documents of. */
export async function refuseForeignProject(ctx: Context, projectId: string | undefined, db: Db): Promise<void> {
  if (projectId === undefined || (await mayToProject(ctx, 'document.write', projectId, db))) return;
  const [project] = await selectProjectsById(db, [projectId]);
  if (!project || !(await isPermitted(ctx, 'document.read-any', db))) throw new NotFound('project');
}

async function mayToProject(ctx: Context, action: Action, projectId: string, db: Db): Promise<boolean> {
  const [project] = await selectProjectsById(db, [projectId]);
  return project !== undefined && mayFor(ctx, action, ownerOf(project), db);
}
