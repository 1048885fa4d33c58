import { type DuplicateRow, selectDuplicate, selectDuplicates } from '../../db/project-duplicates.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, permit } from '../permissions.ts';
import { type DuplicateStep, filterInput, stepsFrom } from './rules.ts';

/** A report, for who may read of every project. */
export async function findDuplicate(ctx: Context, id: string): Promise<DuplicateRow | undefined> {
  return (await isPermitted(ctx, 'project.read-any')) ? selectDuplicate(ctx.app.db, id) : undefined;
}

/** What was reported, the newest first, for who may read of every project. Throws InputInvalid. */
export async function listDuplicates(
  ctx: Context,
  { filterBy, ...input }: PageInput & { readonly filterBy?: unknown },
): Promise<Page<DuplicateRow>> {
  await permit(ctx, 'project.read-any');
  const { status, kind, projectId, holds } = readInput(filterInput, filterBy) ?? {};
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectDuplicates(ctx.app.db, { status, kind, projectId, holds, after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

/** What the caller can do about it now. */
export const stepsOf = async (ctx: Context, { status }: DuplicateRow): Promise<DuplicateStep[]> =>
  (await isPermitted(ctx, 'project.manage')) ? stepsFrom(status) : [];
