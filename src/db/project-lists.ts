import { and, desc, eq, isNotNull, isNull, lt } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type ProjectRow, projects } from './projects.ts';

/** A user on the own account, or an organization. */
export type ProjectOwner = { readonly createdBy: string } | { readonly organizationId: string };

/** Newest first, `limit` of them after `after`: those that are published, or all of this owner. */
export async function selectProjects(
  { orm }: Db,
  {
    owner,
    after,
    limit,
  }: { readonly owner: ProjectOwner | undefined; readonly after: string | undefined; readonly limit: number },
): Promise<ProjectRow[]> {
  const whose = owner === undefined ? isNotNull(projects.publishedAt) : isOwnedBy(owner);
  return await orm
    .select()
    .from(projects)
    .where(and(whose, after === undefined ? undefined : lt(projects.id, after)))
    .orderBy(desc(projects.id))
    .limit(limit);
}

const isOwnedBy = (owner: ProjectOwner) =>
  'organizationId' in owner
    ? eq(projects.organizationId, owner.organizationId)
    : and(eq(projects.createdBy, owner.createdBy), isNull(projects.organizationId));
