import { type BasketRow, lockBasket, ownerOfBasket } from '../../db/baskets.ts';
import type { Db } from '../../db/client.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { mayFor } from '../permissions.ts';

/** Locks a basket that is the caller's, or of an organization of theirs, and not archived. Throws NotFound. */
export async function lockOwnBasket(ctx: Context, tx: Db, basketId: string): Promise<BasketRow> {
  const found = await lockBasket(tx, basketId);
  if (!found || found.archivedAt !== null || !(await mayFor(ctx, 'basket.write', ownerOfBasket(found), tx))) {
    throw new NotFound('basket of yours');
  }
  return found;
}
