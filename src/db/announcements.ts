import { eq, getColumns, sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import { amount, createdAt, id, instant, table } from './columns.ts';
import type { Db, Fragment, Sql } from './client.ts';
import { type Join, joinAs } from './joins.ts';
import { joinUser } from './joined-users.ts';
import { type UserView, users } from './users.ts';
import { type Asset, asset } from './wallets.ts';

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
    /** When the seller set the price. */
    pricedAt: createdAt(),
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

/** The market's last price of MCO2 in an announcement's currency. */
export interface MarketQuote {
  readonly price: bigint;
  readonly source: string;
  readonly asOf: Date;
}

/** An announcement with the market price that a MARKET one follows, and the seller if joined. */
export interface AnnouncementView extends AnnouncementRow {
  readonly market: MarketQuote | undefined;
  readonly seller?: UserView;
}

export interface AnnouncementWant {
  readonly seller?: true;
}

export type FlatAnnouncement = AnnouncementRow & { marketPrice: bigint | null; marketSource: string; marketAsOf: Date };

/** Joins the market price to announcements `a`. */
const MARKET_JOIN = `left join price_latest m
  on a.price_kind = 'MARKET' and m.instrument = 'MCO2' and m.currency::text = a.currency::text`;
const marketJoin = (sql: Sql): Fragment => sql`${sql.unsafe(MARKET_JOIN)}`;
const marketColumns = (sql: Sql): Fragment =>
  sql`, m.price as market_price, m.source as market_source, m.as_of as market_as_of`;

/** Takes the market's columns of a row together. */
export function nestMarket<Row extends FlatAnnouncement>({ marketPrice, marketSource, marketAsOf, ...row }: Row): AnnouncementView {
  return {
    ...row,
    market: marketPrice === null ? undefined : { price: marketPrice, source: marketSource, asOf: marketAsOf },
  };
}

/** Reads the announcements of `page` (a select from announcements) with what is wanted, in the order given. */
async function read(sql: Sql, page: Fragment, want: AnnouncementWant, order: Fragment): Promise<AnnouncementView[]> {
  const seller = want.seller ? joinUser(sql, 'seller', 'a.seller_id') : undefined;
  const rows = await sql<FlatAnnouncement[]>`
    select a.* ${marketColumns(sql)} ${seller?.columns ?? sql``}
    from (${page}) as a ${marketJoin(sql)} ${seller?.join ?? sql``} ${order}`;
  return rows.map((row) => (seller ? nestMarket(seller.nest(row)) : nestMarket(row)));
}

export const selectAnnouncementsById = (
  { sql }: Db,
  ids: readonly string[],
  want: AnnouncementWant = {},
): Promise<AnnouncementView[]> =>
  read(sql, sql`select * from announcements where id = any(${ids}::uuid[])`, want, sql``);

/** Locks announcements in id order (before any account, everywhere), with the market price. */
export async function lockAnnouncements({ sql }: Db, ids: readonly string[]): Promise<AnnouncementView[]> {
  const rows = await sql<FlatAnnouncement[]>`
    select a.* ${marketColumns(sql)} from announcements a ${marketJoin(sql)}
    where a.id = any(${ids}::uuid[]) order by a.id for no key update of a`;
  return rows.map(nestMarket);
}

/** Locks open announcements whose time has run out; those that another transaction holds are left for the next pass. */
export async function lockDueAnnouncements({ sql }: Db, limit: number): Promise<AnnouncementRow[]> {
  return await sql<AnnouncementRow[]>`
    select * from announcements
    where id in (
      select id from announcements where status in ('ACTIVE', 'PAUSED') and expires_at <= now()
      order by expires_at limit ${limit})
    order by id for no key update skip locked`;
}

/** Joins the announcement whose id is in `on`, with its market price, as `announcement`. */
export function joinAnnouncement(sql: Sql, on: string): Join<'announcement', FlatAnnouncement> {
  const own = Object.entries(getColumns(announcements)).map(([field, column]) => [field, `a.${column.name}`] as const);
  const market = { marketPrice: 'm.price', marketSource: 'm.source', marketAsOf: 'm.as_of' };
  const join = `join announcements a on a.id = ${on} ${MARKET_JOIN}`;
  return joinAs(sql, 'announcement', { ...Object.fromEntries(own), ...market }, join);
}

export async function insertAnnouncement({ orm }: Db, row: typeof announcements.$inferInsert): Promise<AnnouncementRow> {
  const [inserted] = await orm.insert(announcements).values(row).returning();
  return inserted as AnnouncementRow;
}

export async function updateAnnouncement(
  { orm }: Db,
  id: string,
  change: Partial<Omit<AnnouncementRow, 'id' | 'sellerId' | 'currency'>>,
): Promise<AnnouncementRow> {
  const [updated] = await orm.update(announcements).set(change).where(eq(announcements.id, id)).returning();
  return updated as AnnouncementRow;
}

export interface AnnouncementQuery {
  readonly statuses: readonly AnnouncementStatus[];
  readonly sellerId: string | undefined;
  readonly currency: Asset | undefined;
  /** In 10^-18 of the currency. */
  readonly minPrice: bigint | undefined;
  readonly maxPrice: bigint | undefined;
  readonly text: string | undefined;
  readonly order: 'NEWEST' | 'QUANTITY' | 'PRICE';
  /** Sort values of the last row of the page before: [id], [remaining, id] or [price, id]. */
  readonly after: readonly string[] | undefined;
  readonly limit: number;
  readonly want: AnnouncementWant;
}

/** What an announcement costs now; `m` is the market price. Null while there is none. */
const effectivePrice = (sql: Sql): Fragment =>
  sql`case a.price_kind when 'FIXED' then a.fixed_price else ceil(m.price * (10000 + a.premium_bps) / 10000) end`;

function conditions(sql: Sql, query: AnnouncementQuery): Fragment {
  const { sellerId, currency, minPrice, maxPrice, text } = query;
  return sql`a.status = any(${query.statuses}::announcement_status[])
    ${sellerId ? sql`and a.seller_id = ${sellerId}` : sql``}
    ${currency ? sql`and a.currency = ${currency}` : sql``}
    ${minPrice === undefined ? sql`` : sql`and ${effectivePrice(sql)} >= ${minPrice.toString()}`}
    ${maxPrice === undefined ? sql`` : sql`and ${effectivePrice(sql)} <= ${maxPrice.toString()}`}
    ${text ? sql`and to_tsvector('simple', a.title || ' ' || a.description) @@ websearch_to_tsquery('simple', ${text})` : sql``}`;
}

/** One page of announcements. Each order follows an index; by price, two of them (see `byPrice`). */
export async function selectAnnouncements({ sql }: Db, query: AnnouncementQuery): Promise<AnnouncementView[]> {
  if (query.order === 'PRICE') return await byPrice(sql, query);
  const { after, limit, want } = query;
  const [first, second] = after ?? [];
  const byQuantity = query.order === 'QUANTITY';
  const beyond = byQuantity
    ? sql`and (a.remaining, a.id) < (${first ?? ''}::numeric, ${second ?? ''}::uuid)`
    : sql`and a.id < ${first ?? ''}::uuid`;
  const order = byQuantity ? sql`order by a.remaining desc, a.id desc` : sql`order by a.id desc`;
  const page = sql`
    select a.* from announcements a ${marketJoin(sql)}
    where ${conditions(sql, query)} ${after ? beyond : sql``} ${order} limit ${limit}`;
  return await read(sql, page, want, order);
}

/**
 * Cheapest first, within one currency. The market price moves every minute, but for all MARKET announcements alike: in
 * the order of their premiums they stay sorted. So each kind is read along its own index and the two are merged.
 */
async function byPrice(sql: Sql, query: AnnouncementQuery): Promise<AnnouncementView[]> {
  const { after, limit, want } = query;
  const branch = (kind: PriceKind) => sql`
    (select a.*, ${effectivePrice(sql)} as effective from announcements a ${marketJoin(sql)}
     where a.price_kind = ${kind} and ${conditions(sql, query)}
       ${kind === 'MARKET' ? sql`and m.price is not null` : sql``}
       ${after ? sql`and (${effectivePrice(sql)}, a.id) > (${after[0] ?? ''}::numeric, ${after[1] ?? ''}::uuid)` : sql``}
     order by ${kind === 'FIXED' ? sql`a.fixed_price` : sql`a.premium_bps`}, a.id limit ${limit})`;
  const page = sql`
    select * from (${branch('FIXED')} union all ${branch('MARKET')}) as a order by a.effective, a.id limit ${limit}`;
  return await read(sql, page, want, sql`order by a.effective, a.id`);
}
