import {
  type AnnouncementRow,
  lockAnnouncements,
  type MarketQuote,
  ownerOf,
  selectMarketQuotes,
} from '../../db/announcements.ts';
import type { Db } from '../../db/client.ts';
import { type LockedWallet, lockWallets, walletKey } from '../../db/ledger.ts';
import { selectFeesInForce } from '../../db/settlement.ts';
import type { FeeScheduleRow } from '../../db/trades.ts';
import { freeOf } from '../announcements/reserve.ts';
import type { Refusal } from '../errors.ts';
import type { StaleLimits } from '../prices/sessions.ts';
import { AnnouncementClosed, PriceStale } from '../trades/errors.ts';
import { isTooOld, priceOf } from '../trades/rules.ts';
import { byPriceAndTime, fillFrom, type Offer, type Take } from './fill.ts';
import { stockKey } from './stock.ts';

/** So much of offers like these: an order by criteria has one part, one from a basket a part for each kind in it. */
export interface Part {
  /** In minor units of what is bought. */
  readonly quantity: bigint;
  /** In price-time order, as they were read without a lock. */
  readonly candidates: readonly Offer[];
}

export interface TakeOptions {
  readonly maxPrice: bigint | undefined;
  readonly stale: StaleLimits;
  readonly mostLines: number;
  /** Whether all candidates are locked, and not only those that are expected to be taken from. */
  readonly all: boolean;
}

/** What can be taken now: everything in it is locked. */
export interface Taken {
  /** Of each part. */
  readonly takes: readonly (readonly Take[])[];
  /** Of the part that has less than it asks for, though there are candidates that were not locked. */
  readonly isShort: boolean;
  readonly stock: ReadonlyMap<string, LockedWallet>;
  readonly announcements: ReadonlyMap<string, AnnouncementRow>;
  /** The market price of CARBON, by currency. */
  readonly market: ReadonlyMap<string, MarketQuote>;
  readonly fees: FeeScheduleRow;
  readonly now: Date;
}

/** How many more of the candidates are locked than were expected to do, since somebody may be faster. */
const SPARE = 2;

/**
 * Locks offers and takes from them, each part in turn from what those before it have left: announcements in id order and
 * then, in one statement, the platform's holdings, as everywhere. Nothing is written yet.
 */
export async function takeOffers(tx: Db, parts: readonly Part[], options: TakeOptions): Promise<Taken> {
  const chosen = parts.map((part) => chooseCandidates(part, options));
  const candidates = chosen.flat();
  const announced = new Set(candidates.flatMap(({ announcementId }) => announcementId ?? []));
  const stocked = new Set(candidates.flatMap((offer) => (offer.announcementId === null ? [offer.id] : [])));
  const [rows, stock, fees, quotes] = await Promise.all([
    announced.size === 0 ? [] : lockAnnouncements(tx, [...announced]),
    stocked.size === 0 ? new Map<string, LockedWallet>() : lockWallets(tx, [...stocked].map(stockKey)),
    selectFeesInForce(tx),
    selectMarketQuotes(tx),
  ]);
  const announcements = new Map(rows.map((row) => [row.id, row]));
  const market = new Map<string, MarketQuote>(quotes.map((quote) => [quote.currency, quote]));
  const left = new Map<string, bigint>();
  const takes = parts.map((part, index) => {
    const offers = (chosen[index] ?? []).flatMap((candidate): Offer[] => {
      const offer = nowOf(candidate, { announcements, stock, market, now: fees.now }, options);
      return offer ? [{ ...offer, available: left.get(offer.id) ?? offer.available }] : [];
    });
    const taken = fillFrom(offers.toSorted(byPriceAndTime), part.quantity, options.mostLines);
    for (const { offer, quantity } of taken) left.set(offer.id, offer.available - quantity);
    return taken;
  });
  const isShort = parts.some(
    ({ quantity, candidates: all }, index) =>
      (chosen[index]?.length ?? 0) < all.length && sumOf(takes[index] ?? []) < quantity,
  );
  return { takes, isShort, stock, announcements, market, fees, now: fees.now };
}

const sumOf = (takes: readonly Take[]): bigint => takes.reduce((sum, { quantity }) => sum + quantity, 0n);

function chooseCandidates({ candidates, quantity }: Part, { all, mostLines }: TakeOptions): readonly Offer[] {
  if (all) return candidates;
  const expected = new Set(fillFrom(candidates, quantity, mostLines).map(({ offer }) => offer));
  const last = candidates.findLastIndex((offer) => expected.has(offer));
  return candidates.filter((offer, index) => expected.has(offer) || (index > last && index <= last + SPARE));
}

interface Locked {
  readonly announcements: ReadonlyMap<string, AnnouncementRow>;
  readonly stock: ReadonlyMap<string, LockedWallet>;
  readonly market: ReadonlyMap<string, MarketQuote>;
  readonly now: Date;
}

/** A candidate as it is under the lock; nothing if it is no offer any more, or costs more than it may. */
function nowOf(candidate: Offer, locked: Locked, { maxPrice, stale }: TakeOptions): Offer | undefined {
  if (candidate.announcementId === null) {
    const available = locked.stock.get(walletKey(stockKey(candidate.id)))?.available.balance ?? 0n;
    return { ...candidate, available };
  }
  const row = locked.announcements.get(candidate.announcementId);
  if (!row) return undefined;
  const offer = announcedOffer(row, locked.market.get(row.currency), locked.now, stale);
  if (!('quote' in offer) || (maxPrice !== undefined && offer.quote.price > maxPrice)) return undefined;
  return offer;
}

/** What a locked announcement offers, or why it offers nothing. */
export function announcedOffer(
  row: AnnouncementRow,
  market: MarketQuote | undefined,
  now: Date,
  stale: StaleLimits,
): Offer | Refusal {
  if (row.status !== 'ACTIVE') return new AnnouncementClosed(row.status);
  if (row.expiresAt <= now) return new AnnouncementClosed('EXPIRED');
  const quote = priceOf(row, market);
  if (!quote || isTooOld(market, row.priceKind, now, stale)) return new PriceStale(quote?.asOf ?? null);
  const opened = row.openedAt ?? row.createdAt;
  return {
    id: row.id,
    announcementId: row.id,
    batchId: row.batchId,
    sellerId: ownerOf(row),
    available: freeOf(row),
    minimumFill: row.minimumFill,
    quote,
    since: row.pricedAt > opened ? row.pricedAt : opened,
  };
}
