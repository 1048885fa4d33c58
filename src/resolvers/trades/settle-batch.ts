import { LRUCache } from 'lru-cache';
import { v7 as newId } from 'uuid';
import type { Config } from '../../config.ts';
import { lockAnnouncements, ownerOf, selectMarketQuotes } from '../../db/announcements.ts';
import { brokenConstraint, type Database, type Db } from '../../db/client.ts';
import { selectFeeStandings } from '../../db/fee-terms.ts';
import { type HoldingKey, openHoldings } from '../../db/holdings.ts';
import { insertEntries, lockWallets, walletKey, type WalletKey } from '../../db/ledger.ts';
import {
  insertTrades,
  keepPlans,
  selectFeesInForce,
  selectTradeKeys,
  selectTradeParties,
  type TradeParties,
  updateRemaining,
} from '../../db/settlement.ts';
import { selectMembersAmong } from '../../db/organizations.ts';
import { selectTradesById, type TradeRow } from '../../db/trades.ts';
import { creditAsset } from '../amounts.ts';
import { announcementChanged } from '../announcements/rules.ts';
import type { Refusal } from '../errors.ts';
import { type NewEvent, tell } from '../feed.ts';
import { staleLimits } from '../prices/sessions.ts';
import { asStanding } from '../pricing/standings.ts';
import { walletChanged } from '../wallets/rules.ts';
import {
  buyerOf,
  type Decided,
  intentKey,
  memberKey,
  type Outcome,
  settle,
  type SettlementState,
  type TradeIntent,
} from './rules.ts';

export type Settled = { readonly trade: TradeRow } | { readonly refusal: Refusal };

export interface BatchOptions {
  readonly db: Database;
  readonly config: Pick<Config, 'PRICE_STALE_S' | 'PRICE_VENDOR_STALE_S'>;
}

type Parties = Omit<TradeParties, 'id'>;

const KNOWN_PARTIES = 100_000;
const ATTEMPTS = 3;

/**
 * Gives the function that settles a batch in one transaction, with an outcome for each intent in their order: it locks
 * announcements, then accounts, both in id order, decides all trades by the pure `settle`, and writes them.
 */
export function createBatches({ db, config }: BatchOptions): (intents: readonly TradeIntent[]) => Promise<Settled[]> {
  const parties = new LRUCache<string, Parties>({ max: KNOWN_PARTIES });

  async function settleBatch(intents: readonly TradeIntent[], attempt = 1): Promise<Settled[]> {
    const known = await partiesOf(db, parties, intents);
    let outcomes: readonly Outcome[];
    try {
      outcomes = await db.transact(async (tx) => {
        const state = await lockState(tx, config, intents, known);
        const decided = settle(state, intents, newId);
        if (decided.trades.length > 0) await write(tx, intents, state, decided);
        return decided.outcomes;
      });
    } catch (error) {
      // Another process has taken one of the keys between our look and our write: now it can be seen.
      if (brokenConstraint(error) === 'idempotency_keys_pkey' && attempt < ATTEMPTS)
        return settleBatch(intents, attempt + 1);
      throw error;
    }
    const again = outcomes.flatMap((outcome) => ('againId' in outcome ? [outcome.againId] : []));
    const before = new Map(
      again.length === 0 ? [] : (await selectTradesById(db, again)).map((trade) => [trade.id, trade]),
    );
    return outcomes.map((outcome) =>
      'againId' in outcome ? { trade: before.get(outcome.againId) as TradeRow } : outcome,
    );
  }

  return (intents) => settleBatch(intents);
}

/**
 * Whose wallets a batch needs is known before its announcements are locked, so that all locks go out at once. What is
 * not found here is not locked either: should it be opened meanwhile, it is not there yet.
 */
async function partiesOf(
  db: Db,
  parties: LRUCache<string, Parties>,
  intents: readonly TradeIntent[],
): Promise<ReadonlyMap<string, Parties>> {
  const ids = [...new Set(intents.map((intent) => intent.announcementId))];
  const known = new Map<string, Parties>();
  for (const id of ids) {
    const kept = parties.get(id);
    if (kept) known.set(id, kept);
  }
  const unknown = ids.filter((id) => !known.has(id));
  const found = unknown.length === 0 ? [] : await selectTradeParties(db, unknown);
  for (const { id, ...rest } of found) {
    parties.set(id, rest);
    known.set(id, rest);
  }
  return known;
}

async function lockState(
  tx: Db,
  config: BatchOptions['config'],
  intents: readonly TradeIntent[],
  known: ReadonlyMap<string, Parties>,
): Promise<SettlementState> {
  const wallets = new Map<string, WalletKey>();
  const pairs: { organizationId: string; userId: string }[] = [];
  const holdings: HoldingKey[] = [];
  for (const intent of intents) {
    const of = known.get(intent.announcementId);
    if (!of) continue;
    for (const ownerId of [buyerOf(intent), ownerOf(of)]) {
      for (const key of [
        { ownerId, asset: of.currency },
        { ownerId, asset: creditAsset(of.batchId), batchId: of.batchId },
      ])
        wallets.set(walletKey(key), key);
    }
    if (of.batchId !== null) holdings.push({ ownerId: buyerOf(intent), batchId: of.batchId });
    if (of.organizationId !== null) pairs.push({ organizationId: of.organizationId, userId: intent.actorId });
    if (intent.organizationId !== null) pairs.push({ organizationId: intent.organizationId, userId: of.sellerId });
  }
  // Who has never had credits of a batch has no holding to lock. Opened before any lock is had, and seldom.
  await openHoldings(tx, holdings);
  // Sent in one go, run in this order: announcements before accounts, and after both what must not be older than they.
  const owners = new Set([...wallets.values()].map(({ ownerId }) => ownerId));
  const [, announcements, locked, keys, quotes, fees, standings, members] = await Promise.all([
    keepPlans(tx),
    lockAnnouncements(tx, [...known.keys()]),
    lockWallets(tx, [...wallets.values()]),
    selectTradeKeys(tx, intents),
    selectMarketQuotes(tx),
    selectFeesInForce(tx),
    selectFeeStandings(tx, [...owners]),
    pairs.length === 0 ? [] : selectMembersAmong(tx, pairs),
  ]);
  return {
    now: fees.now,
    stale: staleLimits(config),
    announcements: new Map(announcements.map((announcement) => [announcement.id, announcement])),
    quotes: new Map(quotes.map((quote) => [quote.currency, quote])),
    wallets: locked,
    members: new Set(members.map(({ organizationId, userId }) => memberKey(organizationId, userId))),
    fees,
    standings: new Map(standings.map((row) => [row.ownerId, asStanding(row)])),
    done: new Map(keys.map((key) => [intentKey(key), key])),
  };
}

async function write(tx: Db, intents: readonly TradeIntent[], state: SettlementState, decided: Decided): Promise<void> {
  const { trades, entries, announcements, outcomes } = decided;
  const keys = intents.filter((_, index) => 'trade' in (outcomes[index] as Outcome));
  const touched = new Set(entries.flatMap((entry) => entry.legs.map((leg) => leg.accountId)));
  const wallets = [...state.wallets.values()];
  const changed = wallets.filter(
    ({ available, held }) => touched.has(available.accountId) || touched.has(held.accountId),
  );
  const events: NewEvent[] = [
    ...trades.map((trade): NewEvent => ({
      topic: 'trade',
      key: trade.id,
      payload: {
        id: trade.id,
        announcementId: trade.announcementId,
        buyerId: trade.buyerOrganizationId ?? trade.buyerId,
        sellerId: trade.sellerOrganizationId ?? trade.sellerId,
      },
    })),
    ...announcements.flatMap(({ id }) => {
      const announcement = state.announcements.get(id);
      return announcement ? [announcementChanged(announcement)] : [];
    }),
    ...changed.map(walletChanged),
  ];
  await Promise.all([
    insertEntries(tx, entries, wallets),
    insertTrades(tx, trades, keys),
    updateRemaining(tx, announcements),
    tell(tx, events),
  ]);
}
