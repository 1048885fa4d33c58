import { createHash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { AnnouncementRow } from '../src/db/announcements.ts';
import { type LockedWallet, walletKey } from '../src/db/ledger.ts';
import type { Asset } from '../src/db/wallets.ts';
import type { FeeRules } from '../src/resolvers/pricing/fees.ts';
import type { SettlementState, TradeIntent } from '../src/resolvers/trades/rules.ts';
import { units } from './harness.ts';

// A seller with an offer and a buyer with money, as `settle` gets them: nothing of it is in a database.

export const NOW = new Date('2026-11-20T12:00:00Z');
export const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1_000);
const STALE = { seenMs: 900_000, asOfMs: 21_600_000 };
export const price = (text: string) => units(text, 'ETH');
export const t = (text: string) => units(text, 'CARBON');
export const hash = (text: string) => createHash('sha256').update(text).digest();
export const [SELLER, BUYER] = [newId(), newId()];

let accountId = 100n;
export function wallet(ownerId: string, asset: Asset, available: bigint, held = 0n): LockedWallet {
  return {
    ownerId,
    asset,
    walletId: newId(),
    available: { accountId: accountId++, balance: available },
    held: { accountId: accountId++, balance: held },
  };
}

export const announcement = (change: Partial<AnnouncementRow> = {}): AnnouncementRow => ({
  id: newId(),
  sellerId: SELLER,
  organizationId: null,
  batchId: null,
  title: 'Peatland',
  description: '',
  quantity: t('120'),
  remaining: t('120'),
  reserved: 0n,
  minimumFill: t('10'),
  currency: 'EUR',
  priceKind: 'FIXED',
  fixedPrice: price('8.35'),
  premiumBps: null,
  status: 'ACTIVE',
  expiresAt: new Date(NOW.getTime() + 1),
  pricedAt: ago(86_400),
  createdAt: ago(86_400),
  openedAt: ago(86_400),
  closedAt: null,
  ...change,
});

/** What trades cost everybody: no tiers, no floor, no cap. */
export const FEES: FeeRules = {
  makerBps: 50,
  takerBps: 100,
  tiers: [],
  limits: {},
  shares: { platformBps: 7_000, communityBps: 2_000, insuranceBps: 1_000 },
};

export const quote = { price: price('8'), source: 'COINGECKO', asOf: ago(60), seenAt: ago(60) };

export function stateOf(
  offer: AnnouncementRow,
  change: Partial<SettlementState> = {},
  euros = '2000',
): SettlementState {
  const wallets = [
    wallet(SELLER, 'EUR', 0n),
    wallet(SELLER, 'CARBON', 0n, offer.remaining),
    wallet(BUYER, 'EUR', units(euros, 'EUR')),
    wallet(BUYER, 'CARBON', 0n),
  ];
  return {
    now: NOW,
    stale: STALE,
    announcements: new Map([[offer.id, offer]]),
    quotes: new Map([['EUR', quote]]),
    wallets: new Map(wallets.map((each) => [walletKey(each), each])),
    fees: { ...FEES, version: 1 },
    standings: new Map(),
    members: new Set(),
    done: new Map(),
    ...change,
  };
}

export const intent = (offer: AnnouncementRow, change: Partial<TradeIntent> = {}): TradeIntent => ({
  actorId: BUYER,
  organizationId: null,
  announcementId: offer.id,
  quantity: t('20'),
  maxTotal: undefined,
  key: newId(),
  inputHash: hash('an input'),
  ...change,
});
