import { eq, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { awaitsConfirmations } from './payment-receipts.ts';
import { type FeeScheduleRow, feeSchedules, type TradeRow, trades } from './trades.ts';
import { type OrderEventRow, type OrderLineRow, orderLines, type OrderRow, orders } from './orders.ts';

/**
 * The statements that write orders. An order is locked after its quote and before its payments, announcements and
 * accounts, everywhere.
 */

export async function insertOrder(
  { orm }: Db,
  row: typeof orders.$inferInsert,
  lines: readonly (typeof orderLines.$inferInsert)[],
): Promise<OrderRow> {
  const [[inserted]] = await Promise.all([
    orm.insert(orders).values(row).returning(),
    orm.insert(orderLines).values([...lines]),
  ]);
  return inserted as OrderRow;
}

/** Locks an order; gives it as it is once the lock is had. */
export async function lockOrder({ sql: statement }: Db, orderId: string): Promise<OrderRow | undefined> {
  const [row] = await statement<OrderRow[]>`select * from orders where id = ${orderId} for no key update`;
  return row;
}

export async function updateOrder(
  { orm }: Db,
  orderId: string,
  change: Partial<
    Pick<OrderRow, 'status' | 'reason' | 'payBy' | 'retireState' | 'paidAt' | 'completedAt' | 'closedAt'>
  >,
): Promise<OrderRow> {
  const [row] = await orm.update(orders).set(change).where(eq(orders.id, orderId)).returning();
  return row as OrderRow;
}

/** The next entry of an order's history; the order is locked by the caller, so that none comes between. */
export async function insertOrderEvent(
  { sql: statement }: Db,
  event: Pick<OrderEventRow, 'orderId' | 'actorId' | 'status' | 'reason'>,
): Promise<void> {
  await statement`
    insert into order_events (order_id, seq, at, actor_id, status, reason)
    select ${event.orderId}, coalesce(max(seq), 0) + 1, clock_timestamp(), ${event.actorId}, ${event.status}, ${event.reason}
    from order_events where order_id = ${event.orderId}`;
}

/** Takes the same step with orders that are locked: one statement each for their status and for their history. */
export async function updateOrders(
  { sql: statement }: Db,
  orderIds: readonly string[],
  status: OrderRow['status'],
): Promise<void> {
  const ids = [...orderIds];
  await Promise.all([
    statement`update orders set status = ${status} where id = any(${ids}::uuid[])`,
    statement`
      insert into order_events (order_id, seq, at, status)
      select o.id, (select coalesce(max(seq), 0) + 1 from order_events e where e.order_id = o.id), clock_timestamp(), ${status}
      from unnest(${ids}::uuid[]) as o (id)`,
  ]);
}

/** The lines of orders, of each in the order in which they were taken. */
export async function selectOrderLines({ sql: statement }: Db, orderIds: readonly string[]): Promise<OrderLineRow[]> {
  return await statement<OrderLineRow[]>`
    select * from order_lines where order_id = any(${[...orderIds]}::uuid[]) order by order_id, position`;
}

/** Writes the trades by which lines of an order were filled. */
export async function insertOrderTrades(
  { orm, sql: statement }: Db,
  filled: readonly { readonly lineId: string; readonly trade: TradeRow }[],
): Promise<void> {
  if (filled.length === 0) return;
  await Promise.all([
    orm.insert(trades).values(filled.map(({ trade }) => trade)),
    statement`
      update order_lines as l set trade_id = f.trade_id
      from unnest(${filled.map(({ lineId }) => lineId)}::uuid[], ${filled.map(({ trade }) => trade.id)}::uuid[])
        as f (id, trade_id)
      where l.id = f.id`,
  ]);
}

/** The fee schedule by which an order was priced. */
export async function selectFeeSchedule({ orm }: Db, version: number): Promise<FeeScheduleRow> {
  const [row] = await orm.select().from(feeSchedules).where(eq(feeSchedules.version, version));
  if (!row) throw new Error(`there is no fee schedule ${version}`);
  return row;
}

/**
 * Locks orders whose time to pay is over; those that another transaction holds are left for the next pass, and those for which
 * a bank keeps the money ready until it is taken or let go, or ether that came in time waits for its confirmations.
 */
export async function lockDueOrders(
  db: Db,
  { limit, graceS }: { readonly limit: number; readonly graceS: number },
): Promise<OrderRow[]> {
  const { sql: statement } = db;
  return await statement<OrderRow[]>`
    select o.* from orders o
    where o.status = 'PENDING_PAYMENT' and o.pay_by <= now() and not exists (
      select from payments p
      where p.order_id = o.id and (p.status = 'AUTHORIZED' or (p.status = 'CREATED' and ${awaitsConfirmations(db, graceS)})))
    order by o.pay_by limit ${limit} for no key update of o skip locked`;
}

/** Locks orders that were paid and are not settled, the oldest first; those that another transaction holds are left. */
export async function lockPaidOrders({ orm }: Db, limit: number): Promise<OrderRow[]> {
  return await orm
    .select()
    .from(orders)
    .where(sql`${orders.status} in ('PAID', 'SETTLING')`)
    .orderBy(orders.id)
    .limit(limit)
    .for('no key update', { skipLocked: true });
}

/** Orders that are settled and whose credits are to be retired, the oldest first. */
export async function selectOrdersToRetire({ orm }: Db, limit: number): Promise<Pick<OrderRow, 'id'>[]> {
  return await orm
    .select({ id: orders.id })
    .from(orders)
    .where(sql`${orders.status} = 'COMPLETED' and ${orders.retireState} = 'WAITING'`)
    .orderBy(orders.id)
    .limit(limit);
}

/**
 * Whether of what an order brought something was retired, or is about to be: by the order itself, or of the same credits since
 * it was settled, for one tonne is like the other. What the chain did not take (REVERTED) was not retired.
 */
export async function isRetiredSince(
  { sql: statement }: Db,
  order: Pick<OrderRow, 'id' | 'buyerId' | 'organizationId' | 'completedAt'>,
  lines: readonly Pick<OrderLineRow, 'batchId'>[],
): Promise<boolean> {
  const batchIds = lines.flatMap(({ batchId }) => batchId ?? []);
  const rows = await statement`
    select from retirements
    where order_id = ${order.id} and status <> 'REVERTED'
    union all
    (select from retirements
    where owner_id = ${order.organizationId ?? order.buyerId} and status <> 'REVERTED'
      and requested_at >= ${order.completedAt}
      and case when retired_asset = 'CARBON' then ${batchIds.length < lines.length}
          else batch_id = any(${batchIds}::uuid[]) end)
    limit 1`;
  return rows.length > 0;
}
