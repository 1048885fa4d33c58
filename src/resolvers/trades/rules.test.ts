import { describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { units } from '../../../test/harness.ts';
import {
  ago,
  announcement,
  BUYER,
  FEES,
  hash,
  intent,
  NOW,
  price,
  quote,
  SELLER,
  stateOf,
  t,
  wallet,
} from '../../../test/settlements.ts';
import type { AnnouncementRow, AnnouncementStatus } from '../../db/announcements.ts';
import { platformAccounts, walletKey } from '../../db/ledger.ts';
import type { Asset } from '../../db/wallets.ts';
import { IdempotencyConflict, InsufficientFunds, NotFound, type Refusal } from '../errors.ts';
import type { FeeStanding } from '../pricing/fees.ts';
import {
  AnnouncementClosed,
  BelowMinimumFill,
  OwnAnnouncement,
  PriceMoved,
  PriceStale,
  QuantityUnavailable,
} from './errors.ts';
import { intentKey, type Outcome, priceOf, settle, type SettlementState, totalOf, type TradeIntent } from './rules.ts';

const refusalOf = (outcome: Outcome | undefined): Refusal => {
  if (outcome && 'refusal' in outcome) return outcome.refusal;
  throw new Error('it was not refused');
};

describe('the worked example', () => {
  const offer = announcement();
  const state = stateOf(offer);
  const decided = settle(state, [intent(offer, { quantity: t('120') })], newId);

  test('120 t at 8.35 EUR come out to the cent', () => {
    expect(decided.trades).toMatchObject([
      { totalPrice: 100_200n, buyerFee: 1_002n, sellerFee: 501n, pricePerCredit: price('8.35'), feeScheduleVersion: 1 },
    ]);
    expect(decided.announcements).toEqual([{ id: offer.id, remaining: 0n, status: 'SOLD_OUT' }]);
  });

  test('money and credits go where they belong', () => {
    const account = (ownerId: string, asset: Asset) => {
      const found = state.wallets.get(walletKey({ ownerId, asset }));
      if (!found) throw new Error('no wallet');
      return { available: found.available.accountId, held: found.held.accountId };
    };
    expect(decided.entries).toHaveLength(1);
    expect(decided.entries[0]).toMatchObject({ kind: 'TRADE', referenceId: decided.trades[0]?.id, actorId: BUYER });
    expect(decided.entries[0]?.legs).toEqual([
      { accountId: account(BUYER, 'EUR').available, asset: 'EUR', amount: -101_202n },
      { accountId: account(SELLER, 'EUR').available, asset: 'EUR', amount: 99_699n },
      { accountId: platformAccounts.FEES.EUR, asset: 'EUR', amount: 1_052n },
      { accountId: platformAccounts.FEES_COMMUNITY.EUR, asset: 'EUR', amount: 301n },
      { accountId: platformAccounts.FEES_INSURANCE.EUR, asset: 'EUR', amount: 150n },
      { accountId: account(SELLER, 'CARBON').held, asset: 'CARBON', amount: -t('120') },
      { accountId: account(BUYER, 'CARBON').available, asset: 'CARBON', amount: t('120') },
    ]);
  });
});

test('each side pays its own fee: what is agreed, the tier of its volume, or what everybody pays', () => {
  const offer = announcement();
  const tiers = [{ fromVolume: '1000', makerBps: 20, takerBps: 80 }];
  const fees = { ...FEES, tiers, limits: { EUR: { floor: '0', cap: '700' } }, version: 2 };
  const standings = new Map<string, FeeStanding>([
    [SELLER, { own: null, volume: 1_000n }],
    [BUYER, { own: { makerBps: 0, takerBps: 60 }, volume: 10n ** 9n }],
  ]);
  const paid = (change: Partial<SettlementState>) =>
    settle(stateOf(offer, { fees, ...change }), [intent(offer, { quantity: t('120') })], newId).trades;
  expect(paid({ standings })).toMatchObject([{ buyerFee: 602n, sellerFee: 201n, feeScheduleVersion: 2 }]);
  expect(paid({})).toMatchObject([{ buyerFee: 700n, sellerFee: 501n }]);
});

describe('amounts', () => {
  test.each([
    ['120', '8.35', 'EUR', 100_200n],
    ['0.000000000000000001', '0.000000000000000001', 'EUR', 1n],
    ['1', '8.350000000000000001', 'EUR', 836n],
    ['3', '0.333333333333333333', 'USD', 100n],
    ['0.5', '0.002', 'ETH', 10n ** 15n],
    ['0.000000000000000001', '0.5', 'ETH', 1n],
  ] as const)('%s t at %s %s', (quantity, each, currency, total) => {
    expect(totalOf(t(quantity), price(each), currency)).toBe(total);
  });

  test('a market price takes its premium or discount, rounded up, with its source and time', () => {
    const priced = { priceKind: 'MARKET', fixedPrice: null, pricedAt: NOW } as const;
    expect(priceOf({ ...priced, premiumBps: 250 }, quote)).toEqual({
      price: price('8.2'),
      source: 'COINGECKO',
      asOf: quote.asOf,
    });
    expect(priceOf({ ...priced, premiumBps: -9_000 }, { ...quote, price: 1n })?.price).toBe(1n);
    expect(priceOf({ ...priced, premiumBps: 0 }, undefined)).toBeUndefined();
  });
});

const market = { priceKind: 'MARKET', fixedPrice: null, premiumBps: 0 } as const;
const quotes = (change: Partial<typeof quote>) => ({ quotes: new Map([['EUR', { ...quote, ...change }]]) });
type Case = [string, Partial<AnnouncementRow>, Partial<SettlementState>, Partial<TradeIntent>, Refusal];
const closed = (status: AnnouncementStatus, change: Partial<AnnouncementRow> = { status }): Case => [
  `an announcement that is ${status}`,
  change,
  {},
  {},
  new AnnouncementClosed(status),
];
// 20 t at 8.35 EUR are 167.00; with the fee 168.67. At the market's 8 EUR they are 160.00, with the fee 161.60.
const REFUSED: Case[] = [
  closed('PAUSED'),
  closed('CANCELLED'),
  closed('EXPIRED'),
  closed('SOLD_OUT', { status: 'SOLD_OUT', remaining: 0n }),
  ['one that expires this very moment', { expiresAt: NOW }, {}, {}, new AnnouncementClosed('EXPIRED')],
  ['a draft', { status: 'DRAFT', openedAt: null }, {}, {}, new NotFound('announcement')],
  ['a draft that was cancelled', { status: 'CANCELLED', openedAt: null }, {}, {}, new NotFound('announcement')],
  ['what does not exist', {}, {}, { announcementId: newId() }, new NotFound('announcement')],
  [
    "the seller's own draft",
    { sellerId: BUYER, status: 'DRAFT', openedAt: null },
    {},
    {},
    new NotFound('announcement'),
  ],
  ["the seller's own announcement", { sellerId: BUYER }, {}, {}, new OwnAnnouncement()],
  ['more than is left', { remaining: t('15') }, {}, { quantity: t('15') + 1n }, new QuantityUnavailable(t('15'), null)],
  ['less than the minimum', {}, {}, { quantity: t('10') - 1n }, new BelowMinimumFill(t('10'), null)],
  [
    'nearly the rest, under the minimum',
    { remaining: t('5') },
    {},
    { quantity: t('5') - 1n },
    new BelowMinimumFill(t('10'), null),
  ],
  ['no market price', market, { quotes: new Map() }, {}, new PriceStale(null)],
  ['a market price in another currency only', market, { quotes: new Map([['USD', quote]]) }, {}, new PriceStale(null)],
  ['a price not heard of for too long', market, quotes({ seenAt: ago(901) }), {}, new PriceStale(quote.asOf)],
  [
    'a price that the source itself saw long ago',
    market,
    quotes({ asOf: ago(21_601) }),
    {},
    new PriceStale(ago(21_601)),
  ],
  [
    'a total over the limit',
    {},
    {},
    { maxTotal: price('168.669999') },
    new PriceMoved('EUR', price('8.35'), 16_867n, 16_866n),
  ],
  [
    'a market total over the limit',
    market,
    {},
    { maxTotal: price('161.59') },
    new PriceMoved('EUR', price('8'), 16_160n, 16_159n),
  ],
  ['more than the buyer has', { fixedPrice: price('100') }, {}, {}, new InsufficientFunds('EUR', 200_000n, 202_000n)],
];

describe('refusals', () => {
  test.each(REFUSED)('%s', (_, change, situation, wish, expected) => {
    const offer = announcement(change);
    const { outcomes, ...traces } = settle(stateOf(offer, situation), [intent(offer, wish)], newId);
    const refusal = refusalOf(outcomes[0]);
    expect(refusal.constructor).toBe(expected.constructor);
    expect({ ...refusal, message: refusal.message }).toEqual({ ...expected, message: expected.message });
    expect(traces).toEqual({ trades: [], entries: [], announcements: [] });
  });

  test.each<[string, Partial<AnnouncementRow>, Partial<SettlementState>, Partial<TradeIntent>, string]>([
    ['exactly the rest, under the minimum', { remaining: t('5') }, {}, { quantity: t('5') }, '42.17'],
    ['exactly the minimum', {}, {}, { quantity: t('10') }, '84.34'],
    ['a limit that is met to the cent', {}, {}, { maxTotal: price('168.67') }, '168.67'],
    ['exactly all the buyer has', { fixedPrice: price('99.0095') }, {}, {}, '2000.00'],
    ['a market price at the edge of its age', market, quotes({ seenAt: ago(900), asOf: ago(21_600) }), {}, '161.60'],
    ['a fixed price of last year', { pricedAt: ago(31_536_000) }, { quotes: new Map() }, {}, '168.67'],
  ])('not: %s', (_, change, situation, wish, paid) => {
    const offer = announcement(change);
    const { trades } = settle(stateOf(offer, situation), [intent(offer, wish)], newId);
    expect(trades.map((trade) => trade.totalPrice + trade.buyerFee)).toEqual([units(paid, 'EUR')]);
  });
});

describe('keys', () => {
  const offer = announcement();
  const first = intent(offer, { key: 'the-same-key' });

  test('the same wish twice in a batch is one trade, another wish is a conflict', () => {
    const other = { ...first, quantity: t('30'), inputHash: hash('another input') };
    const decided = settle(stateOf(offer), [first, first, other], newId);
    const [trade] = decided.trades;
    expect(decided.trades).toHaveLength(1);
    expect(decided.outcomes).toEqual([{ trade }, { againId: trade?.id }, { refusal: new IdempotencyConflict() }]);
    expect(decided.announcements).toEqual([{ id: offer.id, remaining: t('100'), status: 'ACTIVE' }]);
  });

  test('a key of an earlier batch gives its trade, even if it could not be made any more', () => {
    const sold = announcement({ status: 'SOLD_OUT', remaining: 0n });
    const [before, now] = [newId(), intent(sold)];
    const state = stateOf(sold, { done: new Map([[intentKey(now), { inputHash: now.inputHash, tradeId: before }]]) });
    const decided = settle(state, [now, { ...now, inputHash: hash('other') }], newId);
    expect(decided.outcomes).toEqual([{ againId: before }, { refusal: new IdempotencyConflict() }]);
    expect(decided.trades).toEqual([]);
  });

  test('the key of somebody else is another key', () => {
    const stranger = newId();
    const state = stateOf(offer);
    const theirs = [wallet(stranger, 'EUR', units('500', 'EUR')), wallet(stranger, 'CARBON', 0n)];
    const wallets = new Map([...state.wallets, ...theirs.map((each) => [walletKey(each), each] as const)]);
    const decided = settle({ ...state, wallets }, [first, { ...first, actorId: stranger }], newId);
    expect(decided.trades.map((trade) => trade.buyerId)).toEqual([BUYER, stranger]);
  });

  test('a refused wish does not use its key up', () => {
    const [tooMuch, right] = [
      { ...first, quantity: t('121') },
      { ...first, inputHash: hash('another input') },
    ];
    const decided = settle(stateOf(offer), [tooMuch, right], newId);
    expect(refusalOf(decided.outcomes[0])).toBeInstanceOf(QuantityUnavailable);
    expect(decided.trades).toHaveLength(1);
  });
});
