import { type PriceAlertRow, selectPriceAlertsById, selectPriceAlertsOf } from '../../db/price-alerts.ts';
import type { Context } from '../context.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { mayFor, permit } from '../permissions.ts';

/** The caller's alerts, those that ended too, newest first. */
export async function myPriceAlerts(ctx: Context, input: PageInput): Promise<Page<PriceAlertRow>> {
  const { userId } = await permit(ctx, 'notification.read');
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectPriceAlertsOf(ctx.app.db, userId, { after, limit: size + 1 });
  return toPage(rows, size, input, ({ id }) => encodeKeyset([id]));
}

/** The alerts with these ids, null where there is none of the caller's. */
export async function visiblePriceAlerts(ctx: Context, ids: readonly string[]): Promise<(PriceAlertRow | null)[]> {
  const found = new Map((await selectPriceAlertsById(ctx.app.db, ids)).map((row) => [row.id, row]));
  return Promise.all(
    ids.map(async (id) => {
      const row = found.get(id);
      return row && (await mayFor(ctx, 'notification.read', row.userId)) ? row : null;
    }),
  );
}
