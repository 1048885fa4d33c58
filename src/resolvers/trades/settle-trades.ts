import { LRUCache } from 'lru-cache';
import { v7 as newId } from 'uuid';
import type { Config } from '../../config.ts';
import { lockAnnouncements, selectMarketQuotes } from '../../db/announcements.ts';
import { brokenConstraint, type Database, type Db, isLostConnection } from '../../db/client.ts';
import { insertEntries, lockWallets, walletKey, type WalletKey } from '../../db/ledger.ts';
import {
  insertTrades,
  selectFeesInForce,
  selectTradeKeys,
  selectTradeParties,
  updateRemaining,
} from '../../db/settlement.ts';
import { selectTradesById, type TradeRow } from '../../db/trades.ts';
import { Busy, type Refusal } from '../errors.ts';
import { type NewEvent, tell } from '../feed.ts';
import { staleLimits } from '../prices/sessions.ts';
import { walletChanged } from '../wallets/rules.ts';
import { type Decided, intentKey, type Outcome, settle, type SettlementState, type TradeIntent } from './rules.ts';

export interface Settlement {
  /** Settles the trade together with those that wait at the same moment. Throws the refusal of this trade alone. */
  place(intent: TradeIntent): Promise<TradeRow>;
  /** How busy it is: trades that wait now; batches and the trades in them since the process began. */
  readonly load: { readonly waiting: number; readonly batches: number; readonly trades: number };
}

export interface SettlementOptions {
  readonly db: Database;
  readonly config: Pick<
    Config,
    'SETTLEMENT_BATCH' | 'SETTLEMENT_QUEUE' | 'SETTLEMENT_WAIT_MS' | 'PRICE_STALE_S' | 'PRICE_VENDOR_STALE_S'
  >;
  /** Called after each commit. */
  readonly wake: () => void;
}

interface Waiting {
  readonly intent: TradeIntent;
  readonly resolve: (trade: TradeRow) => void;
  readonly reject: (error: unknown) => void;
}

type Parties = { readonly sellerId: string; readonly currency: WalletKey['asset'] };

const KNOWN_PARTIES = 100_000;
const ATTEMPTS = 3;

/**
 * The settlement engine of a process: while one batch commits, the next collects. A batch locks announcements, then
 * accounts, both in id order, decides all trades by the pure `settle`, and writes them in one commit. On a quiet day a
 * batch is one trade.
 */
export function createSettlement(options: SettlementOptions): Settlement {
  const { db, config } = options;
  const parties = new LRUCache<string, Parties>({ max: KNOWN_PARTIES });
  let waiting: Waiting[] = [];
  let running = false;
  let batches = 0;
  let trades = 0;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      if (config.SETTLEMENT_WAIT_MS > 0) await new Promise((resolve) => setTimeout(resolve, config.SETTLEMENT_WAIT_MS));
      const batch = waiting.splice(0, config.SETTLEMENT_BATCH);
      batches += 1;
      trades += batch.length;
      await carryOut(batch);
    }
    running = false;
  }

  /**
   * Settles a batch. If it fails as a whole, its halves are tried, down to single trades: a bad one fails by itself.
   * Without a database nothing is tried again; whether the commit came through, the keys will tell.
   */
  async function carryOut(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await settleBatch(batch.map(({ intent }) => intent));
      outcomes.forEach((outcome, index) => {
        const { resolve, reject } = batch[index] as Waiting;
        if ('refusal' in outcome) reject(outcome.refusal);
        else resolve(outcome.trade);
      });
    } catch (error) {
      if (batch.length === 1 || isLostConnection(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await carryOut(batch.slice(0, middle));
      await carryOut(batch.slice(middle));
    }
  }

  async function settleBatch(
    intents: readonly TradeIntent[],
    attempt = 1,
  ): Promise<({ trade: TradeRow } | { refusal: Refusal })[]> {
    const known = await partiesOf(intents);
    let outcomes: readonly Outcome[];
    try {
      outcomes = await db.transact(async (tx) => {
        const state = await lockState(tx, intents, known);
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
    options.wake();
    const again = outcomes.flatMap((outcome) => ('againId' in outcome ? [outcome.againId] : []));
    const before = new Map(
      again.length === 0 ? [] : (await selectTradesById(db, again)).map((trade) => [trade.id, trade]),
    );
    return outcomes.map((outcome) =>
      'againId' in outcome ? { trade: before.get(outcome.againId) as TradeRow } : outcome,
    );
  }

  /**
   * Whose wallets a batch needs is known before its announcements are locked, so that all locks go out at once. What is
   * not found here is not locked either: should it be opened meanwhile, it is not there yet.
   */
  async function partiesOf(intents: readonly TradeIntent[]): Promise<ReadonlyMap<string, Parties>> {
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
    intents: readonly TradeIntent[],
    known: ReadonlyMap<string, Parties>,
  ): Promise<SettlementState> {
    const wallets = new Map<string, WalletKey>();
    for (const { actorId, announcementId } of intents) {
      const { sellerId, currency } = known.get(announcementId) ?? {};
      if (!sellerId || !currency) continue;
      for (const ownerId of [actorId, sellerId]) {
        for (const asset of [currency, 'CARBON'] as const)
          wallets.set(walletKey({ ownerId, asset }), { ownerId, asset });
      }
    }
    // Sent in one go, run in this order: announcements before accounts, and after both what must not be older than they.
    const [announcements, locked, keys, quotes, fees] = await Promise.all([
      lockAnnouncements(tx, [...known.keys()]),
      lockWallets(tx, [...wallets.values()]),
      selectTradeKeys(tx, intents),
      selectMarketQuotes(tx),
      selectFeesInForce(tx),
    ]);
    return {
      now: fees.now,
      stale: staleLimits(config),
      announcements: new Map(announcements.map((announcement) => [announcement.id, announcement])),
      quotes: new Map(quotes.map((quote) => [quote.currency, quote])),
      wallets: locked,
      fees,
      done: new Map(keys.map((key) => [intentKey(key), key])),
    };
  }

  return {
    get load() {
      return { waiting: waiting.length, batches, trades };
    },
    place: (intent) => {
      if (waiting.length >= config.SETTLEMENT_QUEUE) return Promise.reject(new Busy());
      const settled = new Promise<TradeRow>((resolve, reject) => {
        waiting.push({ intent, resolve, reject });
      });
      if (!running) {
        running = true;
        // Not at once: the requests that were read in the same turn come along.
        setImmediate(() => void run());
      }
      return settled;
    },
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
    ...trades.map(({ id, announcementId, buyerId, sellerId }): NewEvent => ({
      topic: 'trade',
      key: id,
      payload: { id, announcementId, buyerId, sellerId },
    })),
    ...announcements.map(({ id }): NewEvent => ({
      topic: 'announcement',
      key: id,
      payload: { id, sellerId: state.announcements.get(id)?.sellerId ?? '' },
    })),
    ...changed.map(walletChanged),
  ];
  await Promise.all([
    insertEntries(tx, entries, wallets),
    insertTrades(tx, trades, keys),
    updateRemaining(tx, announcements),
    tell(tx, events),
  ]);
}
