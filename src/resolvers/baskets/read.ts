import { type BasketItemRow, type BasketRow, ownerOfBasket, selectBaskets } from '../../db/baskets.ts';
import type { Context } from '../context.ts';
import { actingFor, readInput } from '../input.ts';
import { decodeKeyset, encodeKeyset, KEY_UUID, type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { mayFor, permitCaller, permitFor } from '../permissions.ts';
import { allowedActions } from '../standings.ts';
import { type BasketAction, basketActions } from './rules.ts';

/** What the platform offers to everybody, newest first. */
export const publicBaskets = (ctx: Context, input: PageInput): Promise<Page<BasketRow>> => list(ctx, input, undefined);

/** The caller's own baskets, or those of an organization, newest first. */
export async function myBaskets(
  ctx: Context,
  input: PageInput & { readonly organizationId?: unknown },
): Promise<Page<BasketRow>> {
  await permitCaller(ctx, 'basket.read-own');
  const { ownerId } = await permitFor(ctx, 'basket.read-own', readInput(actingFor, input.organizationId));
  return list(ctx, input, ownerId);
}

async function list(ctx: Context, input: PageInput, ownerId: string | undefined): Promise<Page<BasketRow>> {
  const size = pageSize(input, ctx.app.config.PAGE_SIZE);
  const [after] = input.after ? decodeKeyset(input.after, [KEY_UUID]) : [];
  const rows = await selectBaskets(ctx.app.db, { ownerId, after, limit: size + 1 });
  return toPage(rows, size, input, (row) => encodeKeyset([row.id]));
}

/** The baskets with these ids, null where there is none that the caller may see: their own, and public ones. */
export async function visibleBaskets(ctx: Context, ids: readonly string[]): Promise<(BasketRow | null)[]> {
  return Promise.all(
    ids.map(async (id) => {
      const found = await ctx.loaders.baskets.load(id);
      if (!found) return null;
      return found.isPublic || (await mayFor(ctx, 'basket.read-own', ownerOfBasket(found))) ? found : null;
    }),
  );
}

export const itemsOf = (ctx: Context, { id }: BasketRow): Promise<readonly BasketItemRow[]> =>
  ctx.loaders.basketItemsOf.load(id);

/** What the caller can do to the basket now. */
export const basketActionsOf = (ctx: Context, basket: BasketRow): Promise<BasketAction[]> =>
  allowedActions(ctx, basketActions, basket, ownerOfBasket(basket));
