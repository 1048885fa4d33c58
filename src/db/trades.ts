import { sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import { announcements, type AnnouncementView } from './announcements.ts';
import type { Db } from './client.ts';
import { amount, createdAt, id, instant, table } from './columns.ts';
import { users, type UserView } from './users.ts';
import { asset } from './wallets.ts';

export const tradeStatus = pgEnum('trade_status', ['PENDING', 'COMPLETED', 'FAILED', 'CANCELLED']);
export type TradeStatus = (typeof tradeStatus.enumValues)[number];

/** What the platform takes of a trade, in basis points of the total price. A new version is a new row. */
export const feeSchedules = table(
  'fee_schedules',
  {
    version: integer().primaryKey().generatedAlwaysAsIdentity(),
    makerBps: integer().notNull(),
    takerBps: integer().notNull(),
    effectiveFrom: instant().notNull(),
    authorId: uuid().references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    check('fee_schedules_bps', sql`${t.makerBps} between 0 and 10000 and ${t.takerBps} between 0 and 10000`),
    index('fee_schedules_effective').on(t.effectiveFrom),
  ],
);

/** A fill of an announcement. Written once, in the transaction that moved the money and the credits. */
export const trades = table(
  'trades',
  {
    id: id(),
    announcementId: uuid()
      .notNull()
      .references(() => announcements.id),
    buyerId: uuid().notNull(),
    sellerId: uuid().notNull(),
    quantity: amount().notNull(),
    currency: asset().notNull(),
    /** In 10^-18 of the currency. */
    pricePerCredit: amount().notNull(),
    /** quantity x pricePerCredit, rounded up to the currency's minor unit. */
    totalPrice: amount().notNull(),
    buyerFee: amount().notNull(),
    sellerFee: amount().notNull(),
    feeScheduleVersion: integer().notNull(),
    priceSource: text().notNull(),
    priceAsOf: instant().notNull(),
    status: tradeStatus().notNull(),
    entryId: uuid().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index('trades_announcement').on(t.announcementId, t.id),
    index('trades_buyer').on(t.buyerId, t.id),
    index('trades_seller').on(t.sellerId, t.id),
    check('trades_parties', sql`${t.buyerId} <> ${t.sellerId}`),
    check('trades_amounts', sql`${t.quantity} > 0 and ${t.totalPrice} > 0 and ${t.buyerFee} >= 0 and ${t.sellerFee} >= 0`),
  ],
);

export type FeeScheduleRow = typeof feeSchedules.$inferSelect;
export type TradeRow = typeof trades.$inferSelect;

/** A trade with what was joined to it. */
export interface TradeView extends TradeRow {
  readonly buyer?: UserView;
  readonly seller?: UserView;
  readonly announcement?: AnnouncementView;
}

export async function selectTradesById({ sql }: Db, ids: readonly string[]): Promise<TradeView[]> {
  return await sql<TradeRow[]>`select * from trades where id = any(${ids}::uuid[])`;
}
