import {
  ownerOfReceived,
  ownerOfSent,
  selectTransfersOf,
  type TransferView,
  type TransferWant,
} from '../../db/transfers.ts';
import type { Context } from '../context.ts';
import { actingFor, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';

/** What the caller, or an organization, has sent and received, newest first, with the parties that are wanted. */
export async function myTransfers(
  ctx: Context,
  input: PageInput & { readonly organizationId?: unknown },
  want: TransferWant = {},
): Promise<Page<TransferView>> {
  await permitCaller(ctx, 'transfer.read-own');
  const { ownerId } = await permitFor(ctx, 'transfer.read-own', readInput(actingFor, input.organizationId));
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectTransfersOf(ctx.app.db, { ownerId, after, limit: size + 1, want });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** The transfers with these ids, null where there is none that the caller may see: a party's, or any for an admin. */
export async function visibleTransfers(ctx: Context, ids: readonly string[]): Promise<(TransferView | null)[]> {
  return onlyVisible(
    ctx,
    await ctx.loaders.transfers.loadMany(ids),
    (transfer) => [ownerOfSent(transfer), ownerOfReceived(transfer)],
    { own: 'transfer.read-own', any: 'transfer.read-any' },
  );
}
