import { quoteOwner, type QuoteRow, selectQuotesById, selectQuotesOf } from '../../db/quotes.ts';
import type { Context } from '../context.ts';
import { actingFor, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';

/** The quotes of the caller, or of an organization, newest first; those that expired long ago are gone. */
export async function myQuotes(
  ctx: Context,
  input: PageInput & { readonly organizationId?: unknown },
): Promise<Page<QuoteRow>> {
  await permitCaller(ctx, 'quote.read-own');
  const { ownerId } = await permitFor(ctx, 'quote.read-own', readInput(actingFor, input.organizationId));
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectQuotesOf(ctx.app.db, { ownerId, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** The quotes with these ids, null where there is none that the caller may see. */
export async function visibleQuotes(ctx: Context, ids: readonly string[]): Promise<(QuoteRow | null)[]> {
  const rows = await selectQuotesById(ctx.app.db, ids);
  const found = ids.map((id) => rows.find((row) => row.id === id));
  return onlyVisible(ctx, found, (quote) => [quoteOwner(quote)], {
    own: 'quote.read-own',
    any: 'quote.read-any',
  });
}
