import { count } from './config-kinds.ts';

/** The variables of orders and baskets: how long they hold back what others would buy, and how much of it. */
export const orderVariables = {
  ORDER_PAYMENT_S: count(60)
    .default(1_800)
    .describe('time in which an order is paid, unless its way of paying takes longer; then what it reserved is let go'),
  ORDERS_OPEN: count(1, 10_000).default(20).describe('orders of one owner that may wait for their payment'),
  ORDER_OFFERS: count(1, 5_000).default(200).describe('offers that one kind of credits is looked for in'),
  ORDER_LINES: count(1, 1_000)
    .default(50)
    .describe('offers that one kind of credits in an order is filled from at most'),
  ORDER_EXPIRY_BATCH: count(1, 5_000).default(50).describe('unpaid orders that one pass ends'),
  ORDER_SETTLE_BATCH: count(1, 5_000).default(100).describe('paid orders that one pass settles'),
  ORDER_SETTLE_AT_ONCE: count(1, 100).default(4).describe('paid orders that are settled at the same time'),
  ORDER_REFUND_DAYS: count(0, 3_650)
    .default(14)
    .describe('days after its settlement in which an order can be refunded'),
  BASKET_ITEMS: count(1, 1_000).default(20).describe('kinds of credits in a basket'),
  BASKETS_PER_OWNER: count(1, 100_000).default(100).describe('baskets that one owner keeps'),
};
