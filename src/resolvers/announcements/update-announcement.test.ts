import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen, offerIn, rowOf, runOut, sell, step } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import type { AnnouncementRow } from '../../db/announcements.ts';
import {
  IdempotencyConflict,
  IllegalTransition,
  InputInvalid,
  InsufficientFunds,
  NotFound,
  Unauthenticated,
} from '../errors.ts';
import { cancelAnnouncement } from './cancel-announcement.ts';
import { updateAnnouncement } from './update-announcement.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ ANNOUNCEMENT_DAYS: '30' });
});
afterAll(() => t[Symbol.asyncDispose]());

let sellers = 0;
const newSeller = () => t.user(`seller${(sellers += 1)}`, { funds: { CARBON: '100' } });
const credits = async (seller: TestUser) => {
  const { available, held } = await t.balance(seller, 'CARBON');
  return [available, held];
};
const c = (text: string) => units(text, 'CARBON');
const update = (seller: TestUser, offer: AnnouncementRow, changes: object, key?: string) =>
  updateAnnouncement(seller.ctx, { ...step(offer, key), ...changes });
const pathsOf = (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: unknown) => (error instanceof InputInvalid ? error.issues.map(({ path }) => path.join('.')) : error),
  );

describe('quantity', () => {
  test.each(['ACTIVE', 'PAUSED'] as const)(
    '%s: what is held moves along, up and down, and both are told',
    async (status) => {
      const seller = await newSeller();
      const offer = await offerIn(t, seller, status);
      const news = await listen(t);
      expect(await update(seller, offer, { quantity: '25.5' })).toMatchObject({
        status,
        quantity: c('25.5'),
        remaining: c('25.5'),
      });
      expect(await credits(seller)).toEqual([c('74.5'), c('25.5')]);
      expect((await news()).toSorted()).toEqual([`announcement ${offer.id}`, `wallet ${seller.id}`]);
      expect(await update(seller, offer, { quantity: '0.000000000000000001' })).toMatchObject({
        quantity: 1n,
        remaining: 1n,
      });
      expect(await credits(seller)).toEqual([c('100') - 1n, 1n]);
    },
  );

  test('moves by what is not sold, and never to what is sold or below', async () => {
    const seller = await newSeller();
    const offer = await offerIn(t, seller, 'ACTIVE');
    await sell(t, offer, '4');
    expect(await update(seller, offer, { quantity: '12' })).toMatchObject({ quantity: c('12'), remaining: c('8') });
    expect(await credits(seller)).toEqual([c('88'), c('8')]);
    for (const quantity of ['4', '3.999999999999999999', '1']) {
      expect(await pathsOf(update(seller, offer, { quantity }))).toEqual(['quantity']);
    }
    const least = await update(seller, offer, { quantity: '4.000000000000000001' });
    expect(least).toMatchObject({ status: 'ACTIVE', remaining: 1n });
    expect(await credits(seller)).toEqual([c('96') - 1n, 1n]);
    await cancelAnnouncement(seller.ctx, step(offer));
    expect(await credits(seller)).toEqual([c('96'), 0n]);
    expect((await t.ledgerSums())['CARBON']).toBe(0n);
  });

  test('refuses more than is available on top of what is held', async () => {
    const seller = await newSeller();
    const offer = await offerIn(t, seller, 'ACTIVE');
    const refused = update(seller, offer, { quantity: '100.000000000000000001' });
    await expect(refused).rejects.toThrow(InsufficientFunds);
    await expect(refused).rejects.toMatchObject({ asset: 'CARBON', available: c('90'), required: c('90') + 1n });
    expect(await rowOf(t, offer)).toEqual(offer);
    expect(await update(seller, offer, { quantity: '100' })).toMatchObject({ remaining: c('100') });
    expect(await credits(seller)).toEqual([0n, c('100')]);
  });

  test('of a draft it may be anything, for it holds nothing', async () => {
    const seller = await newSeller();
    const draft = await offerIn(t, seller, 'DRAFT');
    const news = await listen(t);
    expect(await update(seller, draft, { quantity: '5000' })).toMatchObject({ status: 'DRAFT', remaining: c('5000') });
    expect(await credits(seller)).toEqual([c('100'), 0n]);
    expect(await news()).toEqual([]);
  });

  test('sales and changes at once: what is held is what remains, and sold stays sold', async () => {
    const seller = await newSeller();
    const offer = await offerIn(t, seller, 'ACTIVE', { quantity: '20' });
    const sales = Array.from({ length: 5 }, () => sell(t, offer, '2'));
    const changes = ['30', '15', '40', '12'].map((quantity) => update(seller, offer, { quantity }));
    await Promise.all([...sales, ...changes]);
    const { quantity, remaining } = await rowOf(t, offer);
    expect(quantity - remaining).toBe(c('10'));
    expect(await credits(seller)).toEqual([c('90') - remaining, remaining]);
  });
});

describe('other terms', () => {
  test('change as given, what is left out or null stays, and credits rest', async () => {
    const seller = await newSeller();
    const offer = await offerIn(t, seller, 'ACTIVE', { description: 'as it was' });
    const news = await listen(t);
    const expiresAt = new Date(Date.now() + 86_400_000);
    const changes = { title: ' Kelp ', description: null, minimumFill: '2', expiresAt: expiresAt.toISOString() };
    const changed = await update(seller, offer, changes);
    expect(changed).toEqual({ ...offer, title: 'Kelp', minimumFill: c('2'), expiresAt });
    expect(await rowOf(t, offer)).toEqual(changed);
    expect(await news()).toEqual([`announcement ${offer.id}`]);
    expect(await credits(seller)).toEqual([c('90'), c('10')]);
    expect(await update(seller, offer, { description: '' })).toMatchObject({ description: '' });
  });

  test('a new price, of either kind, is dated to the change', async () => {
    const seller = await newSeller();
    const offer = await offerIn(t, seller, 'ACTIVE');
    const market = await update(seller, offer, { price: { marketPremiumBps: 250 } });
    expect(market).toMatchObject({ priceKind: 'MARKET', fixedPrice: null, premiumBps: 250 });
    expect(market.pricedAt.getTime()).toBeGreaterThan(offer.pricedAt.getTime());
    const fixed = await update(seller, offer, { price: { fixed: '0.000000000000000001' } });
    expect(fixed).toMatchObject({ priceKind: 'FIXED', fixedPrice: 1n, premiumBps: null });
    expect((await update(seller, offer, { title: 'Kelp' })).pricedAt).toEqual(fixed.pricedAt);
  });

  test('seller, currency and status are no terms', async () => {
    const [seller, other] = [await newSeller(), await newSeller()];
    const offer = await offerIn(t, seller, 'ACTIVE');
    const forged = {
      sellerId: other.id,
      currency: 'USD',
      status: 'DRAFT',
      remaining: 1n,
      openedAt: null,
      id: other.id,
    };
    expect(await update(seller, offer, forged)).toEqual(offer);
  });

  test('refuses what does not fit together, also with what stays', async () => {
    const seller = await newSeller();
    const offer = await offerIn(t, seller, 'ACTIVE', { minimumFill: '5' });
    expect(await pathsOf(update(seller, offer, { quantity: '4.9' }))).toEqual(['minimumFill']);
    expect(await pathsOf(update(seller, offer, { minimumFill: '10.1' }))).toEqual(['minimumFill']);
    expect(await pathsOf(update(seller, offer, { expiresAt: '2020-01-01T00:00:00Z' }))).toEqual(['expiresAt']);
    const far = new Date(Date.now() + 31 * 86_400_000).toISOString();
    expect(await pathsOf(update(seller, offer, { expiresAt: far }))).toEqual(['expiresAt']);
    expect(await rowOf(t, offer)).toEqual(offer);
    await runOut(t, [offer.id]);
    expect(await pathsOf(update(seller, offer, { title: 'Kelp' }))).toEqual(['expiresAt']);
  });
});

test('twice is once, also at the same time; the key is refused for another change', async () => {
  const seller = await newSeller();
  const offer = await offerIn(t, seller, 'ACTIVE');
  const changes = { quantity: '20', price: { fixed: '9' } };
  const results = await Promise.all(Array.from({ length: 6 }, () => update(seller, offer, changes, 'update-once')));
  for (const result of results) expect(result).toMatchObject({ id: offer.id, quantity: c('20') });
  expect(await credits(seller)).toEqual([c('80'), c('20')]);
  for (const other of [
    { quantity: '21', price: { fixed: '9' } },
    { quantity: '20' },
    { quantity: '20', price: { fixed: '9.1' } },
  ]) {
    await expect(update(seller, offer, other, 'update-once')).rejects.toThrow(IdempotencyConflict);
  }
  expect(await credits(seller)).toEqual([c('80'), c('20')]);
});

test.each(['SOLD_OUT', 'CANCELLED', 'EXPIRED'] as const)('refuses what is %s', async (status) => {
  const seller = await newSeller();
  const offer = await offerIn(t, seller, status);
  const before = await credits(seller);
  for (const changes of [{ title: 'Kelp' }, { quantity: '50' }, {}]) {
    const refused = update(seller, offer, changes);
    await expect(refused).rejects.toThrow(IllegalTransition);
    await expect(refused).rejects.toMatchObject({ status });
  }
  expect(await rowOf(t, offer)).toEqual(offer);
  expect(await credits(seller)).toEqual(before);
});

test('refuses a stranger, another seller as if there were none, and a bad input with every issue', async () => {
  const [seller, other] = [await newSeller(), await newSeller()];
  const offer = await offerIn(t, seller, 'ACTIVE');
  await expect(updateAnnouncement(t.nobody, step(offer))).rejects.toThrow(Unauthenticated);
  await expect(update(other, offer, { title: 'mine' })).rejects.toThrow(NotFound);
  const bad = {
    announcementId: 'x',
    title: '',
    description: '\u0007',
    quantity: '0',
    minimumFill: '-1',
    price: {},
    expiresAt: '2026-13-01T00:00:00Z',
    idempotencyKey: '',
  };
  const paths = await pathsOf(updateAnnouncement(seller.ctx, bad));
  expect((paths as string[]).toSorted()).toEqual(Object.keys(bad).toSorted());
  expect(await rowOf(t, offer)).toEqual(offer);
});
