import { eq, getColumns, sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import { batches } from './batches.ts';
import { amount, createdAt, id, instant, table } from './columns.ts';
import type { Db, Fragment, Sql } from './client.ts';
import { objectOf, onceFor, type Part, pickColumns, type Picked, selectParts } from './joins.ts';
import { joinUser } from './joined-users.ts';
import { organizations } from './organizations.ts';
import { isAmong } from './plans.ts';
import type { PriceCurrency } from './prices.ts';
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

/**
 * An offer of CARBON, or of credits of one batch. While it is ACTIVE or PAUSED, `remaining` lies in the seller's HELD
 * account; once it is closed, only what orders have reserved of it does. Quantities are in minor units of what is sold:
 * 10^-18 of CARBON, or whole tonnes.
 */
export const announcements = table(
  'announcements',
  {
    id: id(),
    sellerId: uuid()
      .notNull()
      .references(() => users.id),
    /** For which organization the seller sells: the credits and the money are its own then. */
    organizationId: uuid().references(() => organizations.id),
    /** Whose credits are sold; null: CARBON. */
    batchId: uuid().references(() => batches.id),
    title: text().notNull(),
    description: text().notNull().default(''),
    quantity: amount().notNull(),
    remaining: amount().notNull(),
    /** What of `remaining` waits for orders that are not yet settled: nobody else can buy it. */
    reserved: amount().notNull().default(0n),
    minimumFill: amount().notNull(),
    currency: asset().notNull(),
    priceKind: priceKind().notNull(),
    /** FIXED: per credit, in 10^-18 of the currency. */
    fixedPrice: amount(),
    /** MARKET: over (or under) the MCO2 price in the announcement's currency. */
    premiumBps: integer(),
    status: announcementStatus().notNull().default('DRAFT'),
    expiresAt: instant().notNull(),
    /** When the seller set the price. */
    pricedAt: createdAt(),
    createdAt: createdAt(),
    openedAt: instant(),
    closedAt: instant(),
  },
  (t) => [
    index('announcements_seller').on(t.sellerId, t.id),
    index('announcements_organization')
      .on(t.organizationId, t.id)
      .where(sql`${t.organizationId} is not null`),
    index('announcements_newest').on(t.status, t.id),
    // In 10^-18 t, so that whole credits and CARBON have one order.
    index('announcements_quantity').on(
      t.status,
      sql`(case when ${t.batchId} is null then ${t.remaining} else ${t.remaining} * 1000000000000000000 end)`,
      t.id,
    ),
    index('announcements_batch')
      .on(t.batchId, t.status, t.id)
      .where(sql`${t.batchId} is not null`),
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
    check('announcements_reserved', sql`${t.reserved} between 0 and ${t.remaining}`),
    check('announcements_minimum_fill', sql`${t.minimumFill} > 0 and ${t.minimumFill} <= ${t.quantity}`),
    check('announcements_sold_out', sql`${t.status} <> 'SOLD_OUT' or ${t.remaining} = 0`),
    check('announcements_open_has_left', sql`${t.status} not in ('ACTIVE', 'PAUSED') or ${t.remaining} > 0`),
    // As text: a value that was added to an enum cannot be used before the transaction that added it has ended.
    check('announcements_currency', sql`${t.currency}::text not in ('CARBON', 'CREDIT')`),
    check(
      'announcements_price',
      sql`case ${t.priceKind} when 'FIXED' then ${t.fixedPrice} > 0 and ${t.premiumBps} is null
          else ${t.fixedPrice} is null and ${t.premiumBps} between -9000 and 100000 end`,
    ),
  ],
);

export type AnnouncementRow = typeof announcements.$inferSelect;

/** Whose wallets an announcement sells from: the organization's, or else the seller's own. */
export const ownerOf = ({ sellerId, organizationId }: Pick<AnnouncementRow, 'sellerId' | 'organizationId'>): string =>
  organizationId ?? sellerId;

/** The market's last price of MCO2 in one currency. */
export interface MarketQuote {
  readonly price: bigint;
  readonly source: string;
  /** When its source last saw this price. */
  readonly asOf: Date;
  /** When we last heard from the source that this is the price. */
  readonly seenAt: Date;
}

/** An announcement with the market price that a MARKET one follows, and the seller if joined. */
export interface AnnouncementView extends AnnouncementRow {
  readonly market: MarketQuote | undefined;
  readonly seller?: UserView;
}

export interface AnnouncementWant {
  /** The fields that are wanted where it is joined to something else; on its own it is read whole. */
  readonly fields?: readonly string[];
  readonly seller?: Picked;
}

/** Joins the market price `m` to announcements `a`: MCO2 in the very currency, for those that follow it. */
const MARKET_JOIN = `left join price_latest m
  on a.price_kind = 'MARKET' and m.instrument = 'MCO2' and m.currency::text = a.currency::text`;
export const marketJoin = (sql: Sql): Fragment => sql`${sql.unsafe(MARKET_JOIN)}`;

const market: Part<MarketQuote | undefined> = {
  columns: ['m.price', 'm.source', 'm.as_of', 'm.seen_at'],
  join: MARKET_JOIN,
  read(row, at) {
    const [price, source, asOf, seenAt] = row.slice(at, at + 4) as [bigint | null, string, Date, Date];
    return price === null ? undefined : { price, source, asOf, seenAt };
  },
};

const own = Object.fromEntries(
  Object.entries(getColumns(announcements)).map(([field, { name }]) => [field, `a.${name}`]),
) as Record<keyof AnnouncementRow, string>;

const partOf = onceFor(
  ({ seller }: AnnouncementWant) =>
    objectOf<AnnouncementView>(own, '', { market, seller: seller && joinUser('seller', 'a.seller_id', seller) }),
  { seller: true },
);

/** Reads the announcements of `page` (a select from announcements) with what is wanted, in the order given. */
export const readAnnouncements = (
  sql: Sql,
  page: Fragment,
  want: AnnouncementWant,
  order: string,
): Promise<AnnouncementView[]> => selectParts(sql, partOf(want), page, { alias: 'a', order });

const ALONE: AnnouncementWant = {};

export const selectAnnouncementsById = (
  { sql }: Db,
  ids: readonly string[],
  want: AnnouncementWant = ALONE,
): Promise<AnnouncementView[]> =>
  readAnnouncements(sql, sql`select * from announcements where ${isAmong(sql, ids)}`, want, '');

/**
 * Locks announcements in id order (before any account, everywhere). The market price is not joined here: a row that was
 * waited for comes back as it is now, but what is joined to it as it was before the wait (see `selectMarketQuotes`).
 */
export async function lockAnnouncements({ sql }: Db, ids: readonly string[]): Promise<AnnouncementRow[]> {
  return await sql<AnnouncementRow[]>`
    select * from announcements where id = any(${ids}::uuid[]) order by id for no key update`;
}

/** The last price of MCO2 in each currency that has one. */
export async function selectMarketQuotes({ sql }: Db): Promise<(MarketQuote & { readonly currency: PriceCurrency })[]> {
  return await sql<(MarketQuote & { currency: PriceCurrency })[]>`
    select currency, price, source, as_of, seen_at from price_latest where instrument = 'MCO2'`;
}

/** Locks open announcements whose time has run out; those that another transaction holds are left for the next pass. */
export async function lockDueAnnouncements({ sql }: Db, limit: number): Promise<AnnouncementRow[]> {
  // The conditions stand twice: the inner ones find, the outer ones are asked again of a row that has just changed.
  return await sql<AnnouncementRow[]>`
    select * from announcements
    where id in (
      select id from announcements where status in ('ACTIVE', 'PAUSED') and expires_at <= now()
      order by expires_at limit ${limit})
      and status in ('ACTIVE', 'PAUSED') and expires_at <= now()
    order by id for no key update skip locked`;
}

/** Joins the announcement whose id is in `on`. The view holds what is picked of it and its keys, nothing else. */
export function joinAnnouncement(on: string, want: AnnouncementWant): Part<AnnouncementView> {
  const known = { ...own, market: '' };
  const { market: priced, ...columns } = pickColumns(
    known,
    ['id', 'sellerId', 'organizationId', 'batchId', 'currency', 'status'],
    want,
  );
  const seller = want.seller && joinUser('announcement_seller', 'a.seller_id', want.seller);
  return objectOf(columns, `join announcements a on a.id = ${on}`, { market: priced !== undefined && market, seller });
}

export async function insertAnnouncement(
  { orm }: Db,
  row: typeof announcements.$inferInsert,
): Promise<AnnouncementRow> {
  const [inserted] = await orm.insert(announcements).values(row).returning();
  return inserted as AnnouncementRow;
}

export async function updateAnnouncement(
  { orm }: Db,
  id: string,
  change: Partial<Omit<AnnouncementRow, 'id' | 'sellerId' | 'organizationId' | 'batchId' | 'currency' | 'reserved'>>,
): Promise<AnnouncementRow> {
  const [updated] = await orm.update(announcements).set(change).where(eq(announcements.id, id)).returning();
  return updated as AnnouncementRow;
}
