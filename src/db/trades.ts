import { getColumns, sql } from 'drizzle-orm';
import { check, index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import { announcements, type AnnouncementView, type AnnouncementWant, joinAnnouncement } from './announcements.ts';
import type { Db, Fragment, Sql } from './client.ts';
import { amount, createdAt, id, instant, json, table } from './columns.ts';
import { joinUser } from './joined-users.ts';
import { objectOf, onceFor, pickColumns, type Picked, selectParts } from './joins.ts';
import { newestOf } from './keyset.ts';
import { atMost, isAmong } from './plans.ts';
import { proposals } from './proposals.ts';
import { users, type UserView } from './users.ts';
import { type Asset, asset } from './wallets.ts';

export const tradeStatus = pgEnum('trade_status', ['PENDING', 'COMPLETED', 'FAILED', 'CANCELLED']);
export type TradeStatus = (typeof tradeStatus.enumValues)[number];

/** Other basis points from a volume on. Amounts in JSON are decimal text of minor units. */
export interface FeeTier {
  /** Traded in 30 whole days, both sides, in cents of the euro. */
  readonly fromVolume: string;
  readonly makerBps: number;
  readonly takerBps: number;
}

/** The least and the most of one fee, in minor units of the currency; a null cap is none. */
export interface FeeLimits {
  readonly floor: string;
  readonly cap: string | null;
}

/** To whom fees go: 10000 basis points in all. */
export interface FeeShareBps {
  readonly platformBps: number;
  readonly communityBps: number;
  readonly insuranceBps: number;
}

/** What the platform takes of a trade, in basis points of the total price. A new version is a new row. */
export const feeSchedules = table(
  'fee_schedules',
  {
    version: integer().primaryKey().generatedAlwaysAsIdentity(),
    makerBps: integer().notNull(),
    takerBps: integer().notNull(),
    /** In rising order of volume. */
    tiers: json<readonly FeeTier[]>()
      .notNull()
      .default(sql`'[]'`),
    /** By currency; one that is not there has neither floor nor cap. */
    limits: json<Readonly<Partial<Record<Asset, FeeLimits>>>>()
      .notNull()
      .default(sql`'{}'`),
    shares: json<FeeShareBps>()
      .notNull()
      .default(sql`'{"platformBps":7000,"communityBps":2000,"insuranceBps":1000}'`),
    effectiveFrom: instant().notNull(),
    authorId: uuid().references(() => users.id),
    /** Of the governance, by whose execution it was published. */
    proposalId: uuid().references(() => proposals.id),
    createdAt: createdAt(),
  },
  (t) => [
    check('fee_schedules_bps', sql`${t.makerBps} between 0 and 10000 and ${t.takerBps} between 0 and 10000`),
    check(
      'fee_schedules_shares',
      sql`(${t.shares} ->> 'platformBps')::int + (${t.shares} ->> 'communityBps')::int
          + (${t.shares} ->> 'insuranceBps')::int = 10000`,
    ),
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
    /** Who acted. */
    buyerId: uuid().notNull(),
    sellerId: uuid().notNull(),
    /** For which organization they acted, if for one: it is the owner then. */
    buyerOrganizationId: uuid(),
    sellerOrganizationId: uuid(),
    /** Whose credits were sold; null: CARBON. */
    batchId: uuid(),
    /** In minor units of what was sold: 10^-18 of CARBON, or whole tonnes. */
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
    // By the owner: the organization, or else who acted.
    index('trades_buyer').on(sql`coalesce(${t.buyerOrganizationId}, ${t.buyerId})`, t.id),
    index('trades_seller').on(sql`coalesce(${t.sellerOrganizationId}, ${t.sellerId})`, t.id),
    index('trades_batch')
      .on(t.batchId, t.id)
      .where(sql`${t.batchId} is not null`),
    check('trades_parties', sql`${t.buyerId} <> ${t.sellerId}`),
    check('trades_organizations', sql`${t.buyerOrganizationId} <> ${t.sellerOrganizationId}`),
    check(
      'trades_amounts',
      sql`${t.quantity} > 0 and ${t.totalPrice} > 0 and ${t.buyerFee} >= 0 and ${t.sellerFee} >= 0`,
    ),
  ],
);

export type FeeScheduleRow = typeof feeSchedules.$inferSelect;
export type TradeRow = typeof trades.$inferSelect;

/** A trade as it was read: of its columns and its relations what was wanted, and always its keys. */
export interface TradeView extends TradeRow {
  readonly buyer?: UserView;
  readonly seller?: UserView;
  readonly announcement?: AnnouncementView;
}

export interface TradeWant {
  /** The fields that are wanted of the trades themselves; all of them if none are named. */
  readonly fields?: readonly string[];
  readonly buyer?: Picked;
  readonly seller?: Picked;
  readonly announcement?: true | AnnouncementWant;
}

export interface TradeQuery {
  /** Trades in which this owner (a user, or an organization for which one acted) was on this side. */
  readonly party: { readonly ownerId: string; readonly side: 'BUYER' | 'SELLER' | 'EITHER' } | undefined;
  readonly announcementId: string | undefined;
  /** Of credits of this batch. */
  readonly batchId: string | undefined;
  readonly currency: Asset | undefined;
  readonly from: Date | undefined;
  readonly to: Date | undefined;
  /** The page begins after the trade with this id. */
  readonly after: string | undefined;
  readonly limit: number;
  readonly want: TradeWant;
}

/** Of the trades everything, and nothing joined. */
const ALL: TradeWant = {};

export const selectTradesById = ({ sql }: Db, ids: readonly string[], want: TradeWant = ALL): Promise<TradeView[]> =>
  read(sql, sql`select * from trades where ${isAmong(sql, ids)}`, want);

/** One page of trades, newest first. The page is cut first and joined after. */
export async function selectTrades({ sql }: Db, query: TradeQuery): Promise<TradeView[]> {
  const { party, announcementId, batchId, limit, want } = query;
  const bySide = (side: 'buyer' | 'seller') => pageOf(sql, query, OWNER[side](sql), party?.ownerId);
  if (party?.side === 'EITHER') {
    // Each side along its own index: an OR over both would read all of one of them.
    const both = sql`(${bySide('buyer')}) union all (${bySide('seller')})`;
    return await read(sql, sql`select * from (${both}) as sides order by id desc ${atMost(sql, limit)}`, want);
  }
  if (party) return await read(sql, bySide(party.side === 'BUYER' ? 'buyer' : 'seller'), want);
  if (batchId && !announcementId) return await read(sql, pageOf(sql, query, 'batch_id', batchId), want);
  return await read(sql, pageOf(sql, query, 'announcement_id', announcementId), want);
}

const OWNER = {
  buyer: (sql: Sql) => sql`coalesce(buyer_organization_id, buyer_id)`,
  seller: (sql: Sql) => sql`coalesce(seller_organization_id, seller_id)`,
};

/** The page along the index of `column`, or by id alone if no owner is given. */
function pageOf(sql: Sql, query: TradeQuery, column: string | Fragment, owner: string | undefined): Fragment {
  const { announcementId, batchId, currency, from, to, after, limit } = query;
  const place = owner
    ? newestOf(sql, column, sql`${owner}::uuid`, after)
    : sql`${after ? sql`id < ${after}` : sql`true`} order by id desc`;
  return sql`
    select * from trades where
    ${announcementId && column !== 'announcement_id' ? sql`announcement_id = ${announcementId} and` : sql``}
    ${batchId ? (column === 'batch_id' ? sql`batch_id is not null and` : sql`batch_id = ${batchId} and`) : sql``}
    ${currency ? sql`currency = ${currency} and` : sql``}
    ${from ? sql`created_at >= ${from} and` : sql``}
    ${to ? sql`created_at < ${to} and` : sql``}
    ${place} ${atMost(sql, limit)}`;
}

const own = Object.fromEntries(
  Object.entries(getColumns(trades)).map(([field, { name }]) => [field, `t.${name}`]),
) as Record<keyof TradeRow, string>;
const partOf = onceFor(
  (want: TradeWant) => {
    const { buyer, seller, announcement } = want;
    return objectOf<TradeView>(
      pickColumns(own, ['id', 'announcementId', 'buyerId', 'sellerId', 'batchId', 'currency'], want),
      '',
      {
        buyer: buyer && joinUser('buyer', 't.buyer_id', buyer),
        seller: seller && joinUser('seller', 't.seller_id', seller),
        announcement: announcement && joinAnnouncement('t.announcement_id', announcement === true ? {} : announcement),
      },
    );
  },
  { buyer: true, seller: true, announcement: { seller: true } },
);

/** Newest first, with what is wanted. */
const read = (sql: Sql, page: Fragment, want: TradeWant): Promise<TradeView[]> =>
  selectParts(sql, partOf(want), page, { alias: 't', order: 'order by t.id desc' });
