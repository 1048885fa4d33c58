import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { offerId, runOut } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import { openOrderLab, order, type OrderLab } from '../../../test/order-lab.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { projectIdOf } from '../../../test/projects.ts';
import { selectBatchesById } from '../../db/batches.ts';
import { selectOrderEvents } from '../../db/order-lists.ts';
import { selectOrderLines } from '../../db/order-writes.ts';
import type { OrderRow } from '../../db/orders.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { pauseAnnouncement } from '../announcements/pause-announcement.ts';
import {
  ChainUnavailable,
  Forbidden,
  IdempotencyConflict,
  InputInvalid,
  NotFound,
  Unauthenticated,
} from '../errors.ts';
import { decodeId, encodeId } from '../ids.ts';
import { suspendProject } from '../projects/suspend-project.ts';
import {
  AnnouncementClosed,
  BelowMinimumFill,
  OwnAnnouncement,
  PriceMoved,
  PriceStale,
  QuantityUnavailable,
} from '../trades/errors.ts';
import { createOrder } from './create-order.ts';
import { NotEnoughOffered, TooManyOrders } from './errors.ts';

let t: TestApp;
let lab: OrderLab;
let [buyer, admin] = [] as unknown as [TestUser, TestUser];

beforeAll(async () => {
  t = await openTestApp({ ORDERS_OPEN: '1000' });
  lab = await openOrderLab(t);
  buyer = await t.user('buyer');
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const price = (fixed: string) => ({ price: { fixed } });
const batchNode = (id: string) => encodeId('CreditBatch', id);

/** From which offers an order takes how much, in its order. */
const takesOf = async (ordered: OrderRow) =>
  (await selectOrderLines(t.db, [ordered.id])).map((line) => [line.announcementId ?? 'STOCK', line.quantity]);
const reservedOf = async ({ id }: { readonly id: string }) =>
  (await t.db.sql<{ reserved: bigint }[]>`select reserved from announcements where id = ${id}`)[0]?.reserved;

/** A wish for credits of a batch. */
const of = (batchId: string, quantity: string, given: object = {}) => ({
  batchId: batchNode(batchId),
  quantity,
  currency: 'EUR',
  ...given,
});

describe('an order of an announcement', () => {
  test('reserves its part at the price of the moment, with the fee of the platform', async () => {
    const batchId = await lab.batch();
    const offer = await lab.offer(batchId, 200n);
    const before = Date.now();
    const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '120' });
    expect(ordered).toMatchObject({
      buyerId: buyer.id,
      organizationId: null,
      source: 'ANNOUNCEMENT',
      sourceId: offer.id,
      asset: 'CREDIT',
      requested: 120n,
      quantity: 120n,
      currency: 'EUR',
      total: 1002_00n,
      buyerFee: 10_02n,
      status: 'PENDING_PAYMENT',
      retireState: null,
    });
    expect(Math.abs(ordered.payBy.getTime() - before - 1_800_000)).toBeLessThan(10_000);
    expect(await reservedOf(offer)).toBe(120n);
    const [line] = await selectOrderLines(t.db, [ordered.id]);
    expect(line).toMatchObject({ sellerFee: 5_01n, buyerFee: 10_02n, priceSource: 'ANNOUNCEMENT', tradeId: null });
    expect(await selectOrderEvents(t.db, [ordered.id])).toMatchObject([{ seq: 1, status: 'PENDING_PAYMENT' }]);
    expect(await lab.faultsInBooks()).toEqual([]);
  });

  test('of CARBON takes parts of a tonne, credits of a batch none', async () => {
    const seller = await t.user('carbon-seller', { funds: { CARBON: '10' } });
    const carbon = await openOffer(seller, { quantity: '10' });
    const ordered = await order(buyer, { announcementId: offerId(carbon), quantity: '2.5' });
    expect(ordered).toMatchObject({ asset: 'CARBON', quantity: 25n * 10n ** 17n, total: 20_88n });
    const credits = await lab.offer(await lab.batch(), 10n);
    await expect(order(buyer, { announcementId: offerId(credits), quantity: '2.5' })).rejects.toThrow(InputInvalid);
  });

  test('refuses what is not there, not open, one’s own, too much or too little', async () => {
    const batchId = await lab.batch();
    const offer = await lab.offer(batchId, 100n, { minimumFill: '10' });
    const wish = { announcementId: offerId(offer), quantity: '20' };
    await expect(createOrder(t.nobody, { ...wish, idempotencyKey: newId() })).rejects.toThrow(Unauthenticated);
    await expect(order(buyer, { ...wish, announcementId: encodeId('Announcement', newId()) })).rejects.toThrow(
      NotFound,
    );
    await expect(order(buyer, { ...wish, quantity: '101' })).rejects.toThrow(QuantityUnavailable);
    await expect(order(buyer, { ...wish, quantity: '9' })).rejects.toThrow(BelowMinimumFill);
    await expect(order(buyer, { ...wish, maxTotal: '168.66' })).rejects.toMatchObject({ code: 'PRICE_MOVED' });
    await expect(order(buyer, { ...wish, maxPrice: '8.34' })).rejects.toThrow(NotEnoughOffered);
    expect(await order(buyer, { ...wish, maxTotal: '168.67', maxPrice: '8.35' })).toMatchObject({ quantity: 20n });
    const seller = await t.user('own-seller');
    const own = await lab.offer(batchId, 10n, { seller });
    await expect(order(seller, { announcementId: offerId(own), quantity: '1' })).rejects.toThrow(OwnAnnouncement);
    await pauseAnnouncement(seller.ctx, { announcementId: offerId(own) });
    await expect(order(buyer, { announcementId: offerId(own), quantity: '1' })).rejects.toThrow(AnnouncementClosed);
    await runOut(t, [offer.id]);
    await expect(order(buyer, wish)).rejects.toThrow(AnnouncementClosed);
  });

  test('may take what is left where asked to, and counts what others have reserved', async () => {
    const offer = await lab.offer(await lab.batch(), 100n);
    await order(buyer, { announcementId: offerId(offer), quantity: '70' });
    const rest = { announcementId: offerId(offer), quantity: '50' };
    await expect(order(buyer, rest)).rejects.toMatchObject({ code: 'QUANTITY_UNAVAILABLE', remaining: 30n });
    expect(await order(buyer, { ...rest, fill: 'PARTIAL' })).toMatchObject({ requested: 50n, quantity: 30n });
    await expect(order(buyer, { ...rest, fill: 'PARTIAL' })).rejects.toThrow(QuantityUnavailable);
  });

  test('is refused while the market price that it follows is unknown, and where it is paid from a wallet', async () => {
    const batchId = await lab.batch();
    const market = await lab.offer(batchId, 10n, { price: { marketPremiumBps: 100 } });
    await expect(order(buyer, { announcementId: offerId(market), quantity: '1' })).rejects.toThrow(PriceStale);
    const ether = await lab.offer(batchId, 10n, { currency: 'ETH', ...price('0.01') });
    await expect(order(buyer, { announcementId: offerId(ether), quantity: '1' })).rejects.toThrow(InputInvalid);
  });
});

describe('an order of a batch or by criteria', () => {
  test('is filled over several offers, the cheapest first, of equal prices whoever offered first', async () => {
    const batchId = await lab.batch({ vintage: 2011 });
    const [second, third, first] = [
      await lab.offer(batchId, 10n, price('9.00')),
      await lab.offer(batchId, 10n, price('9.00')),
      await lab.offer(batchId, 10n, price('8.00')),
    ];
    const ordered = await order(buyer, of(batchId, '25'));
    expect(ordered).toMatchObject({ source: 'BATCH', total: 80_00n + 90_00n + 45_00n, buyerFee: 2_15n });
    expect(await takesOf(ordered)).toEqual([
      [first.id, 10n],
      [second.id, 10n],
      [third.id, 5n],
    ]);
    const next = await order(buyer, of(batchId, '5'));
    expect(await takesOf(next)).toEqual([[third.id, 5n]]);
  });

  test('is all or nothing, or takes what there is where asked to', async () => {
    const batchId = await lab.batch({ vintage: 2012 });
    await lab.offer(batchId, 10n, price('8.00'));
    await lab.offer(batchId, 10n, price('12.01'));
    const wish = of(batchId, '20', { maxPrice: '12' });
    await expect(order(buyer, wish)).rejects.toMatchObject({ code: 'NOT_ENOUGH_OFFERED', available: 10n });
    expect(await order(buyer, { ...wish, fill: 'PARTIAL' })).toMatchObject({ requested: 20n, quantity: 10n });
    await expect(order(buyer, { ...wish, fill: 'PARTIAL' })).rejects.toThrow(NotEnoughOffered);
    expect(await lab.faultsInBooks()).toEqual([]);
  });

  test('finds credits by category, country and vintage, and none of what is suspended or one’s own', async () => {
    const seller = await t.user('criteria-seller');
    const brazil = { country: 'BR', category: 'ARR' };
    const [peat, forest] = [{ country: 'BR', category: 'WRC' }, brazil];
    const wanted = await lab.batch({ project: forest, vintage: 2020 });
    const found = await lab.offer(wanted, 10n, { ...price('11.00'), seller });
    await lab.offer(await lab.batch({ project: forest, vintage: 2018 }), 10n, price('1.00'));
    await lab.offer(await lab.batch({ project: peat, vintage: 2020 }), 10n, price('1.00'));
    await lab.offer(await lab.batch({ vintage: 2020 }), 10n, price('1.00'));
    const criteria = { categories: ['ARR'], vintageFrom: 2019, vintageTo: 2021, countries: ['BR'] };
    const wish = { criteria, quantity: '10', currency: 'EUR', maxPrice: '12' };
    await expect(order(seller, wish)).rejects.toThrow(NotEnoughOffered);
    await expect(order(buyer, { ...wish, criteria: { ...criteria, proven: true } })).rejects.toThrow(NotEnoughOffered);
    await expect(order(buyer, { ...wish, currency: 'USD' })).rejects.toThrow(NotEnoughOffered);
    const ordered = await order(buyer, { ...wish, quantity: '4' });
    expect(ordered).toMatchObject({ source: 'CRITERIA', total: 44_00n });
    expect(ordered.criteria).toMatchObject({ categories: ['ARR'], vintageFrom: 2019, countries: ['BR'] });
    expect(await takesOf(ordered)).toEqual([[found.id, 4n]]);
    const [batch] = await selectBatchesById(t.db, [wanted]);
    await suspendProject(admin.ctx, {
      projectId: projectIdOf({ id: batch?.projectId ?? '' }),
      reason: 'looked at again',
    });
    await expect(order(buyer, { ...wish, quantity: '1' })).rejects.toThrow(NotEnoughOffered);
  });

  test('takes from the stock of the platform at the price of the engine, after announcements of the same price', async () => {
    const batchId = await lab.batch({ project: { category: 'ARR; WRC' } });
    await lab.stock(batchId, 50n);
    const offer = await lab.offer(batchId, 10n, price('16.00'));
    const ordered = await order(buyer, of(batchId, '30'));
    expect(await takesOf(ordered)).toEqual([
      [offer.id, 10n],
      ['STOCK', 20n],
    ]);
    expect(ordered.total).toBe(480_00n);
    const [, stock] = await selectOrderLines(t.db, [ordered.id]);
    expect(stock).toMatchObject({ sellerId: PLATFORM_PARTY, sellerFee: 0n, priceSource: 'PRICING_MODEL 1' });
    expect(await lab.holding(PLATFORM_PARTY, batchId)).toEqual({ available: 30n, held: 20n });
    await expect(order(buyer, of(batchId, '31'))).rejects.toMatchObject({ available: 30n });
    expect(await lab.faultsInBooks()).toEqual([]);
  });
});

describe('whoever orders', () => {
  test('is told each step and hears of nobody else’s', async () => {
    const offer = await lab.offer(await lab.batch(), 10n);
    const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '1' });
    const told = await t.db.sql<{ topic: string; payload: unknown }[]>`
      select topic, payload from outbox where key = any(${[ordered.id, offer.id]}) order by position desc limit 2`;
    expect(told).toContainEqual({
      topic: 'order',
      payload: { id: ordered.id, ownerId: buyer.id, status: 'PENDING_PAYMENT' },
    });
    expect(told.map(({ topic }) => topic)).toContain('announcement');
  });

  test('names a wish once: the same key gives the same order, and no other', async () => {
    const offer = await lab.offer(await lab.batch(), 10n);
    const wish = { announcementId: offerId(offer), quantity: '3', idempotencyKey: newId() };
    const [first, again] = await Promise.all([createOrder(buyer.ctx, wish), createOrder(buyer.ctx, wish)]);
    expect(again.id).toBe(first.id);
    expect(await reservedOf(offer)).toBe(3n);
    await expect(createOrder(buyer.ctx, { ...wish, quantity: '4' })).rejects.toThrow(IdempotencyConflict);
  });

  test('says one thing and all that it needs', async () => {
    const offer = await lab.offer(await lab.batch(), 10n);
    const announcementId = offerId(offer);
    const broken = [
      { quantity: '1' },
      { announcementId, quoteId: encodeId('Quote', newId()), quantity: '1' },
      { announcementId },
      { announcementId, quantity: '1', currency: 'EUR' },
      { batchId: batchNode(newId()), quantity: '1' },
      { quoteId: encodeId('Quote', newId()), quantity: '1' },
      { quoteId: encodeId('Quote', newId()), fill: 'PARTIAL' },
      { criteria: {}, quantity: '1', currency: 'EUR' },
      { announcementId, quantity: '-1' },
      { announcementId, quantity: '1', autoRetire: { reason: 'OTHER' } },
    ];
    for (const wish of broken) await expect(order(buyer, wish), JSON.stringify(wish)).rejects.toThrow(InputInvalid);
  });

  test('buys for an organization only as one who pays for it, and nobody sells to the own one', async () => {
    const founder = await t.user('founder', { roles: ['ENTERPRISE_USER'] });
    const { organizationId } = await foundedBy(t, founder);
    const offer = await lab.offer(await lab.batch(), 10n);
    const wish = { announcementId: offerId(offer), quantity: '1', organizationId };
    await expect(order(buyer, wish)).rejects.toThrow(Forbidden);
    expect(await order(founder, wish)).toMatchObject({
      buyerId: founder.id,
      organizationId: decodeId(organizationId)?.id,
    });
    const own = await lab.offer(await lab.batch(), 10n, { seller: founder });
    await expect(order(founder, { ...wish, announcementId: offerId(own) })).rejects.toThrow(OwnAnnouncement);
  });

  test('can have the credits retired at once only where there is a chain', async () => {
    const offer = await lab.offer(await lab.batch(), 10n);
    const autoRetire = { beneficiary: { name: 'Acme' }, reason: 'CORPORATE_INVENTORY' };
    const wish = { announcementId: offerId(offer), quantity: '1', autoRetire };
    await expect(order(buyer, wish)).rejects.toThrow(ChainUnavailable);
  });
});

test('an owner has no more unpaid orders than the limit', async () => {
  await using small = await openTestApp({ ORDERS_OPEN: '2' });
  const its = await openOrderLab(small);
  const offer = await its.offer(await its.batch(), 10n);
  const one = await small.user('one');
  const wish = { announcementId: offerId(offer), quantity: '1' };
  await order(one, wish);
  await order(one, wish);
  await expect(order(one, wish)).rejects.toThrow(TooManyOrders);
  expect(await order(await small.user('other'), wish)).toMatchObject({ quantity: 1n });
});

test('a limit that is moved over refuses with what it would cost', async () => {
  const batchId = await lab.batch({ vintage: 2013 });
  await lab.offer(batchId, 10n, price('8.00'));
  await lab.offer(batchId, 10n, price('9.00'));
  const refused = order(buyer, of(batchId, '20', { maxTotal: '171.69' }));
  await expect(refused).rejects.toThrow(PriceMoved);
  await expect(refused).rejects.toMatchObject({ toPay: 171_70n, pricePerCredit: 85n * 10n ** 17n, maxTotal: 171_69n });
});
