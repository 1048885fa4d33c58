import { ownerOf, selectAnnouncementsById } from '../../db/announcements.ts';
import { ownerOfBasket, selectBasketItems, selectBasketsById } from '../../db/baskets.ts';
import type { Db } from '../../db/client.ts';
import type { OrderAsset, OrderCriteria, OrderSource } from '../../db/orders.ts';
import { selectMembersAmong } from '../../db/organizations.ts';
import { isSuspendedBatch } from '../../db/priced-batches.ts';
import { consumeQuote, lockQuote } from '../../db/quotes.ts';
import { creditAsset, toQuantity, WHOLE_CREDITS } from '../amounts.ts';
import type { Context } from '../context.ts';
import { InputInvalid, NotFound } from '../errors.ts';
import { mayFor } from '../permissions.ts';
import { shareOut } from '../pricing/fees.ts';
import { ProjectNotForSale } from '../quotes/errors.ts';
import { OwnAnnouncement } from '../trades/errors.ts';
import { QuoteClosed } from './errors.ts';
import { criteriaOf, findOffers, stockOffer } from './offers.ts';
import type { Part } from './taking.ts';
import { orderCurrencies, type OrderCurrency, type OrderWish } from './wish.ts';

export interface Buyer {
  readonly buyerId: string;
  readonly organizationId: string | null;
}

/** What an order is made from, with what is on offer for it. */
export interface OrderBasis {
  readonly source: OrderSource;
  readonly sourceId: string | null;
  readonly criteria: OrderCriteria | null;
  readonly asset: OrderAsset;
  readonly currency: OrderCurrency;
  readonly requested: bigint;
  readonly parts: readonly Part[];
  /** Of a quote: what it has promised. */
  readonly promised?: { readonly total: bigint; readonly buyerFee: bigint; readonly feeScheduleVersion: number };
}

const wrong = (field: string, message: string): InputInvalid => new InputInvalid([{ path: [field], message }]);

/**
 * Finds what the wish is about. A quote is locked and taken; of everything else nothing is locked yet. Throws NotFound,
 * InputInvalid, OwnAnnouncement, ProjectNotForSale, QuoteClosed.
 */
export function basisOf(ctx: Context, tx: Db, wish: OrderWish, buyer: Buyer): Promise<OrderBasis> {
  if (wish.quoteId !== undefined) return fromQuote(tx, wish.quoteId, buyer);
  if (wish.announcementId !== undefined) return fromAnnouncement(tx, wish.announcementId, wish, buyer);
  if (wish.basketId !== undefined) return fromBasket(ctx, tx, wish.basketId, wish, buyer);
  return fromCriteria(ctx, tx, wish, buyer);
}

async function fromQuote(tx: Db, quoteId: string, buyer: Buyer): Promise<OrderBasis> {
  const quote = await lockQuote(tx, quoteId);
  if (quote?.actorId !== buyer.buyerId || quote.organizationId !== buyer.organizationId) throw new NotFound('quote');
  if (quote.status !== 'OPEN') throw new QuoteClosed(quote.status);
  if (quote.expiresAt <= quote.now) throw new QuoteClosed('EXPIRED');
  if (await isSuspendedBatch(tx, quote.batchId)) throw new ProjectNotForSale();
  await consumeQuote(tx, quoteId, quote.now);
  const price = { price: quote.unitPrice, source: 'QUOTE', asOf: quote.createdAt };
  const { total, buyerFee, feeScheduleVersion, quantity } = quote;
  return {
    source: 'QUOTE',
    sourceId: quoteId,
    criteria: null,
    asset: 'CREDIT',
    currency: currencyOf(quote.currency, 'quoteId'),
    requested: quantity,
    parts: [{ quantity, candidates: [stockOffer(quote.batchId, quantity, price, quote.createdAt)] }],
    promised: { total, buyerFee, feeScheduleVersion },
  };
}

async function fromAnnouncement(tx: Db, id: string, wish: OrderWish, buyer: Buyer): Promise<OrderBasis> {
  const [row] = await selectAnnouncementsById(tx, [id]);
  // What was never opened is its seller's secret.
  if (!row?.openedAt) throw new NotFound('announcement');
  const { buyerId, organizationId } = buyer;
  const pairs = [
    ...(row.organizationId === null ? [] : [{ organizationId: row.organizationId, userId: buyerId }]),
    ...(organizationId === null ? [] : [{ organizationId, userId: row.sellerId }]),
  ];
  const isOwn = row.sellerId === buyerId || (organizationId !== null && row.organizationId === organizationId);
  if (isOwn || (await selectMembersAmong(tx, pairs)).length > 0) throw new OwnAnnouncement();
  if (row.batchId !== null && (await isSuspendedBatch(tx, row.batchId))) throw new ProjectNotForSale();
  const requested = quantityOf(wish, row.batchId);
  const quote = { price: row.fixedPrice ?? 0n, source: 'ANNOUNCEMENT', asOf: row.pricedAt };
  const { batchId, minimumFill, remaining: available } = row;
  const offer = { id, announcementId: id, batchId, sellerId: ownerOf(row), available, minimumFill, quote };
  return {
    source: 'ANNOUNCEMENT',
    sourceId: id,
    criteria: null,
    asset: creditAsset(batchId),
    currency: currencyOf(row.currency, 'announcementId'),
    requested,
    // As it is under the lock counts; this only says what to lock.
    parts: [{ quantity: requested, candidates: [{ ...offer, since: row.openedAt }] }],
  };
}

async function fromCriteria(ctx: Context, tx: Db, wish: OrderWish, buyer: Buyer): Promise<OrderBasis> {
  const requested = quantityOf(wish, 'credits');
  const currency = wish.currency as OrderCurrency;
  const criteria = wish.criteria ?? criteriaOf({ batchIds: [wish.batchId] });
  const { maxPrice } = wish;
  const candidates = await findOffers(ctx, tx, criteria, { ...buyer, currency, maxPrice });
  return {
    source: wish.criteria ? 'CRITERIA' : 'BATCH',
    sourceId: null,
    criteria,
    asset: 'CREDIT',
    currency,
    requested,
    parts: [{ quantity: requested, candidates }],
  };
}

/** A basket's kinds of credits by their weights, in whole tonnes by largest remainder. */
async function fromBasket(ctx: Context, tx: Db, basketId: string, wish: OrderWish, buyer: Buyer): Promise<OrderBasis> {
  const [basket] = await selectBasketsById(tx, [basketId]);
  const isVisible = basket && (basket.isPublic || (await mayFor(ctx, 'basket.read-own', ownerOfBasket(basket), tx)));
  if (!isVisible || basket.archivedAt !== null) throw new NotFound('basket');
  const items = await selectBasketItems(tx, [basketId]);
  const requested = quantityOf(wish, 'credits');
  const currency = wish.currency as OrderCurrency;
  const { maxPrice } = wish;
  const quantities = shareOut(
    requested,
    items.map(({ weight }) => weight),
  );
  const parts: Part[] = [];
  for (const [index, { criteria }] of items.entries()) {
    const quantity = quantities[index] ?? 0n;
    if (quantity === 0n) continue;
    parts.push({
      quantity,
      candidates: await findOffers(ctx, tx, criteriaOf(criteria), { ...buyer, currency, maxPrice }),
    });
  }
  return { source: 'BASKET', sourceId: basketId, criteria: null, asset: 'CREDIT', currency, requested, parts };
}

/** The quantity in minor units of what is bought. Throws InputInvalid where a batch's are no whole credits. */
function quantityOf({ quantity }: OrderWish, batchId: string | null): bigint {
  const units = toQuantity(quantity as bigint, batchId);
  if (units === undefined) throw wrong('quantity', WHOLE_CREDITS);
  return units;
}

function currencyOf(currency: string, field: string): OrderCurrency {
  const found = orderCurrencies.find((each) => each === currency);
  if (found) return found;
  throw wrong(field, `is paid in ${currency}, from a wallet: buy from it by \`tradePlace\``);
}
