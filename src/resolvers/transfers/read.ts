import { selectTransfersOf, type TransferView, type TransferWant } from '../../db/transfers.ts';
import type { Context } from '../context.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { permit } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';

/** The caller's transfers, sent and received, newest first, with the parties that are wanted. */
export async function myTransfers(
  ctx: Context,
  input: PageInput,
  want: TransferWant = {},
): Promise<Page<TransferView>> {
  const { userId } = await permit(ctx, 'transfer.read-own');
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectTransfersOf(ctx.app.db, { ownerId: userId, after, limit: size + 1, want });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** The transfers with these ids, null where there is none that the caller may see: a party's, or any for an admin. */
export async function visibleTransfers(ctx: Context, ids: readonly string[]): Promise<(TransferView | null)[]> {
  return onlyVisible(
    ctx,
    await ctx.loaders.transfers.loadMany(ids),
    ({ senderId, recipientId }, userId) => userId === senderId || userId === recipientId,
    'transfer.read-any',
  );
}
