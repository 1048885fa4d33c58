import { z } from 'zod';
import { selectOrdersOf } from '../../db/order-lists.ts';
import {
  type OrderEventRow,
  type OrderLineRow,
  type OrderRow,
  orderStatus,
  ownerOfOrder,
  toPayOf,
} from '../../db/orders.ts';
import { formatAmount } from '../amounts.ts';
import type { Context } from '../context.ts';
import { decodeId } from '../ids.ts';
import { actingFor, optional, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { allowedActions } from '../standings.ts';
import { onlyVisible } from '../visible.ts';
import { type OrderAction, orderActions } from './rules.ts';

const filterInput = z.object({
  statuses: optional(
    z.array(z.enum(orderStatus.enumValues)).min(1, 'names no status').max(orderStatus.enumValues.length),
  ),
});

export interface OrdersInput extends PageInput {
  readonly organizationId?: unknown;
  readonly filterBy?: unknown;
}

/** The orders of the caller, or of an organization, newest first. Throws InputInvalid. */
export async function myOrders(ctx: Context, input: OrdersInput): Promise<Page<OrderRow>> {
  await permitCaller(ctx, 'order.read-own');
  const { ownerId } = await permitFor(ctx, 'order.read-own', readInput(actingFor, input.organizationId));
  const { statuses } = readInput(filterInput, input.filterBy ?? {});
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectOrdersOf(ctx.app.db, { ownerId, statuses, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** The orders with these ids, null where there is none that the caller may see: an owner's, or any for finance. */
export async function visibleOrders(ctx: Context, ids: readonly string[]): Promise<(OrderRow | null)[]> {
  return onlyVisible(ctx, await ctx.loaders.orders.loadMany(ids), (order) => [ownerOfOrder(order)], {
    own: 'order.read-own',
    any: 'order.read-any',
  });
}

/** One order by its opaque id; null if there is none that the caller may see. Throws Unauthenticated. */
export async function findOrder(ctx: Context, id: string): Promise<OrderRow | null> {
  await permitCaller(ctx, 'order.read-own');
  const decoded = decodeId(id);
  if (decoded?.type !== 'Order') return null;
  return (await visibleOrders(ctx, [decoded.id]))[0] ?? null;
}

/** An order that must exist, since something that the caller may see refers to it. */
export async function orderOf(ctx: Context, id: string): Promise<OrderRow> {
  const found = await ctx.loaders.orders.load(id);
  if (!found) throw new Error(`order ${id} is referred to and does not exist`);
  return found;
}

/** What its buyer pays in all, as text. */
export const toPayAmountOf = (order: OrderRow): string => formatAmount(toPayOf(order), order.currency);

export const linesOf = (ctx: Context, { id }: OrderRow): Promise<readonly OrderLineRow[]> =>
  ctx.loaders.orderLinesOf.load(id);

export const historyOf = (ctx: Context, { id }: OrderRow): Promise<readonly OrderEventRow[]> =>
  ctx.loaders.orderEventsOf.load(id);

/** What the caller can do to the order now. */
export const orderActionsOf = (ctx: Context, order: OrderRow): Promise<OrderAction[]> =>
  allowedActions(ctx, orderActions, order, ownerOfOrder(order));
