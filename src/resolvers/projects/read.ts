import { type HistoryWanted, selectHistory } from '../../db/project-history.ts';
import { type HistoryRow, type ProjectRow, selectProjectByNativeId } from '../../db/projects.ts';
import { type RegistryRow, selectRegistries } from '../../db/registries.ts';
import type { Context } from '../context.ts';
import { nodeId, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_INTEGER, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, mayFor } from '../permissions.ts';
import { allowedActions, type Standing } from '../standings.ts';
import { ownerOf, seesDraft, seesProject } from './own.ts';
import { type EditableField, editableFields, type ProjectAction, projectActions } from './rules.ts';

/** A project that the caller may see. */
export async function findProject(ctx: Context, id: string): Promise<ProjectRow | undefined> {
  const found = await ctx.loaders.projects.load(id);
  return found && (await seesProject(ctx, found)) ? found : undefined;
}

/** The same by the id that clients have. Throws InputInvalid. */
export const projectById = (ctx: Context, id: string): Promise<ProjectRow | undefined> =>
  findProject(ctx, readInput(nodeId('Project'), id));

/** A project that must exist, since something refers to it. */
export async function projectOf(ctx: Context, id: string): Promise<ProjectRow> {
  const found = await ctx.loaders.projects.load(id);
  if (!found) throw new Error(`project ${id} is referred to and does not exist`);
  return found;
}

const LONGEST_NAME = 80;

/** The project that a registry calls so, if the caller may see it. */
export async function projectByNativeId(
  ctx: Context,
  { registry, nativeId }: { readonly registry: string; readonly nativeId: string },
): Promise<ProjectRow | undefined> {
  // No name is longer or holds a NUL, which PostgreSQL refuses.
  if ([registry, nativeId].some((name) => name.length > LONGEST_NAME || name.includes('\0'))) return undefined;
  const found = await selectProjectByNativeId(ctx.app.db, registry, nativeId);
  return found && (await seesProject(ctx, found)) ? found : undefined;
}

/** Every registry. */
export const listRegistries = (ctx: Context): Promise<RegistryRow[]> => selectRegistries(ctx.app.db);

/** What was recorded of a project that the caller sees, the last first; of what it was as a draft, its owner alone is told. */
export async function historyOf(ctx: Context, project: ProjectRow, input: PageInput): Promise<Page<HistoryRow>> {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [cursor] = input.after ? decodeKeyset(input.after, [KEY_INTEGER]) : [];
  const recordedFrom = (await seesDraft(ctx, project)) ? undefined : (project.publishedAt ?? undefined);
  const wanted: HistoryWanted = {
    before: cursor === undefined ? undefined : seqOf(cursor),
    recordedFrom,
    limit: size + 1,
  };
  const rows = await selectHistory(ctx.app.db, project.id, wanted);
  return toPage(rows, size, input, ({ seq }) => encodeKeyset([BigInt(seq)]));
}

/** A version fits an int4; a cursor that says more is before none. */
const seqOf = (cursor: string): number => Math.max(0, Math.min(Number(cursor), 2 ** 31 - 1));

/** What the caller can do to the project now. */
export const actionsOf = (ctx: Context, project: ProjectRow): Promise<ProjectAction[]> =>
  allowedActions(ctx, projectActions, project, ownerOf(project));

/** The fields that the caller can change now. */
export async function editableBy(ctx: Context, project: ProjectRow): Promise<EditableField[]> {
  const as: Standing[] = [];
  if (await mayFor(ctx, 'project.update', ownerOf(project))) as.push('OWNER');
  if (await isPermitted(ctx, 'project.manage')) as.push('ANYONE');
  return editableFields(project, as);
}
