import type { PriceQuote } from '../trades/rules.ts';

/** What an order can take from: an announcement, or what the platform has of a batch in stock. */
export interface Offer {
  /** Null: from stock. */
  readonly announcementId: string | null;
  /** Null: CARBON. */
  readonly batchId: string | null;
  /** From whose wallet. */
  readonly sellerId: string;
  /** What nobody else has bought or reserved, in minor units. */
  readonly available: bigint;
  /** The least that is sold at once, but for all that is left. */
  readonly minimumFill: bigint;
  /** Per credit, in 10^-18 of the order's currency. */
  readonly quote: PriceQuote;
  /** Since when it has stood at its place: the time of price-time order. */
  readonly since: Date;
  readonly id: string;
}

export interface Take<T extends Offer = Offer> {
  readonly offer: T;
  readonly quantity: bigint;
}

/** Price-time order: the cheapest first; of equal prices whoever offered first. */
export function byPriceAndTime(a: Offer, b: Offer): number {
  if (a.quote.price !== b.quote.price) return a.quote.price < b.quote.price ? -1 : 1;
  return a.since.getTime() - b.since.getTime() || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** The least that can be taken from it: the minimum fill, or all that is left. */
const leastOf = ({ available, minimumFill }: Offer): bigint => (available < minimumFill ? available : minimumFill);

/**
 * Takes up to `quantity` from offers that stand in price-time order, from `mostLines` of them at most. An offer that sells no
 * less than more than what is still wanted is passed over; only if the order does not come out otherwise, what was taken
 * before it gives back what its minimum needs. Gives what can be taken, which may be less than was asked for.
 */
export function fillFrom<T extends Offer>(offers: readonly T[], quantity: bigint, mostLines: number): Take<T>[] {
  const taken: { readonly offer: T; quantity: bigint }[] = [];
  const passedOver: T[] = [];
  let wanted = quantity;
  for (const offer of offers) {
    if (wanted === 0n || taken.length === mostLines) break;
    if (offer.available <= 0n) continue;
    if (wanted < leastOf(offer)) {
      passedOver.push(offer);
      continue;
    }
    const part = offer.available < wanted ? offer.available : wanted;
    taken.push({ offer, quantity: part });
    wanted -= part;
  }
  if (wanted === 0n || taken.length === mostLines) return taken;
  for (const offer of passedOver) {
    const least = leastOf(offer);
    if (!giveBack(taken, least - wanted)) continue;
    taken.push({ offer, quantity: least });
    break;
  }
  return taken.toSorted((a, b) => byPriceAndTime(a.offer, b.offer));
}

/** Takes this much back from the dearest of what was taken, leaving each its least. False, and nothing, if it cannot. */
function giveBack(taken: { readonly offer: Offer; quantity: bigint }[], amount: bigint): boolean {
  const spare = taken.reduce((sum, take) => sum + take.quantity - leastOf(take.offer), 0n);
  if (spare < amount) return false;
  let left = amount;
  for (const take of taken.toReversed()) {
    const part = take.quantity - leastOf(take.offer);
    const back = part < left ? part : left;
    take.quantity -= back;
    left -= back;
  }
  return true;
}

/** All that was taken. */
export const quantityOf = (takes: readonly Take[]): bigint => takes.reduce((sum, take) => sum + take.quantity, 0n);

/**
 * Splits a fee over parts by what each of them costs, to the minor unit and without losing one: each part bears what the
 * parts up to it bear together, less what those before it do.
 */
export function splitFee(fee: bigint, totals: readonly bigint[]): bigint[] {
  const all = totals.reduce((sum, total) => sum + total, 0n);
  let [upTo, borne] = [0n, 0n];
  return totals.map((total) => {
    upTo += total;
    const share = (fee * upTo) / all - borne;
    borne += share;
    return share;
  });
}
