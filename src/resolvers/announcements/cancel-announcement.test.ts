import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, offerIn, rowOf, runOut, sell, step } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { IdempotencyConflict, IllegalTransition, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { cancelAnnouncement } from './cancel-announcement.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

let sellers = 0;
const newSeller = () => t.user(`seller${(sellers += 1)}`, { funds: { CARBON: '100' } });
const credits = async (seller: TestUser) => {
  const { available, held } = await t.balance(seller, 'CARBON');
  return [available, held];
};
const c = (text: string) => units(text, 'CARBON');

test.each(['ACTIVE', 'PAUSED'] as const)(
  'ends what is %s, gives back what is left and tells of both',
  async (status) => {
    const seller = await newSeller();
    const offer = await offerIn(t, seller, status);
    const news = await listen(t);
    const cancelled = await cancelAnnouncement(seller.ctx, step(offer));
    expect(cancelled).toMatchObject({ status: 'CANCELLED', remaining: c('10') });
    expect(cancelled.closedAt).not.toBeNull();
    expect(await credits(seller)).toEqual([c('100'), 0n]);
    expect((await news()).toSorted()).toEqual([`announcement ${offer.id}`, `wallet ${seller.id}`]);
  },
);

test('gives back to the last unit what was not sold, and nothing of what another offer holds', async () => {
  const seller = await newSeller();
  const [offer] = [await offerIn(t, seller, 'ACTIVE'), await offerIn(t, seller, 'ACTIVE', { quantity: '30' })];
  await sell(t, offer, '3.000000000000000001');
  const cancelled = await cancelAnnouncement(seller.ctx, step(offer));
  expect(cancelled.remaining).toBe(c('6.999999999999999999'));
  expect(await credits(seller)).toEqual([c('66.999999999999999999'), c('30')]);
  expect((await t.ledgerSums())['CARBON']).toBe(0n);
});

test('a draft ends without a word: nobody knew of it', async () => {
  const seller = await newSeller();
  const draft = await offerIn(t, seller, 'DRAFT');
  const news = await listen(t);
  expect(await cancelAnnouncement(seller.ctx, step(draft))).toMatchObject({ status: 'CANCELLED', openedAt: null });
  expect(await news()).toEqual([]);
  expect(await credits(seller)).toEqual([c('100'), 0n]);
});

test('an offer whose time has run out and was not swept yet can be cancelled', async () => {
  const seller = await newSeller();
  const offer = await offerIn(t, seller, 'ACTIVE');
  await runOut(t, [offer.id]);
  expect(await cancelAnnouncement(seller.ctx, step(offer))).toMatchObject({ status: 'CANCELLED' });
  expect(await credits(seller)).toEqual([c('100'), 0n]);
});

test('twice is once, also at the same time; the key is refused for another offer', async () => {
  const seller = await newSeller();
  const [offer, other] = [await offerIn(t, seller, 'ACTIVE'), await offerIn(t, seller, 'ACTIVE')];
  const results = await Promise.all(
    Array.from({ length: 6 }, () => cancelAnnouncement(seller.ctx, step(offer, 'cancel-once'))),
  );
  for (const result of results) expect(result).toMatchObject({ id: offer.id, status: 'CANCELLED' });
  expect(await credits(seller)).toEqual([c('90'), c('10')]);
  await expect(cancelAnnouncement(seller.ctx, step(other, 'cancel-once'))).rejects.toThrow(IdempotencyConflict);
  expect(await rowOf(t, other)).toEqual(other);
});

test('of sales and a cancellation at once, every credit is either sold or back', async () => {
  const seller = await newSeller();
  const offer = await offerIn(t, seller, 'ACTIVE', { quantity: '10' });
  const sales = Array.from({ length: 5 }, () => sell(t, offer, '1'));
  const results = await Promise.allSettled([...sales, cancelAnnouncement(seller.ctx, step(offer))]);
  const sold = results.slice(0, -1).filter(({ status }) => status === 'fulfilled').length;
  expect(results.at(-1)?.status).toBe('fulfilled');
  expect(await rowOf(t, offer)).toMatchObject({ status: 'CANCELLED', remaining: c(String(10 - sold)) });
  expect(await credits(seller)).toEqual([c(String(100 - sold)), 0n]);
});

test.each(['SOLD_OUT', 'CANCELLED', 'EXPIRED'] as const)('refuses what is %s', async (status) => {
  const seller = await newSeller();
  const offer = await offerIn(t, seller, status);
  const before = await credits(seller);
  const refused = cancelAnnouncement(seller.ctx, step(offer));
  await expect(refused).rejects.toThrow(IllegalTransition);
  await expect(refused).rejects.toMatchObject({ status });
  expect(await credits(seller)).toEqual(before);
  expect(await rowOf(t, offer)).toEqual(offer);
});

test('refuses a stranger, another seller as if there were none, and what is no id', async () => {
  const [seller, other] = [await newSeller(), await newSeller()];
  const offer = await offerIn(t, seller, 'ACTIVE');
  await expect(cancelAnnouncement(t.nobody, step(offer))).rejects.toThrow(Unauthenticated);
  await expect(cancelAnnouncement(other.ctx, step(offer))).rejects.toThrow(NotFound);
  await expect(cancelAnnouncement(seller.ctx, step({ id: seller.id }))).rejects.toThrow(NotFound);
  const bad = cancelAnnouncement(seller.ctx, { announcementId: offer.id });
  await expect(bad).rejects.toThrow(InputInvalid);
  await expect(bad).rejects.toMatchObject({ issues: [{ path: ['announcementId'] }, { path: ['idempotencyKey'] }] });
  expect(await rowOf(t, offer)).toEqual(offer);
});
