import { inArray } from 'drizzle-orm';
import type { Db } from './client.ts';
import { newestOf } from './keyset.ts';
import { type OrderEventRow, type OrderRow, orders, type OrderStatus } from './orders.ts';

export async function selectOrdersById({ orm }: Db, ids: readonly string[]): Promise<OrderRow[]> {
  return await orm
    .select()
    .from(orders)
    .where(inArray(orders.id, [...ids]));
}

/** How many orders of the owner wait for their payment; counted no further than `most`. */
export async function countOpenOrders({ sql }: Db, ownerId: string, most: number): Promise<number> {
  const [row] = await sql<{ open: number }[]>`
    select count(*)::int as open from (
      select from orders where coalesce(organization_id, buyer_id) = ${ownerId} and status = 'PENDING_PAYMENT'
      limit ${most}::int) as found`;
  return row?.open ?? 0;
}

export interface OrderQuery {
  readonly ownerId: string;
  readonly statuses: readonly OrderStatus[] | undefined;
  /** The page begins after the order with this id. */
  readonly after: string | undefined;
  readonly limit: number;
}

/** One page of an owner's orders, newest first. */
export async function selectOrdersOf(
  { sql }: Db,
  { ownerId, statuses, after, limit }: OrderQuery,
): Promise<OrderRow[]> {
  const owner = sql`coalesce(organization_id, buyer_id)`;
  const which = statuses ? sql`status = any(${[...statuses]}::order_status[])` : sql`true`;
  return await sql<OrderRow[]>`
    select * from orders where ${which} and ${newestOf(sql, owner, sql`${ownerId}::uuid`, after)} limit ${limit}::int`;
}

/** The histories of orders, of each the oldest entry first. */
export async function selectOrderEvents({ sql }: Db, orderIds: readonly string[]): Promise<OrderEventRow[]> {
  return await sql<OrderEventRow[]>`
    select * from order_events where order_id = any(${[...orderIds]}::uuid[]) order by order_id, seq`;
}
