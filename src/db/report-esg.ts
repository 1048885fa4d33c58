import type { Fragment, Sql } from './client.ts';
import { type Period, type RowSource, type Snapshot, within } from './report-snapshot.ts';

/** By what tonnes are broken down. CLAIM: the reason for which they were retired. */
export type EsgDimension = 'PROJECT' | 'TYPE' | 'VINTAGE' | 'COUNTRY' | 'CLAIM';

export interface EsgRow {
  /** Null: nothing says of which, as of CARBON that was bought. */
  readonly key: string | null;
  readonly label: string | null;
  /** In 10^-18 of a tonne. */
  readonly bought: bigint;
  readonly retired: bigint;
  /** Of what was retired, what a PoAI proof in force covers. */
  readonly covered: bigint;
}

export interface SpendRow {
  readonly currency: 'EUR' | 'USD';
  readonly total: bigint;
  readonly fee: bigint;
  readonly purchases: bigint;
}

/**
 * What an owner bought: trades, and what orders took of the platform's stock. Orders that were given back are left out with
 * their trades. Tonnes in 10^-18.
 */
const boughtBy = (sql: Sql, ownerId: string, period: Period): Fragment => sql`
  select t.batch_id, case when t.batch_id is null then t.quantity else t.quantity * 1000000000000000000 end as tonnes,
         t.currency::text, t.total_price as total, t.buyer_fee as fee
  from trades t
  where coalesce(t.buyer_organization_id, t.buyer_id) = ${ownerId}::uuid and t.status = 'COMPLETED'
    and ${within(sql, 't.created_at', period)}
    and not exists (select from order_lines l join orders o on o.id = l.order_id
                    where l.trade_id = t.id and o.status = 'REFUNDED')
  union all
  select l.batch_id, l.quantity * 1000000000000000000, o.currency::text, l.total, l.buyer_fee
  from orders o join order_lines l on l.order_id = o.id
  where coalesce(o.organization_id, o.buyer_id) = ${ownerId}::uuid and o.status = 'COMPLETED'
    and l.announcement_id is null and ${within(sql, 'o.completed_at', period)}`;

const retiredBy = (sql: Sql, ownerId: string, period: Period): Fragment => sql`
  select r.batch_id, r.project_id, r.reason::text as claim, r.quantity as tonnes,
         case when exists (
           select from poai_cases c join poai_proofs p on p.case_id = c.id
           where c.project_id = r.project_id and (c.batch_id = r.batch_id or c.batch_id is null) and c.status = 'APPROVED'
         ) then r.quantity else 0 end as covered
  from retirements r
  where r.owner_id = ${ownerId}::uuid and r.status = 'FINALIZED' and ${within(sql, 'r.retired_at', period)}`;

function dimensionOf(sql: Sql, dimension: EsgDimension): readonly [key: Fragment, label: Fragment] {
  const parts = {
    PROJECT: [sql`p.id::text`, sql`p.name`],
    TYPE: [sql`p.project_type`, sql`p.project_type`],
    VINTAGE: [sql`b.vintage::text`, sql`b.vintage::text`],
    COUNTRY: [sql`p.country`, sql`p.country`],
    CLAIM: [sql`m.claim`, sql`m.claim`],
  } as const;
  return parts[dimension];
}

/** Tonnes of an owner in a period, broken down; what most was retired of first. */
export const esgBy = (
  snapshot: Snapshot,
  ownerId: string,
  { period, dimension }: { readonly period: Period; readonly dimension: EsgDimension },
): RowSource<EsgRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    const [key, label] = dimensionOf(sql, dimension);
    // Nobody buys for a claim: only what is retired has one.
    const bought =
      dimension === 'CLAIM'
        ? sql``
        : sql`select batch_id, null::uuid as project_id, null::text as claim, tonnes as bought, 0 as retired, 0 as covered
              from (${boughtBy(sql, ownerId, period)}) as bought union all`;
    return sql`
      select ${key} as key, ${label} as label, sum(m.bought) as bought, sum(m.retired) as retired, sum(m.covered) as covered
      from (${bought} select batch_id, project_id, claim, 0, tonnes, covered
            from (${retiredBy(sql, ownerId, period)}) as retired) as m (batch_id, project_id, claim, bought, retired, covered)
      left join batches b on b.id = m.batch_id left join projects p on p.id = coalesce(m.project_id, b.project_id)
      group by 1, 2 order by 4 desc, 3 desc, 1`;
  });

/** What an owner paid in a period, by currency, in minor units. */
export const spendOf = (snapshot: Snapshot, ownerId: string, period: Period): RowSource<SpendRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    return sql`
      select currency, sum(total) as total, sum(fee) as fee, count(*) as purchases
      from (${boughtBy(sql, ownerId, period)}) as bought group by 1 order by 1`;
  });
