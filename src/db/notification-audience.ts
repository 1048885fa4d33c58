import type { Db } from './client.ts';
import type { Membership } from './organizations.ts';
import type { ProjectStatus } from './projects.ts';

/** The members of those of these owners that are organizations. */
export async function selectMembersOfAll({ sql }: Db, ownerIds: readonly string[]): Promise<Membership[]> {
  return await sql<Membership[]>`
    select organization_id, user_id, role from organization_members
    where organization_id = any(${ownerIds}::uuid[]) order by organization_id, id`;
}

/** A version of a project, beside the one before. */
export interface StatusChange {
  readonly projectId: string;
  /** Null: nobody brought it but an import. */
  readonly ownerId: string | null;
  readonly seq: number;
  readonly status: ProjectStatus;
  /** Null of the first version. */
  readonly before: ProjectStatus | null;
  readonly suspended: boolean;
  readonly statusChanged: boolean;
  readonly suspensionChanged: boolean;
}

/** How these projects changed their status or were suspended since these moments, oldest first. */
export async function selectStatusChanges(
  { sql }: Db,
  since: readonly (readonly [projectId: string, at: Date])[],
): Promise<StatusChange[]> {
  if (since.length === 0) return [];
  return await sql<StatusChange[]>`
    select h.project_id, coalesce(p.organization_id, p.created_by) as owner_id, h.seq, h.status, b.status as before,
           h.suspended, h.status is distinct from b.status as status_changed,
           coalesce(h.suspended <> b.suspended, false) as suspension_changed
    from unnest(${since.map(([id]) => id)}::uuid[], ${since.map(([, at]) => at.toISOString())}::timestamptz[])
      as w (project_id, since)
    join projects p on p.id = w.project_id
    join project_history h on h.project_id = w.project_id and h.recorded_at >= w.since
    left join project_history b on b.project_id = h.project_id and b.seq = h.seq - 1
    where h.status is distinct from b.status or h.suspended is distinct from b.suspended
    order by h.project_id, h.seq`;
}

/** Which of these trades filled orders. */
export async function selectOrderTradeIds({ sql }: Db, tradeIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await sql<{ tradeId: string }[]>`
    select trade_id from order_lines where trade_id = any(${[...tradeIds]}::uuid[])`;
  return new Set(rows.map((row) => row.tradeId));
}

/** Users and organizations that hold credits of a project, up to `limit`. */
export async function selectProjectHolders(
  { sql }: Db,
  projectId: string,
  { platformId, limit }: { readonly platformId: string; readonly limit: number },
): Promise<string[]> {
  const rows = await sql<{ ownerId: string }[]>`
    select distinct w.owner_id from batches b
    join wallets w on w.batch_id = b.id
    join accounts a on a.wallet_id = w.id and a.balance > 0
    where b.project_id = ${projectId} and w.owner_id <> ${platformId}
    order by w.owner_id limit ${limit}`;
  return rows.map((row) => row.ownerId);
}

/** Users with a linked address that has votes, up to `limit`. */
export async function selectVoters({ sql }: Db, limit: number): Promise<string[]> {
  const rows = await sql<{ userId: string }[]>`
    select distinct l.user_id from linked_addresses l join stakes s on s.address = l.address and s.votes > 0
    where l.unlinked_at is null order by l.user_id limit ${limit}`;
  return rows.map((row) => row.userId);
}
