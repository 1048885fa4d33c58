import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { buy, type Engine, faultsInBooks, manyUsers, openEngine, outcomesOf } from '../../../test/engines.ts';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import { selectAnnouncementsById } from '../../db/announcements.ts';
import { selectTrades, type TradeRow } from '../../db/trades.ts';
import { cancelAnnouncement } from '../announcements/cancel-announcement.ts';
import { pauseAnnouncement } from '../announcements/pause-announcement.ts';
import { updateAnnouncement } from '../announcements/update-announcement.ts';
import { Busy, Refusal } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { hashInput } from '../once.ts';
import { AnnouncementClosed, PriceMoved, QuantityUnavailable } from './errors.ts';

let t: TestApp;
let [here, there] = [] as unknown as [Engine, Engine];
let seller: TestUser;
let buyers: TestUser[];

beforeAll(async () => {
  t = await openTestApp();
  [here, there] = [await openEngine(t), await openEngine(t)];
  seller = await t.user('seller', { funds: { CARBON: '100000', EUR: '100000' } });
  buyers = await manyUsers(t, 'buyer', 200, '1000.00');
});
afterAll(async () => {
  await here[Symbol.asyncDispose]();
  await there[Symbol.asyncDispose]();
  await t[Symbol.asyncDispose]();
});
const sum = (trades: readonly TradeRow[]) => trades.reduce((all, trade) => all + trade.quantity, 0n);
const now = async (offer: { id: string }) => (await selectAnnouncementsById(t.db, [offer.id]))[0];
const tradesOf = ({ id: announcementId }: { id: string }) =>
  selectTrades(t.db, {
    announcementId,
    batchId: undefined,
    party: undefined,
    currency: undefined,
    from: undefined,
    to: undefined,
    after: undefined,
    limit: 1_000,
    want: {},
  });

describe('200 buyers of 100 units at once', () => {
  test.each([
    ['one engine', () => [here]],
    ['two engines on one database', () => [here, there]],
  ])('%s', async (_, enginesOf) => {
    const engines = enginesOf();
    const offer = await openOffer(seller, { quantity: '100', price: { fixed: '1' } });
    const engineOf = (index: number) => engines[index % engines.length] as Engine;
    const calls = buyers.map((buyer, index) => buy(engineOf(index).at(buyer.ctx), offer, '1'));
    const { done, refused } = await outcomesOf(calls);

    expect(sum(done)).toBe(units('100', 'CARBON'));
    expect(new Set(done.map((trade) => trade.buyerId)).size).toBe(100);
    expect(refused).toHaveLength(100);
    for (const error of refused) expect(error).toMatchObject({ code: 'ANNOUNCEMENT_CLOSED', status: 'SOLD_OUT' });
    expect(await now(offer)).toMatchObject({ status: 'SOLD_OUT', remaining: 0n, closedAt: expect.any(Date) as Date });
    expect(sum(await tradesOf(offer))).toBe(units('100', 'CARBON'));
    expect(Object.values(await t.ledgerSums())).toEqual([0n, 0n]);
    expect(await faultsInBooks(t)).toEqual([]);
    // Not a deadlock, nor anything else that was only got over.
    expect(engines.flatMap((engine) => engine.failures)).toEqual([]);
  });

  test('who asks for more than is left when it is their turn gets nothing, who asks for less still does', async () => {
    const offer = await openOffer(seller, { quantity: '10', price: { fixed: '1' } });
    const calls = ['7', '4', '3'].map((quantity, index) =>
      buy(here.at((buyers[index] as TestUser).ctx), offer, quantity),
    );
    const { done, refused } = await outcomesOf(calls);
    expect(done.map((trade) => trade.quantity)).toEqual([units('7', 'CARBON'), units('3', 'CARBON')]);
    expect(refused).toEqual([new QuantityUnavailable(units('3', 'CARBON'), null)]);
  });
});

test('traders who buy from each other on two engines never wait for each other for ever', async () => {
  const traders = await Promise.all(
    Array.from({ length: 6 }, (_, index) => t.user(`trader-${index}`, { funds: { CARBON: '100', EUR: '1000.00' } })),
  );
  const offers = await Promise.all(traders.map((trader) => openOffer(trader, { price: { fixed: '1' } })));
  const calls = traders.flatMap((trader, who) =>
    offers.flatMap((offer, whose) =>
      who === whose
        ? []
        : [here, there].flatMap((engine) => [1, 2, 3].map(() => buy(engine.at(trader.ctx), offer, '1.5'))),
    ),
  );
  const { done, refused } = await outcomesOf(calls);
  expect([done.length, refused]).toEqual([180, []]);
  expect([...here.failures, ...there.failures]).toEqual([]);
  expect(await faultsInBooks(t)).toEqual([]);
});

describe('a trade that cannot even be decided', () => {
  const wish = { organizationId: null, quantity: 1n, maxTotal: undefined, inputHash: hashInput({}) };
  test.each([
    ['breaks in our hands: its buyer has no wallets', () => ({ ...wish, actorId: newId(), key: newId() })],
    [
      'breaks in the database: its key is no text there',
      () => ({ ...wish, actorId: buyers[0]?.id ?? '', key: 'nul\0' }),
    ],
  ])('never fails its neighbours if it %s', async (_, bad) => {
    const offer = await openOffer(seller, { quantity: '40', price: { fixed: '1' } });
    const good = (from: number) => buyers.slice(from, from + 10).map((buyer) => buy(here.at(buyer.ctx), offer, '1'));
    const calls = [...good(0), here.app.settlement.place({ ...bad(), announcementId: offer.id }), ...good(10)];
    const { done, refused } = await outcomesOf(calls);
    expect(done).toHaveLength(20);
    expect(refused).toHaveLength(1);
    expect(refused[0]).not.toBeInstanceOf(Refusal);
    expect(await tradesOf(offer)).toHaveLength(20);
    expect(await faultsInBooks(t)).toEqual([]);
  });
});

test('beyond the queue a trade is refused as BUSY, leaves nothing, and can be sent again', async () => {
  await using engine = await openEngine(t, { SETTLEMENT_QUEUE: 3, SETTLEMENT_BATCH: 2 });
  const offer = await openOffer(seller, { price: { fixed: '1' } });
  const wishes = buyers.slice(0, 10).map((buyer) => ({ buyer, key: { idempotencyKey: newId() } }));
  const first = await Promise.allSettled(wishes.map(({ buyer, key }) => buy(engine.at(buyer.ctx), offer, '1', key)));
  const refused = wishes.filter((_, index) => first[index]?.status === 'rejected');
  expect(refused).toHaveLength(7);
  for (const each of first) if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(Busy);
  expect(await tradesOf(offer)).toHaveLength(3);
  for (const { buyer, key } of refused) await buy(engine.at(buyer.ctx), offer, '1', key);
  expect(await tradesOf(offer)).toHaveLength(10);
});

describe('while buyers buy', () => {
  test.each([
    [
      'paused',
      (announcementId: string) => pauseAnnouncement(seller.ctx, { announcementId }),
      new AnnouncementClosed('PAUSED'),
    ],
    [
      'cancelled',
      (announcementId: string) => cancelAnnouncement(seller.ctx, { announcementId, idempotencyKey: newId() }),
      new AnnouncementClosed('CANCELLED'),
    ],
    [
      'repriced',
      (announcementId: string) =>
        updateAnnouncement(seller.ctx, { announcementId, price: { fixed: '2' }, idempotencyKey: newId() }),
      new PriceMoved('EUR', units('2', 'ETH'), 202n, 101n),
    ],
  ])('an announcement is %s', async (_, change, refusal) => {
    await using engine = await openEngine(t, { SETTLEMENT_BATCH: 5 });
    const offer = await openOffer(seller, { quantity: '500', price: { fixed: '1' } });
    const one = (buyer: TestUser) => buy(engine.at(buyer.ctx), offer, '1', { maxTotal: '1.01' });
    const calls = buyers.map(one);
    await calls[0];
    const changed = change(encodeId('Announcement', offer.id));
    const { done, refused } = await outcomesOf(calls);
    await changed;
    const late = await outcomesOf([one(buyers[0] as TestUser)]);

    for (const trade of done) expect(trade).toMatchObject({ totalPrice: 100n, buyerFee: 1n });
    expect(done.length + refused.length).toBe(200);
    for (const error of [...refused, ...late.refused]) expect(error).toEqual(refusal);
    expect(late.refused).toHaveLength(1);
    expect(await tradesOf(offer)).toHaveLength(done.length);
    expect(engine.failures).toEqual([]);
    expect(await faultsInBooks(t)).toEqual([]);
  });
});
