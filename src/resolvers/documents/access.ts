import type { Db } from '../../db/client.ts';
import type { DocumentRow } from '../../db/documents.ts';
import { isReviewersDocument } from '../../db/poai-subjects.ts';
import { type ProjectRow, selectProjectsById } from '../../db/projects.ts';
import type { Context, Viewer } from '../context.ts';
import { NotFound } from '../errors.ts';
import { callerOf, isPermitted, mayFor, permitCaller } from '../permissions.ts';
import { ownerOf } from '../projects/own.ts';
import { allowedActions, type Owners, standingsOf, type ThingRule } from '../standings.ts';
import { type DocumentAction, documentActions } from './rules.ts';

type Belongings = Pick<DocumentRow, 'kind' | 'createdBy' | 'organizationId' | 'projectId'>;
type Readable = Belongings & Pick<DocumentRow, 'id'>;

/**
 * Whether the caller may read the document: who brought it (or its organization), whoever owns its project, reviewers of a
 * PoAI case that it matters to, and PLATFORM_ADMIN. Everything that shows a document asks here, links included.
 */
export const mayRead = async (ctx: Context, document: Readable, db: Db = ctx.app.db): Promise<boolean> =>
  (await stands(ctx, isOfMoney(document) ? READ_MONEY : READ, document, db)) || reviewsBy(ctx, document, db);

const READ = { owner: 'document.read', anyone: 'document.read-any' } as const;
/** What was reported of an organization is for those of it who see its money: a VIEWER does not. */
const READ_MONEY = { ...READ, owner: 'report.read-own' } as const;
const isOfMoney = ({ kind, organizationId }: Belongings): boolean => kind === 'REPORT' && organizationId !== null;

async function reviewsBy(ctx: Context, document: Readable, db: Db): Promise<boolean> {
  const { viewer } = ctx;
  if (!viewer) return false;
  const { userId } = viewer;
  // Both, since an API key may be let do the one and not the other.
  const mayReview = (await mayFor(ctx, 'poai.review', userId, db)) && (await mayFor(ctx, 'document.read', userId, db));
  return mayReview && isReviewersDocument(db, userId, document);
}

/** Whether the caller may add versions or delete it, if it can be now: as the table of documents says. */
export const mayWrite = async (ctx: Context, document: Belongings, db: Db = ctx.app.db): Promise<boolean> =>
  document.kind !== 'POAI_BUNDLE' && (await stands(ctx, documentActions.ADD_VERSION, document, db));

/** Whether the caller may see who has read it. */
export const mayAudit = (ctx: Context, document: Belongings, db: Db = ctx.app.db): Promise<boolean> =>
  stands(ctx, documentActions.READ_ACCESSES, document, db);

type Rule = Pick<ThingRule<DocumentRow>, 'owner' | 'anyone'>;
const stands = async (ctx: Context, rule: Rule, document: Belongings, db: Db): Promise<boolean> =>
  (await standingsOf(ctx, rule, await ownersOf(document, projectIn(db)), db)).length > 0;

/** What the caller can do to the document now. */
export async function documentActionsOf(ctx: Context, document: DocumentRow): Promise<DocumentAction[]> {
  const { loaders } = ctx;
  const owners = await ownersOf(document, (id) => loaders.projects.load(id));
  const isHeld = (await loaders.documentHolds.load(document.id)) !== undefined;
  return allowedActions(ctx, documentActions, { ...document, isHeld }, owners);
}

/**
 * The caller, who may be let write documents: of their own by one row of the table, of everybody's by another. Throws
 * Unauthenticated or Forbidden.
 */
export const permitWriter = async (ctx: Context): Promise<Viewer> =>
  (await isPermitted(ctx, 'document.manage')) ? callerOf(ctx) : permitCaller(ctx, 'document.write');

type FindProject = (id: string) => Promise<ProjectRow | undefined>;
const projectIn =
  (db: Db): FindProject =>
  async (id) =>
    (await selectProjectsById(db, [id]))[0];

/** Whose a document is: who brought it, or its organization; and the owner of its project. */
async function ownersOf(
  { kind, createdBy, organizationId, projectId }: Belongings,
  find: FindProject,
): Promise<Owners> {
  const project = projectId === null ? undefined : await find(projectId);
  // What a proof was made of goes with the project, and does not stay with whoever opened the case for its owner.
  const own = kind === 'POAI_BUNDLE' ? null : (organizationId ?? createdBy);
  return [own, project ? ownerOf(project) : null];
}

/** Throws NotFound for a project that is not there or not the caller's to write documents of. */
export async function refuseForeignProject(ctx: Context, projectId: string | undefined, db: Db): Promise<void> {
  const project = projectId === undefined ? undefined : await projectIn(db)(projectId);
  if (projectId === undefined || (project && (await mayFor(ctx, 'document.write', ownerOf(project), db)))) return;
  if (!project || !(await isPermitted(ctx, 'document.manage', db))) throw new NotFound('project');
}
