import { type AnnouncementRow, type AnnouncementStatus, type MarketQuote, ownerOf } from '../../db/announcements.ts';
import { legAsset, type LockedWallet, type NewEntry, platformAccounts, walletKey } from '../../db/ledger.ts';
import type { FeeScheduleRow, TradeRow } from '../../db/trades.ts';
import type { Asset } from '../../db/wallets.ts';
import { assetScale, creditAsset, divideUp, PRICE_SCALE, toQuantity, WHOLE_CREDITS } from '../amounts.ts';
import { nextStatus } from '../announcements/rules.ts';
import { IdempotencyConflict, InputInvalid, InsufficientFunds, NotFound, Refusal } from '../errors.ts';
import { isStale, type StaleLimits } from '../prices/sessions.ts';
import { feeFor, type FeeRules, type FeeSide, type FeeStanding, NO_STANDING, sharesOf } from '../pricing/fees.ts';
import {
  AnnouncementClosed,
  BelowMinimumFill,
  OwnAnnouncement,
  PriceMoved,
  PriceStale,
  QuantityUnavailable,
} from './errors.ts';

const BPS = 10_000n;

/** A price that trades can be made at: per credit, in 10^-18 of the currency. */
export type PriceQuote = Pick<MarketQuote, 'price' | 'source' | 'asOf'>;

/** What a price is taken from: the announcement's own figures and the market's last price in its currency. */
export type Priced = Pick<AnnouncementRow, 'priceKind' | 'fixedPrice' | 'premiumBps' | 'pricedAt'>;

/** FIXED: the seller's own price. MARKET: MCO2 in the announcement's currency plus the premium, rounded up. */
export function priceOf(announcement: Priced, market: PriceQuote | undefined): PriceQuote | undefined {
  if (announcement.priceKind === 'FIXED') {
    return { price: announcement.fixedPrice ?? 0n, source: 'ANNOUNCEMENT', asOf: announcement.pricedAt };
  }
  if (!market) return undefined;
  const { source, asOf } = market;
  return { source, asOf, price: divideUp(market.price * (BPS + BigInt(announcement.premiumBps ?? 0)), BPS) };
}

/** Whether there is no market price, or one that is too old to trade on. A fixed price does not age. */
export const isTooOld = (
  market: MarketQuote | undefined,
  kind: AnnouncementRow['priceKind'],
  now: Date,
  limits: StaleLimits,
): boolean => kind === 'MARKET' && (!market || isStale({ instrument: 'MCO2', ...market }, now, limits));

/**
 * quantity x price, rounded up to the currency's minor unit, so that no quantity is ever free. The quantity is in minor units
 * of what is sold: of credits of a batch where one is named, or of CARBON.
 */
export function totalOf(
  quantity: bigint,
  pricePerCredit: bigint,
  currency: Asset,
  batchId: string | null = null,
): bigint {
  const scale = 10n ** BigInt(assetScale[creditAsset(batchId)] + PRICE_SCALE - assetScale[currency]);
  return divideUp(quantity * pricePerCredit, scale);
}

/** One wish to buy: checked for form, not yet decided. */
export interface TradeIntent {
  readonly actorId: string;
  /** For which organization the actor buys; null for the own account. */
  readonly organizationId: string | null;
  readonly announcementId: string;
  /** In 10^-18 t, whatever is sold. */
  readonly quantity: bigint;
  /** The most the buyer pays in all, fee included, in 10^-18 of the currency. */
  readonly maxTotal: bigint | undefined;
  readonly key: string;
  readonly inputHash: Buffer;
}

/** What is true while a batch is decided: locked, or read after the locks were had. */
export interface SettlementState {
  readonly now: Date;
  readonly stale: StaleLimits;
  readonly announcements: ReadonlyMap<string, AnnouncementRow>;
  /** The market price of a credit, by currency. */
  readonly quotes: ReadonlyMap<string, MarketQuote>;
  readonly wallets: ReadonlyMap<string, LockedWallet>;
  /** Of the users and organizations that meet in these intents: who is a member of which, by `memberKey`. */
  readonly members: ReadonlySet<string>;
  readonly fees: FeeRules & Pick<FeeScheduleRow, 'version'>;
  /** What decides the fees of those owners who pay otherwise than everybody. */
  readonly standings: ReadonlyMap<string, FeeStanding>;
  /** What the intents' keys did before, by `intentKey`. */
  readonly done: ReadonlyMap<string, { readonly inputHash: Buffer; readonly tradeId: string }>;
}

export type Outcome = { readonly trade: TradeRow } | { readonly againId: string } | { readonly refusal: Refusal };

export interface Decided {
  /** One for each intent, in their order. */
  readonly outcomes: readonly Outcome[];
  readonly trades: readonly TradeRow[];
  readonly entries: readonly NewEntry[];
  readonly announcements: readonly {
    readonly id: string;
    readonly remaining: bigint;
    readonly status: AnnouncementStatus;
  }[];
}

export const intentKey = ({ actorId, key }: Pick<TradeIntent, 'actorId' | 'key'>): string => `${actorId} ${key}`;

export const memberKey = (organizationId: string, userId: string): string => `${organizationId} ${userId}`;

/** Whose wallets the intent buys with. */
export const buyerOf = ({ actorId, organizationId }: Pick<TradeIntent, 'actorId' | 'organizationId'>): string =>
  organizationId ?? actorId;

/** Whether buyer and seller are one: the same user or organization, or one of them belongs to the other. */
function areOfOneHouse(
  members: SettlementState['members'],
  { sellerId, organizationId: selling }: Pick<AnnouncementRow, 'sellerId' | 'organizationId'>,
  { actorId, organizationId: buying }: TradeIntent,
): boolean {
  if (sellerId === actorId) return true;
  if (selling !== null && (selling === buying || members.has(memberKey(selling, actorId)))) return true;
  return buying !== null && members.has(memberKey(buying, sellerId));
}

/**
 * Decides each intent in turn against what the ones before it left (DOMAIN: what a trade does). Pure: the ids come from
 * outside, nothing is read or written, and a refused intent leaves no trace.
 */
export function settle(state: SettlementState, intents: readonly TradeIntent[], newId: () => string): Decided {
  const left = new Map<string, bigint>();
  const spent = new Map<bigint, bigint>();
  const made = new Map<string, { inputHash: Buffer; tradeId: string }>(state.done);
  const trades: TradeRow[] = [];
  const entries: NewEntry[] = [];

  const outcomes = intents.map((intent): Outcome => {
    const before = made.get(intentKey(intent));
    if (before) {
      return before.inputHash.equals(intent.inputHash)
        ? { againId: before.tradeId }
        : { refusal: new IdempotencyConflict() };
    }
    const fill = decide(state, intent, left, spent);
    if (fill instanceof Refusal) return { refusal: fill };
    const trade = toTrade(state, intent, fill, newId());
    const entry = toEntry(trade, fill, state.fees);
    for (const leg of entry.legs) spent.set(leg.accountId, (spent.get(leg.accountId) ?? 0n) + leg.amount);
    left.set(trade.announcementId, fill.remaining - trade.quantity);
    made.set(intentKey(intent), { inputHash: intent.inputHash, tradeId: trade.id });
    trades.push(trade);
    entries.push(entry);
    return { trade };
  });

  const announcements = [...left].map(([id, remaining]) => ({
    id,
    remaining,
    status: remaining === 0n ? nextStatus('ACTIVE', 'SELL_OUT') : ('ACTIVE' as const),
  }));
  return { outcomes, trades, entries, announcements };
}

/** A trade that can be made: its amounts, and the four wallets between which it moves them. */
interface Fill {
  readonly announcement: AnnouncementRow;
  readonly remaining: bigint;
  /** In minor units of what is sold. */
  readonly quantity: bigint;
  readonly quote: PriceQuote;
  readonly total: bigint;
  readonly buyerFee: bigint;
  readonly sellerFee: bigint;
  readonly buyer: { readonly money: LockedWallet; readonly credits: LockedWallet };
  readonly seller: { readonly money: LockedWallet; readonly credits: LockedWallet };
}

function decide(
  state: SettlementState,
  intent: TradeIntent,
  left: ReadonlyMap<string, bigint>,
  spent: ReadonlyMap<bigint, bigint>,
): Fill | Refusal {
  const announcement = state.announcements.get(intent.announcementId);
  // What was never opened is its seller's secret.
  if (!announcement?.openedAt) return new NotFound('announcement');
  const { currency, minimumFill, batchId } = announcement;
  if (areOfOneHouse(state.members, announcement, intent)) return new OwnAnnouncement();

  const remaining = left.get(announcement.id) ?? announcement.remaining;
  if (announcement.status !== 'ACTIVE') return new AnnouncementClosed(announcement.status);
  if (remaining === 0n) return new AnnouncementClosed('SOLD_OUT');
  if (announcement.expiresAt <= state.now) return new AnnouncementClosed('EXPIRED');
  const quantity = toQuantity(intent.quantity, batchId);
  if (quantity === undefined) return new InputInvalid([{ path: ['quantity'], message: WHOLE_CREDITS }]);
  const free = remaining - announcement.reserved;
  if (quantity > free) return new QuantityUnavailable(free, batchId);
  if (quantity < minimumFill && quantity !== free) return new BelowMinimumFill(minimumFill, batchId);

  const market = state.quotes.get(currency);
  const quote = priceOf(announcement, market);
  if (!quote || isTooOld(market, announcement.priceKind, state.now, state.stale))
    return new PriceStale(quote?.asOf ?? null);
  const total = totalOf(quantity, quote.price, currency, batchId);
  const fee = (side: FeeSide, ownerId: string): bigint =>
    feeFor(side, total, currency, state.fees, state.standings.get(ownerId) ?? NO_STANDING).fee;
  const buyerFee = fee('TAKER', buyerOf(intent));
  const toPay = total + buyerFee;
  const maxTotal =
    intent.maxTotal === undefined ? toPay : intent.maxTotal / 10n ** BigInt(PRICE_SCALE - assetScale[currency]);
  if (toPay > maxTotal) return new PriceMoved(currency, quote.price, toPay, maxTotal);

  const buyer = walletsOf(state, buyerOf(intent), announcement);
  const seller = walletsOf(state, ownerOf(announcement), announcement);
  const { accountId, balance } = buyer.money.available;
  const available = balance + (spent.get(accountId) ?? 0n);
  if (available < toPay) return new InsufficientFunds(currency, available, toPay);
  return {
    announcement,
    remaining,
    quantity,
    quote,
    total,
    buyerFee,
    sellerFee: fee('MAKER', ownerOf(announcement)),
    buyer,
    seller,
  };
}

function walletsOf(state: SettlementState, ownerId: string, announcement: AnnouncementRow): Fill['buyer'] {
  const { currency, batchId } = announcement;
  const money = state.wallets.get(walletKey({ ownerId, asset: currency }));
  const credits = state.wallets.get(walletKey({ ownerId, asset: creditAsset(batchId), batchId }));
  if (!money || !credits) throw new Error(`${ownerId} has no ${currency} wallet, or none for what is sold`);
  return { money, credits };
}

function toTrade(state: SettlementState, intent: TradeIntent, fill: Fill, id: string): TradeRow {
  return {
    id,
    announcementId: fill.announcement.id,
    buyerId: intent.actorId,
    sellerId: fill.announcement.sellerId,
    buyerOrganizationId: intent.organizationId,
    sellerOrganizationId: fill.announcement.organizationId,
    batchId: fill.announcement.batchId,
    quantity: fill.quantity,
    currency: fill.announcement.currency,
    pricePerCredit: fill.quote.price,
    totalPrice: fill.total,
    buyerFee: fill.buyerFee,
    sellerFee: fill.sellerFee,
    feeScheduleVersion: state.fees.version,
    priceSource: fill.quote.source,
    priceAsOf: fill.quote.asOf,
    status: 'COMPLETED',
    entryId: id,
    createdAt: state.now,
  };
}

/** Money from the buyer to the seller and those who share the fees, credits from what the seller holds for sale to the buyer. */
function toEntry(trade: TradeRow, { buyer, seller }: Fill, fees: FeeRules): NewEntry {
  const asset = trade.currency;
  const { platform, community, insurance } = sharesOf(trade.buyerFee + trade.sellerFee, fees);
  const sold = legAsset(seller.credits);
  const legs = [
    { accountId: buyer.money.available.accountId, asset, amount: -(trade.totalPrice + trade.buyerFee) },
    { accountId: seller.money.available.accountId, asset, amount: trade.totalPrice - trade.sellerFee },
    { accountId: platformAccounts.FEES[asset], asset, amount: platform },
    { accountId: platformAccounts.FEES_COMMUNITY[asset], asset, amount: community },
    { accountId: platformAccounts.FEES_INSURANCE[asset], asset, amount: insurance },
    { accountId: seller.credits.held.accountId, asset: sold, amount: -trade.quantity },
    { accountId: buyer.credits.available.accountId, asset: sold, amount: trade.quantity },
  ];
  return {
    id: trade.entryId,
    kind: 'TRADE',
    referenceId: trade.id,
    actorId: trade.buyerId,
    legs: legs.filter((leg) => leg.amount !== 0n),
  };
}
