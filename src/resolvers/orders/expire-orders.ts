import { lockDueOrders } from '../../db/order-writes.ts';
import { type Context, transact } from '../context.ts';
import { endOrder } from './end.ts';

/** Ends the order whose time to pay ran out first, if there is one, and lets go what it reserved; false if there is none. */
async function expireOrder(ctx: Context): Promise<boolean> {
  return transact(ctx, async (tx) => {
    const graceS = ctx.app.config.PAYMENT_CRYPTO_TTL_S;
    const [due] = await lockDueOrders(tx, { limit: 1, graceS });
    if (!due) return false;
    await endOrder(tx, due, 'EXPIRE', { actorId: null, reason: 'It was not paid in time.' });
    return true;
  });
}

/** Ends orders that were not paid in time, ORDER_EXPIRY_BATCH at most; tells how many. */
export async function expireOrders(ctx: Context): Promise<number> {
  // One by one: the announcements of several orders would have to be locked together to be locked in order.
  const { ORDER_EXPIRY_BATCH: most } = ctx.app.config;
  let ended = 0;
  while (ended < most && (await expireOrder(ctx))) ended += 1;
  return ended;
}
