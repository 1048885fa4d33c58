import type { IntentRow } from '../../db/chain-intents.ts';
import { type ConversionView, selectConversionsOf } from '../../db/conversions.ts';
import type { Context } from '../context.ts';
import { visibleIntents } from '../intents/read.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { isPermitted, permit } from '../permissions.ts';
import { onlyVisible } from '../visible.ts';
import { asOwnerSees } from './rules.ts';

/** The caller's conversions, newest first. */
export async function myConversions(ctx: Context, input: PageInput): Promise<Page<ConversionView>> {
  const { userId } = await permit(ctx, 'wallet.read');
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectConversionsOf(ctx.app.db, { ownerId: userId, after, limit: size + 1 });
  return toPage(rows.map(asOwnerSees), size, input, (row) => encodeKeyset([row.id]));
}

/** The conversions with these ids, null where there is none that the caller may see. */
export async function visibleConversions(ctx: Context, ids: readonly string[]): Promise<(ConversionView | null)[]> {
  const conversions = await onlyVisible(
    ctx,
    await ctx.loaders.conversions.loadMany(ids),
    (conversion) => [conversion.ownerId],
    { own: 'wallet.read', any: 'wallet.read-any' },
  );
  if (await isPermitted(ctx, 'wallet.read-any')) return conversions;
  return conversions.map((conversion) => conversion && asOwnerSees(conversion));
}

/** The transaction that turns a conversion into CARBON, which its owner may see as well. */
export async function convertIntent(ctx: Context, { id }: ConversionView): Promise<IntentRow | null> {
  const found = await ctx.loaders.convertIntentIds.load(id);
  return found ? ((await visibleIntents(ctx, [found.intentId]))[0] ?? null) : null;
}
