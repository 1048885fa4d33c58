import { selectTransfersOf, type TransferView } from '../../db/transfers.ts';
import type { Context } from '../context.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { permit } from '../permissions.ts';

/** The caller's transfers, sent and received, newest first. */
export async function myTransfers(ctx: Context, input: PageInput): Promise<Page<TransferView>> {
  const { userId } = await permit(ctx, 'transfer.read-own');
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectTransfersOf(ctx.app.db, { userId, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}
