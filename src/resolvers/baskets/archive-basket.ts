import { type BasketRow, updateBasketRow } from '../../db/baskets.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { lockOwnBasket } from './own.ts';
import { archiveBasketInput } from './rules.ts';

/** Puts a basket of the caller's away: nothing is ordered from it any more. Throws InputInvalid, NotFound. */
export async function archiveBasket(ctx: Context, input: unknown): Promise<BasketRow> {
  await permitCaller(ctx, 'basket.write');
  const { basketId } = readInput(archiveBasketInput, input);
  return transact(ctx, async (tx) => {
    await lockOwnBasket(ctx, tx, basketId);
    return updateBasketRow(tx, basketId, { archivedAt: new Date() });
  });
}
