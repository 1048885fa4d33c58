import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { offerId, runOut, step } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOrderLab, order, orderIdOf, type OrderLab, payByCard, settled } from '../../../test/order-lab.ts';
import { selectOrderEvents } from '../../db/order-lists.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { cancelAnnouncement } from '../announcements/cancel-announcement.ts';
import { expireAnnouncements } from '../announcements/expire-announcements.ts';
import { IllegalTransition, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { createPayment } from '../payments/create-payment.ts';
import { simulatePayment } from '../payments/simulate-payment.ts';
import { cancelOrder } from './cancel-order.ts';

let t: TestApp;
let lab: OrderLab;
let buyer: TestUser;

beforeAll(async () => {
  t = await openTestApp();
  lab = await openOrderLab(t);
  buyer = await t.user('buyer');
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = (ordered: { readonly id: string }, given: object = {}) => ({
  orderId: orderIdOf(ordered),
  idempotencyKey: newId(),
  ...given,
});
const leftOf = async ({ id }: { readonly id: string }) =>
  (await t.db.sql`select status, remaining, reserved from announcements where id = ${id}`)[0];

test('what was reserved can be bought by others again, and the history says why', async () => {
  const offer = await lab.offer(await lab.batch(), 10n);
  const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '10' });
  expect(await leftOf(offer)).toEqual({ status: 'ACTIVE', remaining: 10n, reserved: 10n });
  const cancelled = await cancelOrder(buyer.ctx, wish(ordered, { reason: 'changed our mind' }));
  expect(cancelled).toMatchObject({ status: 'CANCELLED', reason: 'changed our mind' });
  expect(cancelled.closedAt).not.toBeNull();
  expect(await leftOf(offer)).toEqual({ status: 'ACTIVE', remaining: 10n, reserved: 0n });
  const history = await selectOrderEvents(t.db, [ordered.id]);
  expect(history.at(-1)).toMatchObject({ status: 'CANCELLED', actorId: buyer.id, reason: 'changed our mind' });
  expect(await order(buyer, { announcementId: offerId(offer), quantity: '10' })).toMatchObject({ quantity: 10n });
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('what lay in the platform’s stock is for sale again', async () => {
  const batchId = await lab.batch();
  await lab.stock(batchId, 9n);
  const ordered = await order(buyer, {
    batchId: encodeId('CreditBatch', batchId),
    quantity: '9',
    currency: 'EUR',
    maxPrice: '16.00',
  });
  expect(await lab.holding(PLATFORM_PARTY, batchId)).toEqual({ available: 0n, held: 9n });
  await cancelOrder(buyer.ctx, wish(ordered));
  expect(await lab.holding(PLATFORM_PARTY, batchId)).toEqual({ available: 9n, held: 0n });
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('of an announcement that was closed meanwhile it goes back to its seller', async () => {
  const seller = await t.user('seller');
  const batchId = await lab.batch();
  for (const close of ['CANCEL', 'EXPIRE'] as const) {
    const offer = await lab.offer(batchId, 10n, { seller });
    const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '4' });
    if (close === 'CANCEL') await cancelAnnouncement(seller.ctx, step(offer));
    else {
      await runOut(t, [offer.id]);
      await expireAnnouncements(t.nobody);
    }
    const { available, held } = await lab.holding(seller.id, batchId);
    expect(held).toBe(4n);
    await cancelOrder(buyer.ctx, wish(ordered));
    expect(await lab.holding(seller.id, batchId)).toEqual({ available: available + 4n, held: 0n });
  }
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('is the owner’s to do, while it is not paid, and twice is once', async () => {
  const offer = await lab.offer(await lab.batch(), 10n);
  const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '2' });
  const stranger = await t.user('stranger', { roles: ['FINANCE'] });
  await expect(cancelOrder(t.nobody, wish(ordered))).rejects.toThrow(Unauthenticated);
  await expect(cancelOrder(stranger.ctx, wish(ordered))).rejects.toThrow(NotFound);
  await expect(cancelOrder(buyer.ctx, wish({ id: newId() }))).rejects.toThrow(NotFound);
  const once = wish(ordered);
  await cancelOrder(buyer.ctx, once);
  expect(await cancelOrder(buyer.ctx, once)).toMatchObject({ status: 'CANCELLED' });
  await expect(cancelOrder(buyer.ctx, wish(ordered))).rejects.toThrow(IllegalTransition);
  const paid = await order(buyer, { announcementId: offerId(offer), quantity: '2' });
  await payByCard(buyer, paid);
  await expect(cancelOrder(buyer.ctx, wish(paid))).rejects.toThrow(IllegalTransition);
  expect(await settled(t, paid)).toMatchObject({ status: 'COMPLETED' });
});

test('a payment that arrives after it takes nothing and goes back', async () => {
  const offer = await lab.offer(await lab.batch(), 10n);
  const ordered = await order(buyer, { announcementId: offerId(offer), quantity: '2' });
  const created = { orderId: orderIdOf(ordered), method: 'CARD', idempotencyKey: newId() };
  const payment = await createPayment(buyer.ctx, created);
  await cancelOrder(buyer.ctx, wish(ordered));
  const paymentId = encodeId('Payment', payment.id);
  await simulatePayment(buyer.ctx, { paymentId, outcome: 'PAY' });
  expect(await settled(t, ordered)).toMatchObject({ status: 'CANCELLED', paidAt: null });
  expect(await leftOf(offer)).toEqual({ status: 'ACTIVE', remaining: 10n, reserved: 0n });
  expect(await t.balance(buyer, 'EUR')).toEqual({ available: 0n, held: 0n });
  expect(await lab.faultsInBooks()).toEqual([]);
});
