import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FEES } from '../../../test/settlements.ts';
import type { AnnouncementRow } from '../../db/announcements.ts';
import { type LockedWallet, type NewEntry, walletKey } from '../../db/ledger.ts';
import { type Asset, assets } from '../../db/wallets.ts';
import { assetScale, PRICE_SCALE } from '../amounts.ts';
import { IdempotencyConflict } from '../errors.ts';
import { intentKey, settle, type SettlementState, totalOf, type TradeIntent } from './rules.ts';

// A small market, so that everybody meets everybody: users buy from each other in one batch, run out of money, spend
// what they have just earned, and send wishes again under the same few keys.

const NOW = new Date('2026-11-20T12:00:00Z');
const USERS = ['ada', 'bela', 'cyd', 'dee'] as const;
const CREDIT = 10n ** 18n;
const hash = (text: string) => createHash('sha256').update(text).digest();

/** From next to nothing to a lot, and often whole. */
const amount = (unit: bigint) =>
  fc.oneof(
    fc.bigInt(1n, 100n).map((count) => count * unit),
    fc.bigInt(1n, 1_000n),
    fc.bigInt(1n, 200n * unit),
  );

const offer = fc.record({
  sellerId: fc.constantFrom(...USERS),
  currency: fc.constantFrom('EUR' as const, 'ETH' as const),
  remaining: amount(CREDIT),
  minimumFill: fc.oneof({ weight: 3, arbitrary: fc.constant(1n) }, { weight: 1, arbitrary: amount(CREDIT) }),
  fixedPrice: amount(10n ** 17n),
  premiumBps: fc.integer({ min: -9_000, max: 100_000 }),
  isFixed: fc.boolean(),
  status: fc.constantFrom('ACTIVE' as const, 'ACTIVE' as const, 'ACTIVE' as const, 'PAUSED' as const),
});

const wish = fc.record({
  actorId: fc.constantFrom(...USERS),
  announcementId: fc.constantFrom('offer-0', 'offer-1', 'offer-2', 'offer-9'),
  quantity: amount(CREDIT),
  maxTotal: fc.option(amount(10n ** 18n), { nil: undefined, freq: 1 }),
  key: fc.constantFrom('key-1', 'key-2', 'key-3', 'key-4', 'key-5'),
});

const bps = fc.oneof(fc.constantFrom(0, 50, 100), fc.integer({ min: 0, max: 10_000 }));

const market = fc.record({
  offers: fc.array(offer, { minLength: 1, maxLength: 3 }),
  funds: fc.tuple(...USERS.map(() => fc.record({ EUR: fc.bigInt(0n, 500_000n), ETH: fc.bigInt(0n, 10n ** 21n) }))),
  fees: fc.record({ makerBps: bps, takerBps: bps }),
  wishes: fc
    .tuple(fc.array(wish, { minLength: 1, maxLength: 20 }), fc.array(fc.nat(19), { maxLength: 10 }))
    .map(([first, again]) => [...first, ...again.flatMap((index) => first[index] ?? [])]),
});
type Market = typeof market extends fc.Arbitrary<infer T> ? T : never;

const toAnnouncement = ({ isFixed, ...given }: Market['offers'][number], index: number): AnnouncementRow => ({
  ...given,
  id: `offer-${index}`,
  organizationId: null,
  batchId: null,
  reserved: 0n,
  title: '',
  description: '',
  quantity: given.remaining,
  priceKind: isFixed ? 'FIXED' : 'MARKET',
  fixedPrice: isFixed ? given.fixedPrice : null,
  premiumBps: isFixed ? null : given.premiumBps,
  expiresAt: new Date(NOW.getTime() + 1_000),
  pricedAt: NOW,
  createdAt: NOW,
  openedAt: NOW,
  closedAt: null,
});

function stateOf({ offers, funds, fees }: Market): SettlementState {
  const announcements = offers.map(toAnnouncement);
  const wallets = USERS.flatMap((ownerId, user) =>
    assets.map((asset, index): LockedWallet => {
      const accountId = BigInt(1_000 + user * 100 + index * 2);
      const mine = announcements.filter((each) => each.sellerId === ownerId);
      const held = asset === 'CARBON' ? mine.reduce((sum, each) => sum + each.remaining, 0n) : 0n;
      const money = asset === 'EUR' || asset === 'ETH' ? (funds[user]?.[asset] ?? 0n) : 0n;
      return {
        ownerId,
        asset,
        walletId: `${ownerId} ${asset}`,
        available: { accountId, balance: money },
        held: { accountId: accountId + 1n, balance: held },
      };
    }),
  );
  const quote = { price: 7n * 10n ** 17n, source: 'COINGECKO', asOf: NOW, seenAt: NOW };
  return {
    now: NOW,
    stale: { seenMs: 1, asOfMs: 1 },
    announcements: new Map(announcements.map((each) => [each.id, each])),
    quotes: new Map([
      ['EUR', quote],
      ['ETH', { ...quote, price: 3n * 10n ** 14n }],
    ]),
    wallets: new Map(wallets.map((each) => [walletKey(each), each])),
    fees: { ...FEES, version: 1, ...fees },
    standings: new Map(),
    members: new Set(),
    done: new Map(),
  };
}

const toIntent = (given: Market['wishes'][number]): TradeIntent => ({
  ...given,
  organizationId: null,
  inputHash: hash(`${given.announcementId} ${given.quantity} ${given.maxTotal}`),
});

const counter = () => {
  let made = 0;
  return () => `id-${made++}`;
};

function run(given: Market) {
  const state = stateOf(given);
  const intents = given.wishes.map(toIntent);
  return { state, intents, ...settle(state, intents, counter()) };
}

const always = (check: (given: Market) => void) => {
  fc.assert(fc.property(market, check), { numRuns: 500 });
};

test('the markets made here do trade, refuse and repeat', () => {
  const seen = { trade: 0, refusal: 0, againId: 0 };
  for (const given of fc.sample(market, { numRuns: 1_000, seed: 1 })) {
    for (const outcome of run(given).outcomes)
      for (const kind of Object.keys(outcome)) seen[kind as keyof typeof seen] += 1;
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});

test('every entry sums to zero for each asset', () => {
  const sums = ({ legs }: NewEntry) =>
    legs.reduce((all, leg) => all.set(leg.asset, (all.get(leg.asset) ?? 0n) + leg.amount), new Map<string, bigint>());
  always((given) => {
    const { entries } = run(given);
    for (const entry of entries) expect([...sums(entry).values()]).toEqual([0n, 0n]);
  });
});

test('no account of a wallet is below zero after any posting', () => {
  always((given) => {
    const { state, entries } = run(given);
    const sides = [...state.wallets.values()].flatMap(({ available, held }) => [available, held]);
    const balances = new Map(sides.map(({ accountId, balance }) => [accountId, balance]));
    for (const { accountId, amount: moved } of entries.flatMap((entry) => entry.legs)) {
      const before = balances.get(accountId);
      // What is no wallet's is the platform's.
      if (before === undefined) continue;
      expect(before + moved >= 0n).toBe(true);
      balances.set(accountId, before + moved);
    }
  });
});

test('what is sold and what is left make up what there was, and only what is sold out has nothing left', () => {
  always((given) => {
    const { state, trades, announcements } = run(given);
    expect(new Set(announcements.map(({ id }) => id))).toEqual(new Set(trades.map((trade) => trade.announcementId)));
    for (const { id, remaining, status } of announcements) {
      const sold = trades
        .filter((trade) => trade.announcementId === id)
        .reduce((sum, trade) => sum + trade.quantity, 0n);
      expect(sold + remaining).toBe(state.announcements.get(id)?.remaining);
      expect(remaining >= 0n).toBe(true);
      expect(status).toBe(remaining === 0n ? 'SOLD_OUT' : 'ACTIVE');
    }
  });
});

test('a total is what it costs rounded up, never nothing, and never over the limit of the buyer', () => {
  const unit = (asset: Asset) => 10n ** BigInt(assetScale.CARBON + PRICE_SCALE - assetScale[asset]);
  always((given) => {
    const { intents, outcomes } = run(given);
    outcomes.forEach((outcome, index) => {
      if (!('trade' in outcome)) return;
      const { trade } = outcome;
      const exact = trade.quantity * trade.pricePerCredit;
      expect(trade.totalPrice).toBe(totalOf(trade.quantity, trade.pricePerCredit, trade.currency));
      expect(trade.totalPrice * unit(trade.currency) >= exact).toBe(true);
      expect((trade.totalPrice - 1n) * unit(trade.currency) < exact).toBe(true);
      expect(trade.totalPrice > 0n).toBe(true);
      const paid = (trade.totalPrice + trade.buyerFee) * 10n ** BigInt(PRICE_SCALE - assetScale[trade.currency]);
      const { maxTotal } = intents[index] as TradeIntent;
      expect(maxTotal === undefined || paid <= maxTotal).toBe(true);
    });
  });
});

test('without the wishes that were refused, all comes out the same', () => {
  always((given) => {
    const { state, intents, outcomes, ...traces } = run(given);
    const kept = intents.filter((_, index) => !('refusal' in (outcomes[index] ?? {})));
    const { outcomes: again, ...others } = settle(state, kept, counter());
    expect(others).toEqual(traces);
    expect(again).toEqual(outcomes.filter((outcome) => !('refusal' in outcome)));
  });
});

test('a key makes one trade at most: the same wish gets it again, another one is refused', () => {
  always((given) => {
    const { intents, outcomes } = run(given);
    const made = new Map<string, { tradeId: string; inputHash: Buffer }>();
    outcomes.forEach((outcome, index) => {
      const intent = intents[index] as TradeIntent;
      const before = made.get(intentKey(intent));
      if ('trade' in outcome) {
        expect(before).toBeUndefined();
        made.set(intentKey(intent), { tradeId: outcome.trade.id, inputHash: intent.inputHash });
      } else if ('againId' in outcome) {
        expect(before).toEqual({ tradeId: outcome.againId, inputHash: intent.inputHash });
      } else {
        expect(outcome.refusal instanceof IdempotencyConflict).toBe(before !== undefined);
      }
    });
  });
});

test('one batch or one after the other: the same is decided', () => {
  always((given) => {
    const { state, intents, outcomes } = run(given);
    const half = Math.floor(intents.length / 2);
    const newId = counter();
    const first = settle(state, intents.slice(0, half), newId);
    const second = settle(after(state, intents.slice(0, half), first), intents.slice(half), newId);
    expect([...first.outcomes, ...second.outcomes]).toEqual(outcomes);
  });
});

/** The state that the database would be in after a batch. */
function after(
  state: SettlementState,
  intents: readonly TradeIntent[],
  decided: ReturnType<typeof settle>,
): SettlementState {
  const moved = new Map<bigint, bigint>();
  for (const { accountId, amount: by } of decided.entries.flatMap((entry) => entry.legs)) {
    moved.set(accountId, (moved.get(accountId) ?? 0n) + by);
  }
  const side = ({ accountId, balance }: LockedWallet['held']) => ({
    accountId,
    balance: balance + (moved.get(accountId) ?? 0n),
  });
  const done = new Map(state.done);
  decided.outcomes.forEach((outcome, index) => {
    const intent = intents[index] as TradeIntent;
    if ('trade' in outcome) done.set(intentKey(intent), { inputHash: intent.inputHash, tradeId: outcome.trade.id });
  });
  const changes = new Map(decided.announcements.map((change) => [change.id, change]));
  return {
    ...state,
    done,
    announcements: new Map([...state.announcements].map(([id, row]) => [id, { ...row, ...changes.get(id) }])),
    wallets: new Map(
      [...state.wallets].map(([key, wallet]) => [
        key,
        { ...wallet, available: side(wallet.available), held: side(wallet.held) },
      ]),
    ),
  };
}
