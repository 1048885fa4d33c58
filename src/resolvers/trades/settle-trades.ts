import { LRUCache } from 'lru-cache';
import { v7 as newId } from 'uuid';
import type { Config } from '../../config.ts';
import { lockAnnouncements } from '../../db/announcements.ts';
import { brokenConstraint, type Database, type Db } from '../../db/client.ts';
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
import { walletChanged } from '../wallets/rules.ts';
import { type Decided, intentKey, type Outcome, settle, type SettlementState, type TradeIntent } from './rules.ts';

export interface Settlement {
  /** Settles the trade together with those that wait at the same moment. Throws the refusal of this trade alone. */
  place(intent: TradeIntent): Promise<TradeRow>;
}

export interface SettlementOptions {
  readonly db: Database;
  readonly config: Pick<Config, 'SETTLEMENT_BATCH' | 'SETTLEMENT_QUEUE' | 'SETTLEMENT_WAIT_MS' | 'PRICE_STALE_S'>;
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

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      if (config.SETTLEMENT_WAIT_MS > 0) await new Promise((resolve) => setTimeout(resolve, config.SETTLEMENT_WAIT_MS));
      const batch = waiting.splice(0, config.SETTLEMENT_BATCH);
      await carryOut(batch);
    }
    running = false;
  }

  /** Settles a batch. If it fails as a whole, each trade is tried alone: a bad one fails by itself. */
  async function carryOut(batch: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await settleBatch(batch.map(({ intent }) => intent));
      outcomes.forEach((outcome, index) => {
        const { resolve, reject } = batch[index] as Waiting;
        if ('refusal' in outcome) reject(outcome.refusal);
        else resolve(outcome.trade);
      });
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const one of batch) await carryOut([one]);
    }
  }

  async function settleBatch(intents: readonly TradeIntent[], attempt = 1): Promise<({ trade: TradeRow } | { refusal: Refusal })[]> {
    await learnParties(intents);
    let outcomes: readonly Outcome[];
    try {
      outcomes = await db.transact(async (tx) => {
        const state = await lockState(tx, intents);
        const decided = settle(state, intents, newId);
        if (decided.trades.length > 0) await write(tx, intents, state, decided);
        return decided.outcomes;
      });
    } catch (error) {
      // Another process has taken one of the keys between our look and our write: now it can be seen.
      if (brokenConstraint(error) === 'idempotency_keys_pkey' && attempt < ATTEMPTS) return settleBatch(intents, attempt + 1);
      throw error;
    }
    options.wake();
    const again = outcomes.flatMap((outcome) => ('againId' in outcome ? [outcome.againId] : []));
    const known = new Map(again.length === 0 ? [] : (await selectTradesById(db, again)).map((trade) => [trade.id, trade]));
    return outcomes.map((outcome) => ('againId' in outcome ? { trade: known.get(outcome.againId) as TradeRow } : outcome));
  }

  /** Whose wallets a batch needs is known before its announcements are locked, so that all locks go out at once. */
  async function learnParties(intents: readonly TradeIntent[]): Promise<void> {
    const unknown = new Set(intents.map((intent) => intent.announcementId).filter((id) => !parties.has(id)));
    if (unknown.size === 0) return;
    for (const { id, ...rest } of await selectTradeParties(db, [...unknown])) parties.set(id, rest);
  }

  async function lockState(tx: Db, intents: readonly TradeIntent[]): Promise<SettlementState> {
    const wallets = new Map<string, WalletKey>();
    for (const { actorId, announcementId } of intents) {
      const known = parties.get(announcementId);
      if (!known) continue;
      for (const ownerId of [actorId, known.sellerId]) {
        for (const asset of [known.currency, 'CARBON'] as const) wallets.set(walletKey({ ownerId, asset }), { ownerId, asset });
      }
    }
    // Sent in one go, run in this order: announcements before accounts, and what was done before after both.
    const [announcements, locked, keys, fees] = await Promise.all([
      lockAnnouncements(tx, [...new Set(intents.map((intent) => intent.announcementId))]),
      lockWallets(tx, [...wallets.values()]),
      selectTradeKeys(tx, intents),
      selectFeesInForce(tx),
    ]);
    return {
      now: fees.now,
      staleAfterMs: config.PRICE_STALE_S * 1000,
      announcements: new Map(announcements.map((announcement) => [announcement.id, announcement])),
      wallets: locked,
      fees,
      done: new Map(keys.map((key) => [intentKey(key), key])),
    };
  }

  return {
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
  const changed = wallets.filter(({ available, held }) => touched.has(available.accountId) || touched.has(held.accountId));
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
