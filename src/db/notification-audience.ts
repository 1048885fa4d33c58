import type { Db } from './client.ts';
import type { Membership } from './organizations.ts';

/** The members of those of these owners that are organizations. */
export async function selectMembersOfAll({ sql }: Db, ownerIds: readonly string[]): Promise<Membership[]> {
  return await sql<Membership[]>`
    select organization_id, user_id, role from organization_members
    where organization_id = any(${ownerIds}::uuid[]) order by organization_id, id`;
}
