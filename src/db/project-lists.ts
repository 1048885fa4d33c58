import { and, desc, eq, isNotNull, isNull, lt } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type ProjectRow, projects } from './projects.ts';

/** Newest first, `limit` of them after `after`: those that are published, or all of this owner. */
export async function selectProjects(
  { orm }: Db,
  { ownerId, after, limit }: { readonly ownerId?: string; readonly after: string | undefined; readonly limit: number },
): Promise<ProjectRow[]> {
  const whose =
    ownerId === undefined
      ? isNotNull(projects.publishedAt)
      : and(eq(projects.createdBy, ownerId), isNull(projects.organizationId));
  return await orm
    .select()
    .from(projects)
    .where(and(whose, after === undefined ? undefined : lt(projects.id, after)))
    .orderBy(desc(projects.id))
    .limit(limit);
}
