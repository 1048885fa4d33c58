import {
  announcementStatus,
  type AnnouncementStatus,
  type AnnouncementView,
  type AnnouncementWant,
  marketJoin,
  readAnnouncements,
} from './announcements.ts';
import type { Db, Fragment, Sql } from './client.ts';
import { atMost } from './plans.ts';
import type { Asset } from './wallets.ts';

export interface AnnouncementQuery {
  readonly statuses: readonly AnnouncementStatus[];
  /** Leaves out what was never opened: a draft stays its seller's secret, also after it was cancelled. */
  readonly publishedOnly: boolean;
  readonly sellerId: string | undefined;
  /** Null: on the seller's own account. */
  readonly organizationId: string | null | undefined;
  /** Credits of batches, or CARBON. */
  readonly asset: 'CREDIT' | 'CARBON' | undefined;
  readonly batchId: string | undefined;
  /** By price there must be one. */
  readonly currency: Asset | undefined;
  /** In 10^-18 of the currency. */
  readonly minPrice: bigint | undefined;
  readonly maxPrice: bigint | undefined;
  readonly text: string | undefined;
  readonly order: 'NEWEST' | 'QUANTITY' | 'PRICE';
  /** Sort values of the last row of the page before: [id], [tonnes x 10^18, id] or [price, premium, id]. */
  readonly after: readonly string[] | undefined;
  readonly limit: number;
  readonly want: AnnouncementWant;
}

/** A FIXED announcement sorts before every MARKET one of the same price, whose premium is -9000 or more. */
export const NO_PREMIUM = -10_000n;

/**
 * What a MARKET announcement costs at the market price `m`, rounded up as trades do (`priceOf`). By `div`: the operator
 * `/` rounds a quotient of so many places to the nearest before `ceil` sees it, and a cursor would miss its own row.
 */
const marketPrice = (sql: Sql): Fragment => sql`div(m.price * (10000 + a.premium_bps) + 9999, 10000)`;
/** What an announcement costs now. Null while there is no market price. */
const anyPrice = (sql: Sql): Fragment =>
  sql`case a.price_kind when 'FIXED' then a.fixed_price else ${marketPrice(sql)} end`;

/** What is left, in 10^-18 t, as its index has it. */
const QUANTITY = '(case when a.batch_id is null then a.remaining else a.remaining * 1000000000000000000 end)';

function conditions(sql: Sql, query: AnnouncementQuery, price: Fragment): Fragment {
  const { statuses, publishedOnly, sellerId, organizationId, asset, batchId, currency, minPrice, maxPrice, text } =
    query;
  const [only, ...others] = announcementStatus.enumValues.filter((status) => statuses.includes(status));
  // One status is compared with `=`, and as a literal: of a list the planner does not know that the index is in the order
  // of the rest, and of a parameter it assumes that nearly all rows have it and walks back over all of them.
  const inStatus =
    only && others.length === 0
      ? sql`a.status = ${sql.unsafe(`'${only}'`)}`
      : sql`a.status = any(${statuses}::announcement_status[])`;
  return sql`${inStatus}
    ${publishedOnly ? sql`and a.opened_at is not null` : sql``}
    ${sellerId ? sql`and a.seller_id = ${sellerId}` : sql``}
    ${organizationId ? sql`and a.organization_id = ${organizationId}` : sql``}
    ${organizationId === null ? sql`and a.organization_id is null` : sql``}
    ${batchId ? sql`and a.batch_id = ${batchId}` : sql``}
    ${asset ? (asset === 'CREDIT' ? sql`and a.batch_id is not null` : sql`and a.batch_id is null`) : sql``}
    ${currency ? sql`and a.currency = ${currency}` : sql``}
    ${minPrice === undefined ? sql`` : sql`and ${price} >= ${minPrice.toString()}::numeric`}
    ${maxPrice === undefined ? sql`` : sql`and ${price} <= ${maxPrice.toString()}::numeric`}
    ${text ? sql`and to_tsvector('simple', a.title || ' ' || a.description) @@ websearch_to_tsquery('simple', ${text})` : sql``}`;
}

/** One page of announcements. Each order follows an index; by price, two of them (see `byPrice`). */
export async function selectAnnouncements({ sql }: Db, query: AnnouncementQuery): Promise<AnnouncementView[]> {
  if (query.order === 'PRICE') return await byPrice(sql, query);
  const { after, limit, want } = query;
  const [first, second] = after ?? [];
  const byQuantity = query.order === 'QUANTITY';
  const beyond = byQuantity
    ? sql`and (${sql.unsafe(QUANTITY)}, a.id) < (${first ?? ''}::numeric, ${second ?? ''}::uuid)`
    : sql`and a.id < ${first ?? ''}::uuid`;
  const order = byQuantity ? `order by ${QUANTITY} desc, a.id desc` : 'order by a.id desc';
  const comparesPrices = query.minPrice !== undefined || query.maxPrice !== undefined;
  const page = sql`
    select a.* from announcements a ${comparesPrices ? marketJoin(sql) : sql``}
    where ${conditions(sql, query, anyPrice(sql))} ${after ? beyond : sql``} ${sql.unsafe(order)} ${atMost(sql, limit)}`;
  return await readAnnouncements(sql, page, want, order);
}

/**
 * Cheapest first, within one currency. The market price moves every minute, but for all MARKET announcements alike: in
 * the order of their premiums they stay sorted. So each kind is read along its own index and the two are merged, by
 * (price, premium, id), for rounding can make two premiums one price.
 */
async function byPrice(sql: Sql, query: AnnouncementQuery): Promise<AnnouncementView[]> {
  const { after, currency, limit, want } = query;
  const [price, premium, id] = after ?? [];
  const cursor = sql`(${price ?? ''}::numeric, ${premium ?? ''}::int, ${id ?? ''}::uuid)`;
  // As a scalar: so the bound on the premium below is one that the index can begin at.
  const quote = sql`(select price from price_latest where instrument = 'MCO2' and currency::text = ${currency ?? ''})`;
  // Within what an int holds, whatever price a forged cursor names.
  const atLeast = sql`greatest(least(div((${price ?? ''}::numeric - 1) * 10000, ${quote}) - 10000, 100001), -9000)::int`;
  const fixed = sql`
    (select a.*, a.fixed_price as effective, ${NO_PREMIUM.toString()}::int as premium from announcements a
     where a.price_kind = 'FIXED' and ${conditions(sql, query, sql`a.fixed_price`)}
       ${after ? sql`and (a.fixed_price, a.id) > (${price ?? ''}::numeric, ${bareId(premium, id)}::uuid)` : sql``}
     order by a.fixed_price, a.id ${atMost(sql, limit)})`;
  const market = sql`
    (select a.*, ${marketPrice(sql)} as effective, a.premium_bps as premium
     from announcements a cross join (select ${quote} as price) as m
     where a.price_kind = 'MARKET' and m.price is not null and ${conditions(sql, query, marketPrice(sql))}
       ${after ? sql`and a.premium_bps >= ${atLeast} and (${marketPrice(sql)}, a.premium_bps, a.id) > ${cursor}` : sql``}
     order by a.premium_bps, a.id ${atMost(sql, limit)})`;
  const order = 'order by a.effective, a.premium, a.id';
  const page = sql`select * from (${fixed} union all ${market}) as a ${sql.unsafe(order)} ${atMost(sql, limit)}`;
  return await readAnnouncements(sql, page, want, order);
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** After a MARKET row, no FIXED one of the same price follows: they came before it. */
const bareId = (premium = '', id = ''): string => (BigInt(premium || NO_PREMIUM) === NO_PREMIUM ? id : LAST_ID);
