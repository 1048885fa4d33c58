import { type BasketRow, updateBasketRow } from '../../db/baskets.ts';
import { type Context, transact } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit, permitCaller } from '../permissions.ts';
import { lockOwnBasket } from './own.ts';
import { checkItems, updateBasketInput } from './rules.ts';

/**
 * Changes a basket of the caller's; what is left out stays, and items that are given take the place of all. Orders that were
 * made from it stay as they are. Throws InputInvalid, NotFound, Forbidden (for others than the platform to offer it to all).
 */
export async function updateBasket(ctx: Context, input: unknown): Promise<BasketRow> {
  await permitCaller(ctx, 'basket.write');
  const { basketId, items, name, description, isPublic } = readInput(updateBasketInput, input);
  if (isPublic) await permit(ctx, 'basket.publish');
  if (items) checkItems(items, ctx.app.config.BASKET_ITEMS);
  return transact(ctx, async (tx) => {
    const before = await lockOwnBasket(ctx, tx, basketId);
    if (isPublic && before.organizationId !== null) {
      throw new InputInvalid([
        { path: ['isPublic'], message: 'is for baskets of the platform, not of an organization' },
      ]);
    }
    const change = {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(isPublic !== undefined && { isPublic }),
    };
    return updateBasketRow(tx, basketId, change, items);
  });
}
