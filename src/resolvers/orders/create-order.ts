import { changeReserved } from '../../db/reservations.ts';
import type { Db } from '../../db/client.ts';
import { insertEntries, type LockedWallet, walletKey } from '../../db/ledger.ts';
import { countOpenOrders, selectOrdersById } from '../../db/order-lists.ts';
import { insertOrder, insertOrderEvent } from '../../db/order-writes.ts';
import type { OrderRow } from '../../db/orders.ts';
import { assetScale, divideUp, PRICE_SCALE } from '../amounts.ts';
import { announcementChanged } from '../announcements/rules.ts';
import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { staleLimits } from '../prices/sessions.ts';
import { standingsOf } from './standings.ts';
import { BelowMinimumFill, PriceMoved, QuantityUnavailable } from '../trades/errors.ts';
import { walletChanged } from '../wallets/rules.ts';
import { NotEnoughOffered, TooManyOrders } from './errors.ts';
import { type Take, quantityOf } from './fill.ts';
import { basisOf, type Buyer, type OrderBasis } from './order-basis.ts';
import { type PricedOrder, priceOrder } from './price-order.ts';
import { orderChanged } from './step.ts';
import { stockEntry, stockKey } from './stock.ts';
import { announcedOffer, type Taken, takeOffers } from './taking.ts';
import { createOrderInput, type OrderWish } from './wish.ts';

/** What was on offer has gone to somebody faster, and there is more that was not locked: once more, with all of it locked. */
class OffersMoved extends Error {}

/**
 * Orders credits, or CARBON of an announcement, for the caller or for an organization for which they may pay, and reserves
 * them until they are paid for: in price-time order where several offers serve, all or nothing unless asked otherwise.
 * Throws InputInvalid, NotFound, QuoteClosed, ProjectNotForSale, OwnAnnouncement, AnnouncementClosed, QuantityUnavailable, BelowMinimumFill,
 * PriceStale, NotEnoughOffered, PriceMoved, TooManyOrders, ChainUnavailable, IdempotencyConflict.
 */
export async function createOrder(ctx: Context, input: unknown): Promise<OrderRow> {
  await permitCaller(ctx, 'order.create');
  const { idempotencyKey: key, ...wish } = readInput(createOrderInput, input);
  const { userId } = await permitFor(ctx, 'order.create', wish.organizationId);
  // Only a chain makes a retirement final.
  if (wish.autoRetire) chainOf(ctx.app);
  const buyer = { buyerId: userId, organizationId: wish.organizationId ?? null };
  const attempt = (all: boolean): Promise<OrderRow> =>
    once(ctx, {
      actorId: userId,
      operation: 'orderCreate',
      key,
      input: wish,
      work: (tx, id) => place(ctx, tx, { id, wish, buyer, all }),
      again: async (id) => (await selectOrdersById(ctx.app.db, [id]))[0] as OrderRow,
    });
  try {
    return await attempt(false);
  } catch (error) {
    if (!(error instanceof OffersMoved)) throw error;
    return attempt(true);
  }
}

interface Placing {
  readonly id: string;
  readonly wish: OrderWish;
  readonly buyer: Buyer;
  readonly all: boolean;
}

async function place(ctx: Context, tx: Db, { id, wish, buyer, all }: Placing): Promise<OrderRow> {
  const { config } = ctx.app;
  const ownerId = buyer.organizationId ?? buyer.buyerId;
  if ((await countOpenOrders(tx, ownerId, config.ORDERS_OPEN)) >= config.ORDERS_OPEN) {
    throw new TooManyOrders(config.ORDERS_OPEN);
  }
  const basis = await basisOf(ctx, tx, wish, buyer);
  const taken = await takeOffers(tx, basis.parts, {
    maxPrice: wish.maxPrice,
    stale: staleLimits(config),
    mostLines: config.ORDER_LINES,
    all: all || basis.source === 'ANNOUNCEMENT' || basis.source === 'QUOTE',
  });
  if (taken.isShort) throw new OffersMoved();
  const takes = taken.takes.flat();
  refuseShort(ctx, basis, wish, taken);

  const sellers = takes.flatMap(({ offer }) => (offer.announcementId === null ? [] : [offer.sellerId]));
  const priced = priceOrder(takes, {
    currency: basis.currency,
    fees: taken.fees,
    buyerId: ownerId,
    standings: await standingsOf(tx, [...new Set([ownerId, ...sellers])]),
    promised: basis.promised,
  });
  refuseDear(basis, wish, priced);
  return write(ctx, tx, { id, wish, buyer, basis, taken, priced });
}

/** Throws NotEnoughOffered, or what is wrong with the only announcement that was asked for. */
function refuseShort(
  ctx: Context,
  { source, sourceId, requested, asset }: OrderBasis,
  wish: OrderWish,
  taken: Taken,
): void {
  const found = quantityOf(taken.takes.flat());
  if (found === requested || (wish.fill === 'PARTIAL' && found > 0n)) return;
  const row = source === 'ANNOUNCEMENT' ? taken.announcements.get(sourceId as string) : undefined;
  if (!row) throw new NotEnoughOffered(found, asset);
  const offer = announcedOffer(row, taken.market.get(row.currency), taken.now, staleLimits(ctx.app.config));
  if (!('quote' in offer)) throw offer;
  if (offer.available === 0n || requested > offer.available) {
    throw new QuantityUnavailable(offer.available, row.batchId);
  }
  if (requested < offer.minimumFill) throw new BelowMinimumFill(offer.minimumFill, row.batchId);
  throw new NotEnoughOffered(found, asset);
}

/** Throws PriceMoved where it costs more than the buyer's limit, fee included. */
function refuseDear(
  { currency, asset }: OrderBasis,
  { maxTotal }: OrderWish,
  { lines, total, buyerFee }: PricedOrder,
): void {
  if (maxTotal === undefined) return;
  const most = maxTotal / 10n ** BigInt(PRICE_SCALE - assetScale[currency]);
  if (total + buyerFee <= most) return;
  const scale = 10n ** BigInt(assetScale[asset] + PRICE_SCALE - assetScale[currency]);
  throw new PriceMoved(currency, divideUp(total * scale, quantityOf(lines)), total + buyerFee, most);
}

interface Writing {
  readonly id: string;
  readonly wish: OrderWish;
  readonly buyer: Buyer;
  readonly basis: OrderBasis;
  readonly taken: Taken;
  readonly priced: PricedOrder;
}

async function write(ctx: Context, tx: Db, { id, wish, buyer, basis, taken, priced }: Writing): Promise<OrderRow> {
  const { lines, total, buyerFee } = priced;
  const order = await insertOrder(
    tx,
    {
      id,
      ...buyer,
      source: basis.source,
      sourceId: basis.sourceId,
      criteria: basis.criteria,
      fill: wish.fill ?? 'ALL_OR_NOTHING',
      asset: basis.asset,
      requested: basis.requested,
      quantity: quantityOf(lines),
      currency: basis.currency,
      total,
      buyerFee,
      feeScheduleVersion: basis.promised?.feeScheduleVersion ?? taken.fees.version,
      payBy: new Date(taken.now.getTime() + ctx.app.config.ORDER_PAYMENT_S * 1_000),
      autoRetire: wish.autoRetire ?? null,
      retireState: wish.autoRetire ? 'WAITING' : null,
    },
    lines.map(({ offer, quantity, ...amounts }, position) => ({
      orderId: id,
      position,
      announcementId: offer.announcementId,
      batchId: offer.batchId,
      sellerId: offer.sellerId,
      quantity,
      pricePerCredit: offer.quote.price,
      priceSource: offer.quote.source,
      priceAsOf: offer.quote.asOf,
      ...amounts,
    })),
  );
  await insertOrderEvent(tx, { orderId: id, actorId: buyer.buyerId, status: order.status, reason: null });
  await holdTakes(tx, order, lines, taken);
  return order;
}

/** Takes what was found out of sale: nobody else can buy it until the order is settled or has ended. */
async function holdTakes(tx: Db, order: OrderRow, takes: readonly Take[], taken: Taken): Promise<void> {
  const reserved = new Map<string, bigint>();
  const stocked = new Map<string, bigint>();
  for (const { offer, quantity } of takes) {
    const sums = offer.announcementId === null ? stocked : reserved;
    sums.set(offer.id, (sums.get(offer.id) ?? 0n) + quantity);
  }
  const announcements = await changeReserved(
    tx,
    [...reserved].map(([announcementId, quantity]) => ({ announcementId, quantity })),
  );
  const holdings = [...stocked].map(
    ([batchId, quantity]) => [taken.stock.get(walletKey(stockKey(batchId))) as LockedWallet, quantity] as const,
  );
  await insertEntries(
    tx,
    holdings.map(([wallet, quantity]) => stockEntry(order.id, wallet, quantity, order.buyerId)),
    holdings.map(([wallet]) => wallet),
  );
  await tell(tx, [
    orderChanged(order),
    ...announcements.map(announcementChanged),
    ...holdings.map(([wallet]) => walletChanged(wallet)),
  ]);
}
