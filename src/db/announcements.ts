import { sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import { amount, createdAt, id, instant, table } from './columns.ts';
import type { Db } from './client.ts';
import { type UserView, users } from './users.ts';
import { asset } from './wallets.ts';

export const announcementStatus = pgEnum('announcement_status', [
  'DRAFT',
  'ACTIVE',
  'PAUSED',
  'SOLD_OUT',
  'CANCELLED',
  'EXPIRED',
]);
export const priceKind = pgEnum('price_kind', ['FIXED', 'MARKET']);
export type AnnouncementStatus = (typeof announcementStatus.enumValues)[number];
export type PriceKind = (typeof priceKind.enumValues)[number];

/** An offer of CARBON. While it is ACTIVE or PAUSED, `remaining` lies in the seller's HELD account. */
export const announcements = table(
  'announcements',
  {
    id: id(),
    sellerId: uuid()
      .notNull()
      .references(() => users.id),
    title: text().notNull(),
    description: text().notNull().default(''),
    quantity: amount().notNull(),
    remaining: amount().notNull(),
    minimumFill: amount().notNull(),
    currency: asset().notNull(),
    priceKind: priceKind().notNull(),
    /** FIXED: per credit, in 10^-18 of the currency. */
    fixedPrice: amount(),
    /** MARKET: over (or under) the MCO2 price in the announcement's currency. */
    premiumBps: integer(),
    status: announcementStatus().notNull().default('DRAFT'),
    expiresAt: instant().notNull(),
    createdAt: createdAt(),
    openedAt: instant(),
    closedAt: instant(),
  },
  (t) => [
    index('announcements_seller').on(t.sellerId, t.id),
    index('announcements_newest').on(t.status, t.id),
    index('announcements_quantity').on(t.status, t.remaining, t.id),
    index('announcements_fixed_price')
      .on(t.status, t.currency, t.fixedPrice, t.id)
      .where(sql`${t.priceKind} = 'FIXED'`),
    index('announcements_premium')
      .on(t.status, t.currency, t.premiumBps, t.id)
      .where(sql`${t.priceKind} = 'MARKET'`),
    index('announcements_expiry')
      .on(t.expiresAt)
      .where(sql`${t.status} in ('ACTIVE', 'PAUSED')`),
    index('announcements_text').using('gin', sql`to_tsvector('simple', ${t.title} || ' ' || ${t.description})`),
    check('announcements_quantities', sql`${t.quantity} > 0 and ${t.remaining} between 0 and ${t.quantity}`),
    check('announcements_minimum_fill', sql`${t.minimumFill} > 0 and ${t.minimumFill} <= ${t.quantity}`),
    check('announcements_sold_out', sql`${t.status} <> 'SOLD_OUT' or ${t.remaining} = 0`),
    check('announcements_open_has_left', sql`${t.status} not in ('ACTIVE', 'PAUSED') or ${t.remaining} > 0`),
    check('announcements_currency', sql`${t.currency} <> 'CARBON'`),
    check(
      'announcements_price',
      sql`case ${t.priceKind} when 'FIXED' then ${t.fixedPrice} > 0 and ${t.premiumBps} is null
          else ${t.fixedPrice} is null and ${t.premiumBps} between -9000 and 100000 end`,
    ),
  ],
);

export type AnnouncementRow = typeof announcements.$inferSelect;

/** An announcement with what a reader needs to see its price: MCO2 in its currency, and how old that is. */
export interface AnnouncementView extends AnnouncementRow {
  readonly seller?: UserView;
}

export async function selectAnnouncementsById({ sql }: Db, ids: readonly string[]): Promise<AnnouncementView[]> {
  return await sql<AnnouncementRow[]>`select * from announcements where id = any(${ids}::uuid[])`;
}
