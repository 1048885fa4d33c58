import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, offerId, offerIn, rowOf, sell } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { IllegalTransition, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { AnnouncementClosed } from '../trades/errors.ts';
import { pauseAnnouncement } from './pause-announcement.ts';

let t: TestApp;
let [seller, other] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  seller = await t.user('seller', { funds: { CARBON: '1000' } });
  other = await t.user('other', { funds: { CARBON: '1000' } });
});
afterAll(() => t[Symbol.asyncDispose]());

const pause = (user: TestUser, offer: { id: string }) =>
  pauseAnnouncement(user.ctx, { announcementId: offerId(offer) });

test('stops the sale, keeps what is left held, and tells of it', async () => {
  const offer = await offerIn(t, seller, 'ACTIVE');
  await sell(t, offer, '1');
  const [before, news] = [await t.balance(seller, 'CARBON'), await listen(t)];
  const paused = await pause(seller, offer);
  expect(paused).toEqual({ ...offer, status: 'PAUSED', remaining: units('9', 'CARBON') });
  expect(await rowOf(t, offer)).toEqual(paused);
  expect(await t.balance(seller, 'CARBON')).toEqual(before);
  expect(await news()).toEqual([`announcement ${offer.id}`]);
  await expect(sell(t, offer, '1')).rejects.toThrow(AnnouncementClosed);
});

test.each(['DRAFT', 'PAUSED', 'SOLD_OUT', 'CANCELLED', 'EXPIRED'] as const)('refuses what is %s', async (status) => {
  const offer = await offerIn(t, seller, status);
  const refused = pause(seller, offer);
  await expect(refused).rejects.toThrow(IllegalTransition);
  await expect(refused).rejects.toMatchObject({ status });
  expect(await rowOf(t, offer)).toEqual(offer);
});

test('of many at once, one is the step and the others come too late', async () => {
  const offer = await offerIn(t, seller, 'ACTIVE');
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => pause(seller, offer)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(IllegalTransition);
});

test('refuses a stranger, another seller as if there were none, and what is no id', async () => {
  const offer = await offerIn(t, seller, 'ACTIVE');
  await expect(pauseAnnouncement(t.nobody, { announcementId: offerId(offer) })).rejects.toThrow(Unauthenticated);
  await expect(pause(other, offer)).rejects.toThrow(NotFound);
  await expect(pause(seller, { id: other.id })).rejects.toThrow(NotFound);
  for (const input of [{}, { announcementId: offer.id }, { announcementId: null }, null]) {
    await expect(pauseAnnouncement(seller.ctx, input)).rejects.toThrow(InputInvalid);
  }
  expect(await rowOf(t, offer)).toEqual(offer);
});
