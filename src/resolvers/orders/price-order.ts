import type { Asset } from '../../db/wallets.ts';
import { feeFor, type FeeRules, type FeeStanding, NO_STANDING } from '../pricing/fees.ts';
import { totalOf } from '../trades/rules.ts';
import { splitFee, type Take } from './fill.ts';

/** A part of an order with what it costs. */
export interface PricedTake extends Take {
  readonly total: bigint;
  readonly buyerFee: bigint;
  readonly sellerFee: bigint;
}

export interface PricedOrder {
  readonly lines: readonly PricedTake[];
  readonly total: bigint;
  readonly buyerFee: bigint;
}

export interface PriceTerms {
  readonly currency: Asset;
  readonly fees: FeeRules;
  readonly buyerId: string;
  /** Of those who pay otherwise than everybody, by owner. */
  readonly standings: ReadonlyMap<string, FeeStanding>;
  /** What a quote has promised: the total and the fee of the only line. */
  readonly promised?: { readonly total: bigint; readonly buyerFee: bigint } | undefined;
}

/**
 * What an order costs (DOMAIN 4): each line quantity x price, rounded up to the minor unit; the buyer's fee on all lines
 * together, borne by each by what it costs; each seller's on the line. The platform charges itself nothing.
 */
export function priceOrder(
  takes: readonly Take[],
  { currency, fees, buyerId, standings, promised }: PriceTerms,
): PricedOrder {
  const standingOf = (ownerId: string): FeeStanding => standings.get(ownerId) ?? NO_STANDING;
  const totals = takes.map(({ offer, quantity }) =>
    promised ? promised.total : totalOf(quantity, offer.quote.price, currency, offer.batchId),
  );
  const total = totals.reduce((sum, each) => sum + each, 0n);
  const buyerFee = promised?.buyerFee ?? feeFor('TAKER', total, currency, fees, standingOf(buyerId)).fee;
  const shares = splitFee(buyerFee, totals);
  const lines = takes.map((take, index): PricedTake => {
    const lineTotal = totals[index] ?? 0n;
    const { announcementId, sellerId } = take.offer;
    const sellerFee =
      announcementId === null ? 0n : feeFor('MAKER', lineTotal, currency, fees, standingOf(sellerId)).fee;
    return { ...take, total: lineTotal, buyerFee: shares[index] ?? 0n, sellerFee };
  });
  return { lines, total, buyerFee };
}
