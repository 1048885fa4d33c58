import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buy } from '../../../test/engines.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import type { AnnouncementRow } from '../../db/announcements.ts';
import type { TradeRow, TradeView } from '../../db/trades.ts';
import type { Context } from '../context.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeCursor, type FeedStream } from '../feed.ts';
import { encodeId } from '../ids.ts';
import type { Page } from '../pages.ts';
import { listTrades, myTrades, tradeOf, type TradesInput } from './read.ts';
import { type TradePlacedInput, watchTrades } from './watch.ts';

let t: TestApp;
let [ada, bela, cyd] = [] as unknown as [TestUser, TestUser, TestUser];
let [euros, dollars, other] = [] as unknown as [AnnouncementRow, AnnouncementRow, AnnouncementRow];
const made: TradeRow[] = [];

// Ada sells to Bela for euros and dollars, Bela sells to Ada and to Cyd: everybody is on some side of some trade.
beforeAll(async () => {
  t = await openTestApp();
  const funds = { CARBON: '1000', EUR: '1000.00', USD: '1000.00' };
  [ada, bela, cyd] = [await t.user('ada', { funds }), await t.user('bela', { funds }), await t.user('cyd', { funds })];
  euros = await openOffer(ada, { price: { fixed: '1' } });
  dollars = await openOffer(ada, { price: { fixed: '1' }, currency: 'USD' });
  other = await openOffer(bela, { price: { fixed: '1' } });
  for (let round = 0; round < 3; round += 1) {
    made.push(await buy(bela.ctx, euros, '1'), await buy(bela.ctx, dollars, '1'));
    made.push(await buy(ada.ctx, other, '1'), await buy(cyd.ctx, other, '1'));
  }
});
afterAll(() => t[Symbol.asyncDispose]());

const newestFirst = (matches: (trade: TradeRow) => boolean) =>
  made
    .filter(matches)
    .map((trade) => trade.id)
    .toReversed();
const ids = (page: Page<TradeView>) => page.items.map((trade) => trade.id);
const mine = async (ctx: Context, filterBy?: object) => ids(await myTrades(ctx, { filterBy, first: 100 }, {}));
const idOf = ({ id }: AnnouncementRow) => encodeId('Announcement', id);

describe('my trades', () => {
  test('are those of either side, or of the one asked for', async () => {
    const [asBuyer, asSeller] = [
      (trade: TradeRow) => trade.buyerId === ada.id,
      (trade: TradeRow) => trade.sellerId === ada.id,
    ];
    expect(await mine(ada.ctx)).toEqual(newestFirst((trade) => asBuyer(trade) || asSeller(trade)));
    expect(await mine(ada.ctx, { side: 'BUYER' })).toEqual(newestFirst(asBuyer));
    expect(await mine(ada.ctx, { side: 'SELLER' })).toEqual(newestFirst(asSeller));
    expect(await mine(cyd.ctx, { side: 'SELLER' })).toEqual([]);
  });

  test.each(['BUYER', 'SELLER', undefined])('narrow down by what they were of (%s)', async (side) => {
    const isMine = ({ buyerId, sellerId }: TradeRow) =>
      (side !== 'SELLER' && buyerId === bela.id) || (side !== 'BUYER' && sellerId === bela.id);
    const all = (matches: (trade: TradeRow) => boolean) => newestFirst((trade) => isMine(trade) && matches(trade));
    expect(await mine(bela.ctx, { side, currency: 'USD' })).toEqual(all((trade) => trade.currency === 'USD'));
    expect(await mine(bela.ctx, { side, announcementId: idOf(euros) })).toEqual(
      all((trade) => trade.announcementId === euros.id),
    );
    expect(await mine(bela.ctx, { side, announcementId: idOf(euros), currency: 'USD' })).toEqual([]);
  });

  test('narrow down by time: from the first moment, up to but without the last', async () => {
    const [from, to] = [made[2] as TradeRow, made[8] as TradeRow];
    const within = ({ createdAt }: TradeRow) => createdAt >= from.createdAt && createdAt < to.createdAt;
    const filterBy = { from: from.createdAt.toISOString(), to: to.createdAt.toISOString() };
    const expected = newestFirst((trade) => within(trade) && [trade.buyerId, trade.sellerId].includes(ada.id));
    expect(expected.length).toBeGreaterThan(0);
    expect(await mine(ada.ctx, filterBy)).toEqual(expected);
    expect(await mine(ada.ctx, { from: filterBy.to, to: filterBy.from })).toEqual([]);
  });

  test.each([1, 2, 4, 9])('come in pages of %i that visit each once', async (first) => {
    const seen: string[] = [];
    let input: TradesInput = { first };
    for (let more = true; more;) {
      const page = await myTrades(ada.ctx, input, {});
      expect(page.hasPreviousPage).toBe(seen.length > 0);
      seen.push(...ids(page));
      more = page.hasNextPage;
      input = { first, after: page.cursorOf(page.items.at(-1) as TradeView) };
    }
    expect(seen).toEqual(await mine(ada.ctx));
  });

  test('are refused to nobody, and for a filter, page or cursor that makes no sense', async () => {
    await expect(mine(t.nobody)).rejects.toBeInstanceOf(Unauthenticated);
    const refusals = [
      { filterBy: { side: 'BOTH' } },
      { filterBy: { announcementId: encodeId('User', ada.id) } },
      { filterBy: { from: 'yesterday' } },
      { first: 101 },
      { first: -1 },
      { after: 'nonsense' },
      { after: Buffer.from("x' or true --").toString('base64url') },
    ];
    for (const input of refusals) await expect(myTrades(ada.ctx, input, {})).rejects.toBeInstanceOf(InputInvalid);
  });
});

describe('the public tape', () => {
  test('shows every trade to everyone, whatever side is asked for', async () => {
    expect(ids(await listTrades(t.nobody, { first: 100 }, {}))).toEqual(newestFirst(() => true));
    expect(ids(await listTrades(cyd.ctx, { first: 100, filterBy: { side: 'BUYER' } }, {}))).toEqual(
      newestFirst(() => true),
    );
    const ofOther = { first: 100, filterBy: { announcementId: idOf(other) } };
    expect(ids(await listTrades(t.nobody, ofOther, {}))).toEqual(
      newestFirst((trade) => trade.announcementId === other.id),
    );
  });

  test('one trade by its id, none by an id of something else', async () => {
    const [trade] = made as [TradeRow];
    expect(await tradeOf(t.nobody, encodeId('Trade', trade.id), {})).toEqual(trade);
    expect(await tradeOf(t.nobody, encodeId('Announcement', trade.id), {})).toBeUndefined();
    expect(await tradeOf(t.nobody, encodeId('Trade', euros.id), {})).toBeUndefined();
    expect(await tradeOf(t.nobody, trade.id, {})).toBeUndefined();
  });
});

describe('watching trades', () => {
  const watched = async (ctx: Context, input: TradePlacedInput) => watchTrades(ctx, input);
  const take = async (stream: FeedStream<'trade'>, count: number) => {
    const keys: string[] = [];
    while (keys.length < count) {
      const next = await stream.next();
      if (next.done) break;
      keys.push(next.value.key);
    }
    return keys;
  };

  test('each gets what was asked for: all, those of an announcement, or the own', async () => {
    await t.broadcast();
    const streams = {
      all: await watched(t.nobody, {}),
      ofOther: await watched(t.nobody, { announcementId: idOf(other) }),
      ofAda: await watched(ada.ctx, { mine: true }),
      ofCyd: await watched(cyd.ctx, { mine: true }),
      ofAdaHere: await watched(ada.ctx, { mine: true, announcementId: idOf(other) }),
    };
    const start = (await watched(t.nobody, {})).start;
    const sold = (await buy(bela.ctx, euros, '1')).id;
    const bought = (await buy(ada.ctx, other, '1')).id;
    const strange = (await buy(cyd.ctx, other, '1')).id;
    await t.broadcast();
    const marker = (await buy(ada.ctx, other, '2')).id;
    const last = (await buy(cyd.ctx, other, '2')).id;
    await t.broadcast();

    expect(await take(streams.all, 5)).toEqual([sold, bought, strange, marker, last]);
    expect(await take(streams.ofOther, 4)).toEqual([bought, strange, marker, last]);
    expect(await take(streams.ofAda, 3)).toEqual([sold, bought, marker]);
    expect(await take(streams.ofCyd, 2)).toEqual([strange, last]);
    expect(await take(streams.ofAdaHere, 2)).toEqual([bought, marker]);
    const late = await watched(cyd.ctx, { mine: true, after: encodeCursor(start) });
    expect(await take(late, 2)).toEqual([strange, last]);
    for (const stream of [...Object.values(streams), late]) await stream.return?.();
  });

  test('the own ones are refused to nobody, and an announcement must be one', async () => {
    await expect(watched(t.nobody, { mine: true })).rejects.toBeInstanceOf(Unauthenticated);
    await expect(watched(ada.ctx, { announcementId: encodeId('Trade', euros.id) })).rejects.toBeInstanceOf(
      InputInvalid,
    );
    const none = await watched(t.nobody, { mine: false });
    await none.return?.();
  });
});
