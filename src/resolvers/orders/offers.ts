import type { Db } from '../../db/client.ts';
import { type CreditsWanted, selectOffers, selectStock } from '../../db/offers.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import type { Context } from '../context.ts';
import { searchInput, wishesOf } from '../projects/search-inputs.ts';
import { searchOf } from '../projects/search-projects.ts';
import { byPriceAndTime, type Offer } from './fill.ts';
import { stockPrices } from './stock.ts';
import type { Criteria, OrderCurrency } from './wish.ts';

/** Criteria as the statements take them. Credits of suspended projects are not looked for. */
async function creditsOf(ctx: Context, db: Db, criteria: Criteria): Promise<CreditsWanted> {
  const { batchIds, projectIds, proven, vintageFrom, vintageTo, ...rest } = criteria;
  // By years, a project matches with any of its batches: here they are asked of the batch itself.
  const wishes = wishesOf({ ...rest, vintageFrom: undefined, vintageTo: undefined, suspended: false });
  const projects = await searchOf(ctx, undefined, wishes, db);
  return { projects, batchIds, projectIds, proven, vintageFrom, vintageTo };
}

/** Criteria that were stored, or that name a batch and nothing else. */
export const criteriaOf = (given: object): Criteria => ({
  ...searchInput.parse({}),
  batchIds: undefined,
  projectIds: undefined,
  proven: undefined,
  ...given,
});

export interface Buying {
  /** Who buys, and for which organization. */
  readonly buyerId: string;
  readonly organizationId: string | null;
  readonly currency: OrderCurrency;
  /** In 10^-18 of the currency. */
  readonly maxPrice: bigint | undefined;
}

/**
 * What is on offer of these credits at this moment, in price-time order: open announcements, and the platform's stock at
 * the price of the pricing engine, which comes after announcements of the same price. Nothing is locked.
 */
export async function findOffers(ctx: Context, tx: Db, criteria: Criteria, buying: Buying): Promise<Offer[]> {
  const { ORDER_OFFERS: limit, ORDER_LINES: batchesAtMost } = ctx.app.config;
  const wanted = await creditsOf(ctx, tx, criteria);
  const [announced, stock] = await Promise.all([
    selectOffers(tx, { ...wanted, ...buying, limit }),
    selectStock(tx, wanted, batchesAtMost),
  ]);
  const ids = stock.map(({ batchId }) => batchId);
  const prices = await stockPrices(ctx, tx, ids, buying.currency);
  const now = new Date();
  const stocked = stock.flatMap(({ batchId, available }): Offer[] => {
    const quote = prices.get(batchId);
    if (!quote || (buying.maxPrice !== undefined && quote.price > buying.maxPrice)) return [];
    return [stockOffer(batchId, available, quote, now)];
  });
  return [...announced, ...stocked].toSorted(byPriceAndTime);
}

/** What the platform sells of a batch. */
export const stockOffer = (batchId: string, available: bigint, quote: Offer['quote'], since: Date): Offer => ({
  id: batchId,
  announcementId: null,
  batchId,
  sellerId: PLATFORM_PARTY,
  available,
  minimumFill: 1n,
  quote,
  since,
});
