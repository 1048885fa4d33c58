import type { Db } from './client.ts';
import { PLATFORM_PARTY } from './parties.ts';
import type { Mitigation, ProjectStatus, Rating } from './projects.ts';

/** What the price of a batch depends on that is its own. */
export interface PricedBatchRow {
  readonly batchId: string;
  readonly projectId: string;
  readonly vintageYear: number;
  readonly category: string | null;
  readonly projectType: string | null;
  readonly mitigation: Mitigation;
  readonly ratings: readonly Rating[];
  readonly status: ProjectStatus;
  readonly suspended: boolean;
  readonly isPublished: boolean;
  /** Labels that are valid today. */
  readonly labels: readonly string[];
  /** The record of whoever reviewed the case that vouches for it; null where none does. */
  readonly verifierScore: bigint | null;
  readonly verifierWeight: bigint | null;
  /** What the platform has of it and nobody has reserved: whole tonnes. */
  readonly stock: bigint;
}

/** Of these batches; one that there is not is left out. */
export async function selectPricedBatches({ sql }: Db, batchIds: readonly string[]): Promise<PricedBatchRow[]> {
  return await sql<PricedBatchRow[]>`
    select b.id as batch_id, b.project_id, b.vintage as vintage_year, p.category, p.project_type, p.mitigation, p.ratings,
      p.status, p.suspended, p.published_at is not null as is_published,
      array(
        select l.code from project_labels l
        where l.project_id = p.id and l.valid_from <= current_date and coalesce(l.valid_to, 'infinity') >= current_date
        order by l.code) as labels,
      v.score as verifier_score, v.weight as verifier_weight, coalesce(stock.balance, 0) as stock
    -- In a select of its own: with ids that the planner sees, it would plan anew each time, which takes ten times as long.
    from unnest((select ${[...batchIds]}::uuid[])) with ordinality as wanted (id, place)
    join batches b on b.id = wanted.id
    join projects p on p.id = b.project_id
    left join lateral (
      select s.score, s.weight
      from poai_cases c
      join poai_assignments a on a.case_id = c.id and a.role = 'REVIEWER'
      join verifier_scores s on s.user_id = a.user_id
      where c.project_id = p.id and c.status = 'APPROVED' and (c.batch_id = b.id or c.batch_id is null)
      -- The case of the very batch says more than that of the whole project.
      order by c.batch_id is null, c.id desc limit 1) as v on true
    left join lateral (
      select a.balance from wallets w join accounts a on a.wallet_id = w.id and a.kind = 'AVAILABLE'
      where w.owner_id = ${PLATFORM_PARTY} and w.asset = 'CREDIT' and w.batch_id = b.id) as stock on true
    order by wanted.place`;
}

/** Whether the batch is of a project that is suspended at this moment. */
export async function isSuspendedBatch({ sql }: Db, batchId: string): Promise<boolean> {
  const rows = await sql`
    select from batches b join projects p on p.id = b.project_id where b.id = ${batchId} and p.suspended`;
  return rows.length > 0;
}

/** Batches of which the platform keeps credits that can be sold, in order of their ids, after `after`. */
export async function selectCustodyBatches({ sql }: Db, after: string | undefined, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select b.id from batches b join projects p on p.id = b.project_id
    where p.published_at is not null ${after === undefined ? sql`` : sql`and b.id > ${after}`}
      and exists (
        select from serial_blocks s
        where s.batch_id = b.id and s.holder = 'PLATFORM_CUSTODY' and s.state = 'ACTIVE')
    order by b.id limit ${limit}`;
  return rows.map(({ id }) => id);
}
