import type { Fragment, Sql } from './client.ts';
import { PLATFORM_PARTY } from './parties.ts';
import { type RollupFact, type RollupThing, TRADE_VALUES, WHOLE_PLATFORM } from './rollups.ts';

/**
 * Where facts come from. Fragments of statements, each of which is about the rows with the ids in `ids`:
 * `isFact` says which of them count (by now), `deltas` what each adds to the sums, as rows of
 * (party_id, measure, unit, key, at, count, amount), and `acts` who did something by it, as rows of (user_id, at).
 */
export interface FactSource {
  readonly table: 'trades' | 'transfers' | 'orders' | 'retirements' | 'announcements';
  readonly isFact: string;
  readonly deltas: (sql: Sql, ids: readonly string[]) => Fragment;
  readonly acts: (sql: Sql, ids: readonly string[]) => Fragment;
}

const PLATFORM = `'${WHOLE_PLATFORM}'::uuid`;

/** The greatest of 1, 2 and 5 times a power of ten that a positive amount reaches; 0 of nothing. Exact, as it only looks at digits. */
export const floorOf = (column: string): string => `
  (case when ${column} <= 0 then 0 else
     (case when left(${column}::text, 1) = '1' then '1' when left(${column}::text, 1) in ('2', '3', '4') then '2' else '5' end
       || repeat('0', length(${column}::text) - 1))::numeric end)`;

const among = (sql: Sql, ids: readonly string[]): Fragment => sql`any (${ids as string[]}::uuid[])`;

const trades: FactSource = {
  table: 'trades',
  isFact: `status = 'COMPLETED'`,
  deltas: (sql, ids) => sql`
    select d.party_id, d.measure::rollup_measure, d.unit, d.key, t.created_at as at, d.count, d.amount
    from trades t cross join lateral (values
      (${sql.unsafe(PLATFORM)}, 'TRADE', t.currency::text, '', 1, t.total_price),
      (${sql.unsafe(PLATFORM)}, 'TRADE_QUANTITY', case when t.batch_id is null then 'CARBON' else 'CREDIT' end, '', 1, t.quantity),
      ('${sql.unsafe(TRADE_VALUES)}'::uuid, 'TRADE_VALUE', t.currency::text, ${sql.unsafe(floorOf('t.total_price'))}::text, 1, t.total_price),
      (${sql.unsafe(PLATFORM)}, 'FEE', t.currency::text, 'TRADE', 1, t.buyer_fee + t.seller_fee),
      (coalesce(t.seller_organization_id, t.seller_id), 'SALE', t.currency::text, '', 1, t.total_price),
      (coalesce(t.seller_organization_id, t.seller_id), 'FEE', t.currency::text, 'SALE', 1, t.seller_fee),
      (coalesce(t.buyer_organization_id, t.buyer_id), 'SPEND', t.currency::text, '', 1, t.total_price + t.buyer_fee),
      (coalesce(t.buyer_organization_id, t.buyer_id), 'FEE', t.currency::text, 'PURCHASE', 1, t.buyer_fee)
    ) as d (party_id, measure, unit, key, count, amount)
    where t.id = ${among(sql, ids)}`,
  acts: (sql, ids) => sql`select buyer_id as user_id, created_at as at from trades where id = ${among(sql, ids)}`,
};

const transfers: FactSource = {
  table: 'transfers',
  isFact: `status = 'COMPLETED'`,
  deltas: (sql, ids) => sql`
    select d.party_id, d.measure::rollup_measure, t.asset::text as unit, '' as key, t.created_at as at, 1 as count, t.amount
    from transfers t cross join lateral (values
      (${sql.unsafe(PLATFORM)}, 'TRANSFER'),
      (coalesce(t.sender_organization_id, t.sender_id), 'TRANSFER_OUT'),
      (coalesce(t.recipient_organization_id, t.recipient_id), 'TRANSFER_IN')
    ) as d (party_id, measure)
    where t.id = ${among(sql, ids)}`,
  acts: (sql, ids) => sql`select sender_id as user_id, created_at as at from transfers where id = ${among(sql, ids)}`,
};

/** What an order bought of the platform's stock is no trade of anybody: only of these lines it adds what a trade would. */
const ordersCompleted: FactSource = {
  table: 'orders',
  isFact: `status in ('COMPLETED', 'REFUNDED')`,
  deltas: (sql, ids) => sql`
    select d.party_id, d.measure::rollup_measure, o.currency::text as unit, d.key, o.completed_at as at, d.count, d.amount
    from orders o
    cross join lateral (
      select count(*) as lines, coalesce(sum(l.total), 0) as total, coalesce(sum(l.buyer_fee), 0) as buyer_fee,
        coalesce(sum(l.seller_fee), 0) as seller_fee
      from order_lines l where l.order_id = o.id and l.announcement_id is null) as stock
    cross join lateral (values
      (${sql.unsafe(PLATFORM)}, 'PURCHASE', '', 1, o.total + o.buyer_fee),
      (coalesce(o.organization_id, o.buyer_id), 'PURCHASE', '', 1, o.total + o.buyer_fee),
      (${sql.unsafe(PLATFORM)}, 'STOCK_SALE', '', stock.lines, stock.total),
      (${sql.unsafe(PLATFORM)}, 'FEE', 'STOCK', stock.lines, stock.buyer_fee + stock.seller_fee),
      (coalesce(o.organization_id, o.buyer_id), 'SPEND', '', stock.lines, stock.total + stock.buyer_fee),
      (coalesce(o.organization_id, o.buyer_id), 'FEE', 'PURCHASE', stock.lines, stock.buyer_fee)
    ) as d (party_id, measure, key, count, amount)
    where o.id = ${among(sql, ids)} and d.count > 0`,
  acts: (sql, ids) => sql`select buyer_id as user_id, created_at as at from orders where id = ${among(sql, ids)}`,
};

/** A refund takes back what was earned and spent, at its own time; the number of sales stays. */
const ordersRefunded: FactSource = {
  table: 'orders',
  isFact: `status = 'REFUNDED'`,
  deltas: (sql, ids) => sql`
    select d.party_id, d.measure::rollup_measure, o.currency::text as unit, d.key, o.closed_at as at, d.count, d.amount
    from orders o
    cross join lateral (
      select ${sql.unsafe(PLATFORM)}, 'REFUND', '', 1, o.total + o.buyer_fee
      union all select coalesce(o.organization_id, o.buyer_id), 'REFUND', '', 1, o.total + o.buyer_fee
      union all select coalesce(o.organization_id, o.buyer_id), 'SPEND', '', 0, -(o.total + o.buyer_fee)
      union all select coalesce(o.organization_id, o.buyer_id), 'FEE', 'REFUND', 0, -o.buyer_fee
      union all select ${sql.unsafe(PLATFORM)}, 'FEE', 'REFUND', 0, -(l.buyer_fee + l.seller_fee)
        from order_lines l where l.order_id = o.id
      union all select ${sql.unsafe(PLATFORM)}, 'STOCK_SALE', '', 0, -l.total
        from order_lines l where l.order_id = o.id and l.announcement_id is null
      union all select l.seller_id, 'SALE', '', 0, -l.total
        from order_lines l where l.order_id = o.id and l.seller_id <> ${PLATFORM_PARTY}
      union all select l.seller_id, 'FEE', 'REFUND', 0, -l.seller_fee
        from order_lines l where l.order_id = o.id and l.seller_id <> ${PLATFORM_PARTY}
    ) as d (party_id, measure, key, count, amount)
    where o.id = ${among(sql, ids)}`,
  acts: (sql) => sql`select null::uuid as user_id, null::timestamptz as at where false`,
};

const retirements: FactSource = {
  table: 'retirements',
  isFact: `status = 'FINALIZED'`,
  deltas: (sql, ids) => sql`
    select d.party_id, 'RETIREMENT'::rollup_measure as measure, 'TONNE' as unit, r.reason::text as key,
      coalesce(r.retired_at, r.finalized_at) as at, 1 as count, r.quantity as amount
    from retirements r cross join lateral (values (${sql.unsafe(PLATFORM)}), (r.owner_id)) as d (party_id)
    where r.id = ${among(sql, ids)} and d.party_id is not null`,
  acts: (sql, ids) => sql`
    select actor_id as user_id, requested_at as at from retirements
    where id = ${among(sql, ids)} and actor_id is not null`,
};

/** Counts from when it was opened: nobody is told of a draft. */
const announcements: FactSource = {
  table: 'announcements',
  isFact: 'opened_at is not null',
  deltas: (sql, ids) => sql`
    select d.party_id, 'ANNOUNCEMENT'::rollup_measure as measure, '' as unit,
      case when a.batch_id is null then 'CARBON' else 'CREDIT' end as key, a.opened_at as at, 1 as count, 0 as amount
    from announcements a cross join lateral (values
      (${sql.unsafe(PLATFORM)}), (coalesce(a.organization_id, a.seller_id))) as d (party_id)
    where a.id = ${among(sql, ids)}`,
  acts: (sql, ids) => sql`
    select seller_id as user_id, opened_at as at from announcements where id = ${among(sql, ids)}`,
};

export const factSources: Readonly<Record<RollupFact, FactSource>> = {
  TRADE: trades,
  TRANSFER: transfers,
  ORDER_COMPLETED: ordersCompleted,
  ORDER_REFUNDED: ordersRefunded,
  RETIREMENT: retirements,
  ANNOUNCEMENT: announcements,
};

/** Whose states are counted: the table, and which of its rows. */
export const stateSources: Readonly<
  Record<RollupThing, { readonly table: FactSource['table']; readonly where: string }>
> = {
  ANNOUNCEMENT: { table: 'announcements', where: 'opened_at is not null' },
  ORDER: { table: 'orders', where: 'true' },
  RETIREMENT: { table: 'retirements', where: 'true' },
};
