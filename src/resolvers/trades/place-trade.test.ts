import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { buy, type Engine, faultsInBooks, openEngine, outcomesOf } from '../../../test/engines.ts';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import { draftAnnouncement } from '../announcements/draft-announcement.ts';
import { IdempotencyConflict, InputInvalid, InsufficientFunds, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { recordTicks } from '../prices/record-ticks.ts';
import {
  AnnouncementClosed,
  BelowMinimumFill,
  OwnAnnouncement,
  PriceMoved,
  PriceStale,
  QuantityUnavailable,
} from './errors.ts';
import { placeTrade } from './place-trade.ts';

let t: TestApp;
let [here, there] = [] as unknown as [Engine, Engine];
let [seller, buyer] = [] as unknown as [TestUser, TestUser];

beforeAll(async () => {
  t = await openTestApp();
  [here, there] = [await openEngine(t), await openEngine(t)];
  seller = await t.user('seller', { funds: { CARBON: '10000' } });
  buyer = await t.user('buyer', { funds: { EUR: '100000.00' } });
});
afterAll(async () => {
  await here[Symbol.asyncDispose]();
  await there[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
});

const tradesOf = async ({ id }: { id: string }) =>
  (await t.db.sql<{ id: string }[]>`select id from trades where announcement_id = ${id}`).map((row) => row.id);
const tick = (price: string, secondsAgo: number) => {
  const at = new Date(Date.now() - secondsAgo * 1_000);
  const ticks = [{ instrument: 'MCO2', currency: 'EUR', price, asOf: at } as const];
  return recordTicks(t.nobody, { source: 'COINGECKO', ticks, seenAt: at });
};

describe('a trade', () => {
  test('of 120 t at 8.35 EUR comes out to the cent in every wallet', async () => {
    const [from, to] = [
      await t.user('from', { funds: { CARBON: '150' } }),
      await t.user('to', { funds: { EUR: '2000.00' } }),
    ];
    const offer = await openOffer(from, { quantity: '120' });
    const trade = await buy(to.ctx, offer, '120', { maxTotal: '1012.02' });
    expect(trade).toMatchObject({
      announcementId: offer.id,
      buyerId: to.id,
      sellerId: from.id,
      totalPrice: 100_200n,
      buyerFee: 1_002n,
      sellerFee: 501n,
      priceSource: 'ANNOUNCEMENT',
      status: 'COMPLETED',
    });
    expect(await t.balance(to, 'EUR')).toEqual({ available: 98_798n, held: 0n });
    expect(await t.balance(to, 'CARBON')).toEqual({ available: units('120', 'CARBON'), held: 0n });
    expect(await t.balance(from, 'EUR')).toEqual({ available: 99_699n, held: 0n });
    expect(await t.balance(from, 'CARBON')).toEqual({ available: units('30', 'CARBON'), held: 0n });
    const fees = await t.db.sql<{ kind: string; amount: bigint }[]>`
      select a.kind, p.amount from postings p join accounts a on a.id = p.account_id
      where p.entry_id = ${trade.entryId} and a.kind::text like 'FEES%' and a.asset = 'EUR' order by p.leg`;
    expect(fees.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['FEES', 1_052n],
      ['FEES_COMMUNITY', 301n],
      ['FEES_INSURANCE', 150n],
    ]);
    expect(await faultsInBooks(t)).toEqual([]);
  });

  test('at the market takes the price of that moment, and none that is stale', async () => {
    const offer = await openOffer(seller, { price: { marketPremiumBps: 1_000 } });
    await expect(buy(buyer.ctx, offer, '1')).rejects.toEqual(new PriceStale(null));
    await tick('0.5', 901);
    await expect(buy(buyer.ctx, offer, '1')).rejects.toBeInstanceOf(PriceStale);
    await tick('0.6', 0);
    expect(await buy(buyer.ctx, offer, '10')).toMatchObject({
      totalPrice: 660n,
      buyerFee: 7n,
      priceSource: 'COINGECKO',
    });
    await expect(buy(buyer.ctx, offer, '10', { maxTotal: '6.66' })).rejects.toEqual(
      new PriceMoved('EUR', units('0.66', 'ETH'), 667n, 666n),
    );
  });
});

describe('refuses', () => {
  test('a caller whom nobody knows', async () => {
    const offer = await openOffer(seller);
    await expect(buy(t.nobody, offer, '1')).rejects.toBeInstanceOf(Unauthenticated);
  });

  test('all that is wrong with the input, at once and with its path', async () => {
    const input = {
      announcementId: encodeId('User', seller.id),
      quantity: '-1',
      maxTotal: '0',
      idempotencyKey: 'short',
    };
    const paths = async (given: object) => {
      const refusal: unknown = await placeTrade(buyer.ctx, given).catch((error: unknown) => error);
      return refusal instanceof InputInvalid ? refusal.issues.map((issue) => issue.path.join('.')) : refusal;
    };
    expect(await paths(input)).toEqual(['announcementId', 'quantity', 'maxTotal', 'idempotencyKey']);
    const right = { announcementId: encodeId('Announcement', newId()), quantity: '1', idempotencyKey: newId() };
    for (const quantity of ['0', '1e3', '1,5', ' 1', '+1', 'NaN', '0.0000000000000000001', '٣', `1${'0'.repeat(50)}`]) {
      expect(await paths({ ...right, quantity })).toEqual(['quantity']);
    }
    for (const key of ['with a space', 'nul\0nul\0', 'k'.repeat(101), 'schlüssel']) {
      expect(await paths({ ...right, idempotencyKey: key })).toEqual(['idempotencyKey']);
    }
  });

  test('what cannot be bought, and moves nothing', async () => {
    const offer = await openOffer(seller, { quantity: '50', minimumFill: '5' });
    const draft = await draftAnnouncement(seller.ctx, {
      title: 'Draft',
      quantity: '1',
      currency: 'EUR',
      price: { fixed: '1' },
    });
    const poor = await t.user('poor', { funds: { EUR: '42.17', USD: '1000.00' } });
    const refused = (call: Promise<unknown>) =>
      call.then(
        () => undefined,
        (error: unknown) => error,
      );
    const before = await t.balance(poor, 'EUR');
    expect(await refused(buy(poor.ctx, draft, '1'))).toEqual(new NotFound('announcement'));
    expect(await refused(buy(poor.ctx, { id: newId() }, '1'))).toEqual(new NotFound('announcement'));
    expect(await refused(buy(seller.ctx, draft, '1'))).toEqual(new NotFound('announcement'));
    expect(await refused(buy(seller.ctx, offer, '5'))).toEqual(new OwnAnnouncement());
    expect(await refused(buy(poor.ctx, offer, '51'))).toEqual(new QuantityUnavailable(offer.quantity, null));
    expect(await refused(buy(poor.ctx, offer, '4'))).toEqual(new BelowMinimumFill(units('5', 'CARBON'), null));
    expect(await refused(buy(poor.ctx, offer, '5', { maxTotal: '42.16' }))).toBeInstanceOf(PriceMoved);
    // Dollars do not pay for what costs euros.
    expect(await refused(buy(poor.ctx, offer, '6'))).toEqual(new InsufficientFunds('EUR', 4_217n, 5_061n));
    expect(await tradesOf(offer)).toEqual([]);
    expect(await t.balance(poor, 'EUR')).toEqual(before);

    await buy(poor.ctx, offer, '5');
    expect(await t.balance(poor, 'EUR')).toEqual({ available: 0n, held: 0n });
    await buy(buyer.ctx, offer, '42');
    await buy(buyer.ctx, offer, '3');
    expect(await refused(buy(poor.ctx, offer, '5'))).toEqual(new AnnouncementClosed('SOLD_OUT'));
    expect(await faultsInBooks(t)).toEqual([]);
  });
});

describe('the same key', () => {
  test('twice is once, whatever became of the announcement since', async () => {
    const offer = await openOffer(seller, { quantity: '7' });
    const key = { idempotencyKey: newId() };
    const first = await buy(buyer.ctx, offer, '7', key);
    expect(await buy(buyer.ctx, offer, '7', key)).toEqual(first);
    expect(await buy(buyer.ctx, offer, '7.000', key)).toEqual(first);
    expect(await tradesOf(offer)).toEqual([first.id]);
  });

  test('with another input is a conflict; of another user it is another key', async () => {
    const [offer, other] = [await openOffer(seller), await openOffer(seller)];
    const key = { idempotencyKey: newId() };
    await buy(buyer.ctx, offer, '1', key);
    await expect(buy(buyer.ctx, offer, '2', key)).rejects.toEqual(new IdempotencyConflict());
    await expect(buy(buyer.ctx, other, '1', key)).rejects.toEqual(new IdempotencyConflict());
    await expect(buy(buyer.ctx, offer, '1', { ...key, maxTotal: '100' })).rejects.toEqual(new IdempotencyConflict());
    const stranger = await t.user('stranger', { funds: { EUR: '100.00' } });
    await buy(stranger.ctx, offer, '1', key);
    expect(await tradesOf(offer)).toHaveLength(2);
    expect(await tradesOf(other)).toEqual([]);
  });

  test('after a refusal is free', async () => {
    const offer = await openOffer(seller, { quantity: '5' });
    const key = { idempotencyKey: newId() };
    await expect(buy(buyer.ctx, offer, '6', key)).rejects.toBeInstanceOf(QuantityUnavailable);
    await buy(buyer.ctx, offer, '5', key);
    expect(await tradesOf(offer)).toHaveLength(1);
  });

  test.each([
    ['one engine', () => [here]],
    ['two engines on one database', () => [here, there]],
  ])('50 times at once on %s is one trade', async (_, enginesOf) => {
    const engines = enginesOf();
    const offer = await openOffer(seller);
    const key = { idempotencyKey: newId() };
    const calls = Array.from({ length: 50 }, (__, index) =>
      buy((engines[index % engines.length] as Engine).at(buyer.ctx), offer, '1', key),
    );
    const { done, refused } = await outcomesOf(calls);
    expect(refused).toEqual([]);
    expect(new Set(done.map((trade) => trade.id)).size).toBe(1);
    expect(await tradesOf(offer)).toEqual([done[0]?.id]);
    expect(await faultsInBooks(t)).toEqual([]);
  });

  test('for two announcements on two engines at once buys from one: no lock but the key is shared', async () => {
    for (let round = 0; round < 10; round += 1) {
      const offers = [await openOffer(seller), await openOffer(seller)] as const;
      const key = { idempotencyKey: newId() };
      const { done, refused } = await outcomesOf([
        buy(here.at(buyer.ctx), offers[0], '1', key),
        buy(there.at(buyer.ctx), offers[1], '1', key),
      ]);
      expect(refused).toEqual([new IdempotencyConflict()]);
      expect([...(await tradesOf(offers[0])), ...(await tradesOf(offers[1]))]).toEqual([done[0]?.id]);
    }
    expect(await faultsInBooks(t)).toEqual([]);
  });
});
