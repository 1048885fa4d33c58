import { type SQL, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { PLATFORM_PARTY } from './parties.ts';
import { matching, type ProjectSearch } from './project-matches.ts';
import type { PriceCurrency } from './prices.ts';

/** Of which credits: those to which all of it applies. */
export interface CreditsWanted {
  /** Null: of any project. */
  readonly projects: ProjectSearch | null;
  readonly batchIds?: readonly string[] | undefined;
  readonly projectIds?: readonly string[] | undefined;
  /** Years, both of them included. */
  readonly vintageFrom?: number | undefined;
  readonly vintageTo?: number | undefined;
  /** With an approved proof of integrity, of the batch or of its project. */
  readonly proven?: boolean | undefined;
}

export interface OffersWanted extends CreditsWanted {
  readonly currency: PriceCurrency;
  /** Who buys, and for which organization: their own offers are none to them. */
  readonly buyerId: string;
  readonly organizationId: string | null;
  /** In 10^-18 of the currency. */
  readonly maxPrice: bigint | undefined;
  readonly limit: number;
}

/** What can be bought of an open announcement, as it was read: nothing of it is locked, and it may be gone. */
export interface AnnouncedOffer {
  readonly id: string;
  readonly announcementId: string;
  readonly batchId: string | null;
  readonly sellerId: string;
  readonly available: bigint;
  readonly minimumFill: bigint;
  readonly quote: { readonly price: bigint; readonly source: string; readonly asOf: Date };
  readonly since: Date;
}

interface OfferRow extends Omit<AnnouncedOffer, 'announcementId' | 'quote'> {
  readonly [column: string]: unknown;
  readonly price: bigint;
}

const offerOf = ({ id, batchId, sellerId, available, minimumFill, price, since }: OfferRow): AnnouncedOffer => ({
  id,
  announcementId: id,
  batchId,
  sellerId,
  available,
  minimumFill,
  // What counts is read again under the lock; this is to put them in order.
  quote: { price, source: 'ANNOUNCEMENT', asOf: since },
  since,
});

const uuids = (ids: readonly string[]): SQL => sql`any(${sql.param([...ids])}::uuid[])`;

/** The conditions on a batch `b`, of whose project `s` is the row of the search. */
function creditsMatch({ projects, batchIds, projectIds, vintageFrom, vintageTo, proven }: CreditsWanted): SQL {
  const conditions = [projects === null ? sql`true` : matching(projects)];
  if (batchIds) conditions.push(sql`b.id = ${uuids(batchIds)}`);
  if (projectIds) conditions.push(sql`b.project_id = ${uuids(projectIds)}`);
  if (vintageFrom !== undefined) conditions.push(sql`b.vintage >= ${vintageFrom}::int`);
  if (vintageTo !== undefined) conditions.push(sql`b.vintage <= ${vintageTo}::int`);
  if (proven) {
    conditions.push(sql`exists (
      select from poai_cases c
      where c.project_id = b.project_id and c.status = 'APPROVED' and (c.batch_id is null or c.batch_id = b.id))`);
  }
  return sql.join(conditions, sql` and `);
}

/** What an announcement `a` costs now, as trades work it out: null while there is no market price `m`. */
const PRICE = sql.raw(
  `case a.price_kind when 'FIXED' then a.fixed_price else div(m.price * (10000 + a.premium_bps) + 9999, 10000) end`,
);

/** Whether the announcement `a` is none of the buyer's, nor of somebody of the same organization. */
function notOfOneHouse({ buyerId, organizationId }: Pick<OffersWanted, 'buyerId' | 'organizationId'>): SQL {
  const own = sql`a.seller_id <> ${buyerId}::uuid and not exists (
    select from organization_members o where o.organization_id = a.organization_id and o.user_id = ${buyerId}::uuid)`;
  if (organizationId === null) return own;
  return sql`${own} and a.organization_id is distinct from ${organizationId}::uuid and not exists (
    select from organization_members o where o.organization_id = ${organizationId}::uuid and o.user_id = a.seller_id)`;
}

/**
 * Open announcements of credits in price-time order: the cheapest first, of equal prices whoever has offered at that price
 * for longest. Read without a lock, so what is left of them may be gone.
 */
export async function selectOffers({ orm }: Db, wanted: OffersWanted): Promise<AnnouncedOffer[]> {
  const { currency, maxPrice, limit } = wanted;
  const most = maxPrice === undefined ? sql`` : sql`and ${PRICE} <= ${maxPrice.toString()}::numeric`;
  const rows = await orm.execute<OfferRow>(sql`
    select a.id, a.batch_id, coalesce(a.organization_id, a.seller_id) as seller_id,
           a.remaining - a.reserved as available, a.minimum_fill, ${PRICE} as price,
           greatest(a.opened_at, a.priced_at) as since
    from announcements a
    join batches b on b.id = a.batch_id
    join project_search s on s.project_id = b.project_id
    left join price_latest m on a.price_kind = 'MARKET' and m.instrument = 'MCO2' and m.currency::text = a.currency::text
    where a.status = 'ACTIVE' and a.currency = ${currency}::asset and a.remaining > a.reserved and a.expires_at > now()
      and ${PRICE} is not null ${most} and ${notOfOneHouse(wanted)} and ${creditsMatch(wanted)}
    order by ${PRICE}, greatest(a.opened_at, a.priced_at), a.id
    limit ${limit}::int`);
  return rows.map(offerOf);
}

/** What the platform has of batches and nobody has reserved, read without a lock; those with the most first. */
export async function selectStock(
  { orm }: Db,
  wanted: CreditsWanted,
  limit: number,
): Promise<{ readonly batchId: string; readonly available: bigint }[]> {
  const rows = await orm.execute<{ id: string; balance: bigint }>(sql`
    select b.id, a.balance
    from wallets w
    join accounts a on a.wallet_id = w.id and a.kind = 'AVAILABLE' and a.balance > 0
    join batches b on b.id = w.batch_id
    join project_search s on s.project_id = b.project_id
    where w.owner_id = ${PLATFORM_PARTY}::uuid and w.batch_id is not null and ${creditsMatch(wanted)}
    order by a.balance desc, b.id
    limit ${limit}::int`);
  return rows.map(({ id, balance }) => ({ batchId: id, available: balance }));
}
