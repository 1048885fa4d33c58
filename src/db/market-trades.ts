import type { Db } from './client.ts';
import { PLATFORM_PARTY } from './parties.ts';
import type { Mitigation } from './projects.ts';
import type { Asset } from './wallets.ts';

/** What kind of credits something is about; without a batch it is CARBON. */
export interface SoldKind {
  readonly batchId: string | null;
  readonly category: string | null;
  readonly projectType: string | null;
  readonly mitigation: Mitigation | null;
}

/** A trade of the market, as an index of it looks at it. */
export interface MarketTrade extends SoldKind {
  /** In minor units of what was sold. */
  readonly quantity: bigint;
  /** In 10^-18 of the currency. */
  readonly price: bigint;
  readonly currency: Asset;
  readonly day: string;
  readonly sellerId: string;
  readonly isOwn: boolean;
}

/**
 * Trades of announcements since `from`, the newest `limit` of them. What an order has given back was no trade; and buyer and
 * seller are of one house where one belongs to the other's organization by now.
 */
export async function selectMarketTrades(
  { sql }: Db,
  { from, until, limit }: { readonly from: Date; readonly until: Date; readonly limit: number },
): Promise<MarketTrade[]> {
  return await sql<MarketTrade[]>`
    select t.batch_id, p.category, p.project_type, p.mitigation, t.quantity, t.price_per_credit as price, t.currency,
      (t.created_at at time zone 'UTC')::date::text as day, coalesce(t.seller_organization_id, t.seller_id) as seller_id,
      coalesce(t.buyer_organization_id = t.seller_organization_id, false)
        or exists (
          select from organization_members m
          where m.organization_id = t.seller_organization_id and m.user_id = t.buyer_id)
        or exists (
          select from organization_members m
          where m.organization_id = t.buyer_organization_id and m.user_id = t.seller_id) as is_own
    from trades t
    left join batches b on b.id = t.batch_id
    left join projects p on p.id = b.project_id
    where t.created_at >= ${from} and t.created_at < ${until} and t.status = 'COMPLETED'
      and t.id not in (
        select l.trade_id from orders o join order_lines l on l.order_id = o.id
        where o.status = 'REFUNDED' and o.closed_at >= ${from} and l.trade_id is not null)
    order by t.created_at desc limit ${limit}`;
}

/** A quantity of one kind of credits, in minor units. */
export interface KindQuantity extends SoldKind {
  readonly quantity: bigint;
}

/** What is open for sale now of each batch, and of CARBON: announcements, and the platform's stock. */
export async function selectOpenQuantities({ sql }: Db): Promise<KindQuantity[]> {
  return await sql<KindQuantity[]>`
    select open.batch_id, p.category, p.project_type, p.mitigation, open.quantity
    from (
      select batch_id, sum(quantity) as quantity
      from (
        select batch_id, remaining as quantity from announcements where status = 'ACTIVE'
        union all
        select w.batch_id, a.balance
        from wallets w join accounts a on a.wallet_id = w.id and a.kind = 'AVAILABLE' and a.balance > 0
        where w.owner_id = ${PLATFORM_PARTY} and w.batch_id is not null) as offers
      group by batch_id) as open
    left join batches b on b.id = open.batch_id
    left join projects p on p.id = b.project_id`;
}

/** What orders took of the platform's stock since `from` and have kept, by batch. */
export async function selectStockFills({ sql }: Db, from: Date): Promise<KindQuantity[]> {
  return await sql<KindQuantity[]>`
    select l.batch_id, p.category, p.project_type, p.mitigation, sum(l.quantity) as quantity
    from orders o
    join order_lines l on l.order_id = o.id and l.announcement_id is null
    join batches b on b.id = l.batch_id
    join projects p on p.id = b.project_id
    where o.status = 'COMPLETED' and o.completed_at >= ${from}
    group by l.batch_id, p.category, p.project_type, p.mitigation`;
}

/** What an owner bought and sold in one currency. */
export interface OwnerVolume {
  readonly ownerId: string;
  readonly currency: Asset;
  /** In minor units. */
  readonly total: bigint;
}

/** Of one day (UTC), both sides: trades, and what orders took of the platform's stock. */
export async function selectOwnerVolumes({ sql }: Db, day: string): Promise<OwnerVolume[]> {
  return await sql<OwnerVolume[]>`
    with day as (select ${day}::timestamptz as start, ${day}::timestamptz + interval '1 day' as stop),
    sides as (
      select coalesce(t.buyer_organization_id, t.buyer_id) as owner_id, t.currency, t.total_price as total
      from day, trades t where t.created_at >= day.start and t.created_at < day.stop
      union all
      select coalesce(t.seller_organization_id, t.seller_id), t.currency, t.total_price
      from day, trades t where t.created_at >= day.start and t.created_at < day.stop
      union all
      select coalesce(o.organization_id, o.buyer_id), o.currency, l.total
      from day, orders o join order_lines l on l.order_id = o.id and l.announcement_id is null
      where o.completed_at >= day.start and o.completed_at < day.stop)
    select owner_id, currency, sum(total) as total from sides group by owner_id, currency`;
}

/** A close of ether in euros, and rates of the euro, of the days from..to, the newest first. */
export async function selectEtherCloses(
  { sql }: Db,
  from: string,
  to: string,
): Promise<{ readonly date: string; readonly close: bigint }[]> {
  return await sql<{ date: string; close: bigint }[]>`
    select date::text, close from price_days
    where instrument = 'ETH' and currency = 'EUR' and date between ${from} and ${to} order by price_days.date desc`;
}
