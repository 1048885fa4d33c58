import type { Context } from '../resolvers/context.ts';
import { expireOrders } from '../resolvers/orders/expire-orders.ts';
import { retireOrders } from '../resolvers/orders/retire-orders.ts';
import { settleOrders } from '../resolvers/orders/settle-orders.ts';
import type { Pass } from './keep.ts';

/** Settles what was paid; true if more may wait. */
async function passSettleOrders(ctx: Context): Promise<boolean> {
  const { settled } = await settleOrders(ctx);
  return settled === ctx.app.config.ORDER_SETTLE_BATCH;
}

/** The passes of orders: none waits for another, and each may be killed at any moment. */
export const orderPasses = (ctx: Context): readonly Pass[] => {
  const { CLOCK_PASS_MS: everyMs, ORDER_EXPIRY_BATCH, ORDER_SETTLE_BATCH } = ctx.app.config;
  return [
    { name: 'order-settlement', everyMs, run: () => passSettleOrders(ctx) },
    { name: 'order-retirement', everyMs, run: async () => (await retireOrders(ctx)) === ORDER_SETTLE_BATCH },
    { name: 'order-expiry', everyMs, run: async () => (await expireOrders(ctx)) === ORDER_EXPIRY_BATCH },
  ];
};
