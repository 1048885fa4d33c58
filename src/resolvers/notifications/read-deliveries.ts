import { z } from 'zod';
import {
  type DeliveryRow,
  deliveryState,
  selectDeliveries,
  selectDeliveriesById,
} from '../../db/notification-deliveries.ts';
import type { Context } from '../context.ts';
import { optional, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, permit } from '../permissions.ts';

const filterInput = z.object({
  statuses: optional(z.array(z.enum(deliveryState.enumValues)).min(1, 'names no status').max(4)),
  channel: optional(z.enum(['EMAIL', 'SMS', 'PUSH'])),
});

/** Messages on their way and those that were given up, of everybody, newest first. Throws InputInvalid. */
export async function notificationDeliveries(
  ctx: Context,
  input: PageInput & { readonly filterBy?: unknown },
): Promise<Page<DeliveryRow>> {
  await permit(ctx, 'notification.manage');
  const { statuses: states = ['DEAD'], channel } = readInput(filterInput, input.filterBy ?? {});
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [before] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectDeliveries(ctx.app.db, { states, channel, before, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

/** The messages with these ids, null where there is none that the caller may see. */
export async function visibleDeliveries(ctx: Context, ids: readonly string[]): Promise<(DeliveryRow | null)[]> {
  if (!(await isPermitted(ctx, 'notification.manage'))) return ids.map(() => null);
  const found = new Map((await selectDeliveriesById(ctx.app.db, ids)).map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
}
