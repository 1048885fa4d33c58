import { sql } from 'drizzle-orm';
import {
  check,
  index,
  integer,
  pgEnum,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { announcements } from './announcements.ts';
import { batches } from './batches.ts';
import { amount, createdAt, id, instant, json, table } from './columns.ts';
import { organizations } from './organizations.ts';
import { parties } from './parties.ts';
import { users } from './users.ts';
import { asset, ledgerAsset } from './wallets.ts';

export const orderStatus = pgEnum('order_status', [
  'PENDING_PAYMENT',
  'PAID',
  'SETTLING',
  'COMPLETED',
  'CANCELLED',
  'EXPIRED',
  'FAILED',
  'REFUNDED',
]);
export type OrderStatus = (typeof orderStatus.enumValues)[number];

/** What an order was made from. */
export const orderSource = pgEnum('order_source', ['QUOTE', 'BATCH', 'ANNOUNCEMENT', 'CRITERIA', 'BASKET']);
export type OrderSource = (typeof orderSource.enumValues)[number];

/** Whether less than was asked for is taken where there is no more. */
export const orderFill = pgEnum('order_fill', ['ALL_OR_NOTHING', 'PARTIAL']);
export type OrderFill = (typeof orderFill.enumValues)[number];

/** How far the retirement is that an order asked for at its purchase. */
export const orderRetirement = pgEnum('order_retirement', ['WAITING', 'REQUESTED', 'REFUSED']);

export type OrderAsset = 'CARBON' | 'CREDIT';

/** What an order by criteria looks for; what is left out is not asked. Kept as it was asked, for whoever reads it later. */
export interface OrderCriteria {
  readonly batchIds?: readonly string[] | undefined;
  readonly projectIds?: readonly string[] | undefined;
  readonly registries?: readonly string[] | undefined;
  readonly countries?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  readonly methodologies?: readonly string[] | undefined;
  readonly sdgs?: readonly number[] | undefined;
  readonly labels?: readonly string[] | undefined;
  /** Years, both of them included. */
  readonly vintageFrom?: number | undefined;
  readonly vintageTo?: number | undefined;
  /** Only credits of which a proof of integrity is approved, of the batch or of its project. */
  readonly proven?: boolean | undefined;
}

/**
 * A purchase that is paid from outside: what it reserves is in its lines. Prices and fees are those of the moment at which
 * it was made; what the processor of a payment takes comes on top, and is the payment's.
 */
export const orders = table(
  'orders',
  {
    id: id(),
    /** Who acted. */
    buyerId: uuid()
      .notNull()
      .references(() => users.id),
    /** For which organization the buyer buys: the credits are its own then. */
    organizationId: uuid().references(() => organizations.id),
    source: orderSource().notNull(),
    /** The quote, announcement or basket that it was made from. */
    sourceId: uuid(),
    criteria: json<OrderCriteria>(),
    fill: orderFill().notNull(),
    /** What is bought: CARBON (in 10^-18) or credits (in whole tonnes). */
    asset: ledgerAsset().$type<OrderAsset>().notNull(),
    /** What was asked for, and what of it is reserved and will be delivered. */
    requested: amount().notNull(),
    quantity: amount().notNull(),
    currency: asset().notNull(),
    /** The lines' totals; with `buyerFee` it is what a payment must bring in, net of what the processor keeps. */
    total: amount().notNull(),
    buyerFee: amount().notNull(),
    feeScheduleVersion: integer().notNull(),
    status: orderStatus().notNull().default('PENDING_PAYMENT'),
    /** Why it stands as it does: of what was cancelled, failed or refunded. */
    reason: text(),
    /** What is reserved goes back then, unless it was paid for. */
    payBy: instant().notNull(),
    /** For whom and why it is retired as soon as it is settled (the input of a retirement). */
    autoRetire: json<Readonly<Record<string, unknown>>>(),
    /** Null where nothing is to be retired. */
    retireState: orderRetirement(),
    createdAt: createdAt(),
    paidAt: instant(),
    completedAt: instant(),
    /** When it was cancelled, expired, failed or was refunded. */
    closedAt: instant(),
  },
  (t) => [
    // By the owner: the organization, or else who acted.
    index('orders_owner').on(sql`coalesce(${t.organizationId}, ${t.buyerId})`, t.id),
    index('orders_pay_by')
      .on(t.payBy)
      .where(sql`${t.status} = 'PENDING_PAYMENT'`),
    index('orders_to_settle')
      .on(t.id)
      .where(sql`${t.status} in ('PAID', 'SETTLING')`),
    index('orders_to_retire')
      .on(t.id)
      .where(sql`${t.status} = 'COMPLETED' and ${t.retireState} = 'WAITING'`),
    // A quote is taken once, whoever asks at the same moment.
    uniqueIndex('orders_quote')
      .on(t.sourceId)
      .where(sql`${t.source} = 'QUOTE'`),
    check('orders_source', sql`(${t.source} in ('QUOTE', 'ANNOUNCEMENT', 'BASKET')) = (${t.sourceId} is not null)`),
    check('orders_quantities', sql`${t.quantity} > 0 and ${t.quantity} <= ${t.requested}`),
    check('orders_all_or_nothing', sql`${t.fill} <> 'ALL_OR_NOTHING' or ${t.quantity} = ${t.requested}`),
    check('orders_amounts', sql`${t.total} > 0 and ${t.buyerFee} >= 0`),
    // As text: a value that was added to an enum cannot be used in the transaction that added it.
    check('orders_currency', sql`${t.currency}::text in ('USD', 'EUR')`),
    check('orders_asset', sql`${t.asset}::text in ('CARBON', 'CREDIT')`),
    check(
      'orders_paid',
      sql`${t.status} not in ('PAID', 'SETTLING', 'COMPLETED', 'REFUNDED') or ${t.paidAt} is not null`,
    ),
    check('orders_completed', sql`(${t.status} in ('COMPLETED', 'REFUNDED')) = (${t.completedAt} is not null)`),
    check(
      'orders_closed',
      sql`(${t.status} in ('CANCELLED', 'EXPIRED', 'FAILED', 'REFUNDED')) = (${t.closedAt} is not null)`,
    ),
    check('orders_retirement', sql`(${t.autoRetire} is null) = (${t.retireState} is null)`),
    check('orders_reason', sql`${t.status} not in ('FAILED', 'REFUNDED') or ${t.reason} is not null`),
  ],
);

/**
 * What an order takes from one offer: a part of an announcement, or of what the platform itself has in stock. It is
 * reserved from the order's first moment, and filled, released or given back with the order.
 */
export const orderLines = table(
  'order_lines',
  {
    id: id(),
    orderId: uuid()
      .notNull()
      .references(() => orders.id),
    /** In the order in which they were taken: price, then time. */
    position: smallint().notNull(),
    /** Null: from the platform's own stock. */
    announcementId: uuid().references(() => announcements.id),
    /** Null: CARBON. */
    batchId: uuid().references(() => batches.id),
    /** From whose wallet: a user, an organization or the platform. */
    sellerId: uuid()
      .notNull()
      .references(() => parties.id),
    quantity: amount().notNull(),
    /** In 10^-18 of the currency. */
    pricePerCredit: amount().notNull(),
    /** quantity x pricePerCredit, rounded up to the currency's minor unit. */
    total: amount().notNull(),
    /** Its share of the order's fee. */
    buyerFee: amount().notNull(),
    sellerFee: amount().notNull(),
    priceSource: text().notNull(),
    priceAsOf: instant().notNull(),
    /** The trade that filled it, where an announcement did. */
    tradeId: uuid(),
  },
  (t) => [
    unique('order_lines_position').on(t.orderId, t.position),
    index('order_lines_announcement').on(t.announcementId, t.id),
    index('order_lines_batch').on(t.batchId, t.id),
    index('order_lines_trade')
      .on(t.tradeId)
      .where(sql`${t.tradeId} is not null`),
    check('order_lines_offer', sql`${t.announcementId} is not null or ${t.batchId} is not null`),
    check(
      'order_lines_amounts',
      sql`${t.quantity} > 0 and ${t.pricePerCredit} > 0 and ${t.total} > 0 and ${t.buyerFee} >= 0
          and ${t.sellerFee} >= 0 and ${t.sellerFee} <= ${t.total}`,
    ),
  ],
);

/** What happened to an order, for ever. */
export const orderEvents = table(
  'order_events',
  {
    orderId: uuid()
      .notNull()
      .references(() => orders.id),
    seq: integer().notNull(),
    at: createdAt(),
    /** Null: the platform by itself. */
    actorId: uuid(),
    /** Where it stood from then on; the same as before where only something was tried. */
    status: orderStatus().notNull(),
    reason: text(),
  },
  (t) => [primaryKey({ columns: [t.orderId, t.seq] }), check('order_events_seq', sql`${t.seq} > 0`)],
);

export type OrderRow = typeof orders.$inferSelect;
export type OrderLineRow = typeof orderLines.$inferSelect;
export type OrderEventRow = typeof orderEvents.$inferSelect;

/** Whose order it is: the organization's, or else the buyer's own. */
export const ownerOfOrder = ({ buyerId, organizationId }: Pick<OrderRow, 'buyerId' | 'organizationId'>): string =>
  organizationId ?? buyerId;

/** What a payment for it must bring in, without what its processor keeps. */
export const toPayOf = ({ total, buyerFee }: Pick<OrderRow, 'total' | 'buyerFee'>): bigint => total + buyerFee;
