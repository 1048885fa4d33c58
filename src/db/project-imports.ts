import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type ProjectRow, projects } from './projects.ts';

/** Lets imports of one registry's projects come one after the other, until the transaction ends. */
export async function lockImportsOf({ sql }: Db, registry: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`projects of ${registry}`}, 0))`;
}

/** Those of a registry's projects that are known, drafts included, in no order. */
export async function selectProjectsByNativeIds(
  { orm }: Db,
  registry: string,
  nativeIds: readonly string[],
): Promise<ProjectRow[]> {
  return await orm
    .select()
    .from(projects)
    .where(and(eq(projects.registry, registry), inArray(projects.nativeId, [...nativeIds])));
}

/** Locks projects in the order of their ids: before their parts, and before the audit log. */
export async function lockProjects({ orm }: Db, ids: readonly string[]): Promise<ProjectRow[]> {
  if (ids.length === 0) return [];
  return await orm
    .select()
    .from(projects)
    .where(inArray(projects.id, [...ids]))
    .orderBy(asc(projects.id))
    .for('no key update');
}

/** What imports said last of each field of these projects; of a field that none has set there is no row. */
export async function selectLastImported(
  { sql }: Db,
  projectIds: readonly string[],
): Promise<{ readonly projectId: string; readonly field: string; readonly value: unknown }[]> {
  return await sql<{ projectId: string; field: string; value: unknown }[]>`
    select distinct on (project_id, field) project_id, field, change -> 'to' as value
    from project_history, jsonb_each(changes) as each (field, change)
    where project_id = any(${[...projectIds]}::uuid[]) and actor_id is null
    order by project_id, field, seq desc`;
}
