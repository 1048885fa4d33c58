import type { Db } from '../src/db/client.ts';

/** A figure as it is worked out of the rows themselves, one by one. */
export interface RawFigure {
  readonly measure: string;
  readonly unit: string;
  readonly day: string;
  readonly count: bigint;
  readonly amount: bigint;
}

/** What statistics must say of the platform by day of a time zone, from the rows that they are about. */
export const rawFigures = ({ sql }: Db, timeZone: string): Promise<RawFigure[]> => sql<RawFigure[]>`
  select measure, unit, (at at time zone ${timeZone})::date::text as day, sum(n)::bigint as count, sum(amount) as amount
  from (
    select 'TRADE' as measure, currency::text as unit, created_at as at, 1 as n, total_price as amount from trades
    union all
    select 'TRADE_QUANTITY', case when batch_id is null then 'CARBON' else 'CREDIT' end, created_at, 1, quantity from trades
    union all select 'TRANSFER', asset::text, created_at, 1, amount from transfers
    union all select 'PURCHASE', currency::text, completed_at, 1, total + buyer_fee from orders where completed_at is not null
    union all select 'REFUND', currency::text, closed_at, 1, total + buyer_fee from orders where status = 'REFUNDED'
    union all select 'RETIREMENT', 'TONNE', retired_at, 1, quantity from retirements where status = 'FINALIZED'
    union all select 'SIGN_UP', '', created_at, 1, 0 from users
    union all select 'ANNOUNCEMENT', '', opened_at, 1, 0 from announcements where opened_at is not null
    union all
    select 'ISSUED', 'TONNE', coalesce(issued_on::timestamp at time zone 'UTC', created_at), 0,
      (block_end - block_start + 1) * 1000000000000000000::numeric from serial_blocks
  ) as raw
  group by measure, unit, day order by measure, unit, day`;

/** Fees by currency as the ledger has them: what trades and orders brought to those who share them, less what went back. */
export const rawFees = ({ sql }: Db): Promise<{ unit: string; amount: bigint }[]> => sql<
  { unit: string; amount: bigint }[]
>`
  select p.asset as unit, sum(p.amount) as amount
  from postings p join accounts a on a.id = p.account_id
  where a.kind in ('FEES', 'FEES_COMMUNITY', 'FEES_INSURANCE') and p.kind in ('TRADE', 'ORDER_SETTLEMENT', 'ORDER_REFUND')
  group by p.asset order by p.asset`;

/** What each seller got for sales before fees, and what each buyer paid, from the postings in their wallets. */
export const rawParties = ({
  sql,
}: Db): Promise<{ side: string; ownerId: string; unit: string; amount: bigint }[]> => sql<
  { side: string; ownerId: string; unit: string; amount: bigint }[]
>`
  select side, owner_id, unit, sum(amount) as amount
  from (
    select 'SALE' as side, coalesce(seller_organization_id, seller_id) as owner_id, currency::text as unit, total_price as amount
    from trades
    union all
    select 'SALE', l.seller_id, o.currency::text, -l.total from orders o join order_lines l on l.order_id = o.id
    where o.status = 'REFUNDED' and l.announcement_id is not null
    union all
    -- Of a purchase the money leaves what is held for it, of a refund it comes back to there.
    select 'SPEND', w.owner_id, p.asset, -p.amount
    from postings p join accounts a on a.id = p.account_id join wallets w on w.id = a.wallet_id join parties b on b.id = w.owner_id
    where p.asset in ('EUR', 'USD', 'ETH') and b.kind <> 'PLATFORM'
      and (p.kind = 'TRADE' and p.amount < 0 and a.kind = 'AVAILABLE'
        or p.kind in ('ORDER_SETTLEMENT', 'ORDER_REFUND') and a.kind = 'HELD')
  ) as raw
  group by side, owner_id, unit having sum(amount) <> 0 order by side, owner_id, unit`;

/** Who did something from one moment to another. */
export async function rawActiveUsers({ sql }: Db, from: Date, to: Date): Promise<bigint> {
  const [row] = await sql<{ users: bigint }[]>`
    select count(distinct user_id) as users from (
      select buyer_id as user_id, created_at as at from trades
      union all select sender_id, created_at from transfers
      union all select buyer_id, created_at from orders where completed_at is not null
      union all select actor_id, requested_at from retirements where status = 'FINALIZED'
      union all select seller_id, opened_at from announcements where opened_at is not null
    ) as acts where at >= ${from} and at < ${to}`;
  return row?.users ?? 0n;
}

/** How things stand, and what wallets hold: each as rows that read alike. */
export const rawStanding = ({ sql }: Db): Promise<{ what: string; count: bigint; total: bigint }[]> => sql<
  { what: string; count: bigint; total: bigint }[]
>`
  select what, count(*) as count, sum(amount) as total
  from (
    select 'ANNOUNCEMENT ' || status as what, 0 as amount from announcements where opened_at is not null
    union all select 'ORDER ' || status, 0 from orders
    union all select 'RETIREMENT ' || status, 0 from retirements
    union all
    select 'balance ' || w.asset, sum(a.balance) from wallets w join accounts a on a.wallet_id = w.id
    join parties p on p.id = w.owner_id
    where w.batch_id is null and p.kind <> 'PLATFORM' group by w.id having sum(a.balance) > 0
  ) as raw group by what order by what`;

/** Moves what was not counted yet to other days of the last weeks, each row by its id. */
export async function scatter({ sql }: Db): Promise<void> {
  const moved = (column: string) =>
    sql.unsafe(`${column} = ${column} - make_interval(secs => abs(hashtext(id::text || '${column}') % 5000000))`);
  await sql`set local session_replication_role = replica`;
  const old = sql`select id from rollup_marks`;
  await sql`update trades set ${moved('created_at')} where id not in (${old})`;
  await sql`update transfers set ${moved('created_at')} where id not in (${old})`;
  await sql`
    update orders set ${moved('created_at')}, ${moved('completed_at')} where completed_at is not null
      and not exists (select from rollup_marks m where m.id = orders.id and m.fact = 'ORDER_COMPLETED')`;
  // The chain of tests has blocks of years ago.
  await sql`
    update retirements set retired_at = now() - make_interval(secs => abs(hashtext(id::text) % 5000000)), ${moved('requested_at')}
    where status = 'FINALIZED' and id not in (${old})`;
  await sql`update announcements set ${moved('opened_at')} where opened_at is not null and id not in (${old})`;
}
