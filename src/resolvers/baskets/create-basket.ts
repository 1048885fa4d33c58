import { v7 as newId } from 'uuid';
import { type BasketRow, countBaskets, insertBasket } from '../../db/baskets.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit, permitCaller, permitFor } from '../permissions.ts';
import { TooManyBaskets } from './errors.ts';
import { checkItems, createBasketInput } from './rules.ts';

/**
 * Puts a basket together, for the caller or an organization for which they may pay; with `isPublic`, for everybody, which
 * only the platform may. Throws InputInvalid, TooManyBaskets, Forbidden.
 */
export async function createBasket(ctx: Context, input: unknown): Promise<BasketRow> {
  await permitCaller(ctx, 'basket.write');
  const { organizationId, items, description, isPublic, name } = readInput(createBasketInput, input);
  const { userId, ownerId } = await permitFor(ctx, 'basket.write', organizationId);
  if (isPublic) await permit(ctx, 'basket.publish');
  const { BASKET_ITEMS, BASKETS_PER_OWNER: most } = ctx.app.config;
  checkItems(items, BASKET_ITEMS);
  return transact(ctx, async (tx) => {
    if ((await countBaskets(tx, ownerId, most)) >= most) throw new TooManyBaskets(most);
    const row = {
      id: newId(),
      createdBy: userId,
      organizationId: organizationId ?? null,
      name,
      description: description ?? '',
      isPublic: isPublic ?? false,
    };
    return insertBasket(tx, row, items);
  });
}
