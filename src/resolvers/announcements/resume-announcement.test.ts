import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, offerId, offerIn, rowOf, sell } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { IllegalTransition, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { AnnouncementClosed } from '../trades/errors.ts';
import { resumeAnnouncement } from './resume-announcement.ts';

let t: TestApp;
let [seller, other] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  seller = await t.user('seller', { funds: { CARBON: '1000' } });
  other = await t.user('other', { funds: { CARBON: '1000' } });
});
afterAll(() => t[Symbol.asyncDispose]());

const resume = (user: TestUser, offer: { id: string }) =>
  resumeAnnouncement(user.ctx, { announcementId: offerId(offer) });

test('goes on with the sale of what was held all the while, and tells of it', async () => {
  const offer = await offerIn(t, seller, 'PAUSED');
  const [before, news] = [await t.balance(seller, 'CARBON'), await listen(t)];
  await expect(sell(t, offer, '1')).rejects.toThrow(AnnouncementClosed);
  const resumed = await resume(seller, offer);
  expect(resumed).toEqual({ ...offer, status: 'ACTIVE' });
  expect(await rowOf(t, offer)).toEqual(resumed);
  expect(await t.balance(seller, 'CARBON')).toEqual(before);
  expect(await news()).toEqual([`announcement ${offer.id}`]);
  await sell(t, offer, '1');
  expect(await rowOf(t, offer)).toMatchObject({ remaining: units('9', 'CARBON') });
});

test.each(['DRAFT', 'ACTIVE', 'SOLD_OUT', 'CANCELLED', 'EXPIRED'] as const)('refuses what is %s', async (status) => {
  const offer = await offerIn(t, seller, status);
  const refused = resume(seller, offer);
  await expect(refused).rejects.toThrow(IllegalTransition);
  await expect(refused).rejects.toMatchObject({ status });
  expect(await rowOf(t, offer)).toEqual(offer);
});

test('of many at once, one is the step and the others come too late', async () => {
  const offer = await offerIn(t, seller, 'PAUSED');
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => resume(seller, offer)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(IllegalTransition);
});

test('refuses a stranger, another seller as if there were none, and what is no id', async () => {
  const offer = await offerIn(t, seller, 'PAUSED');
  await expect(resumeAnnouncement(t.nobody, { announcementId: offerId(offer) })).rejects.toThrow(Unauthenticated);
  await expect(resume(other, offer)).rejects.toThrow(NotFound);
  await expect(resume(seller, { id: other.id })).rejects.toThrow(NotFound);
  for (const input of [{}, { announcementId: offer.id }, { announcementId: null }, null]) {
    await expect(resumeAnnouncement(seller.ctx, input)).rejects.toThrow(InputInvalid);
  }
  expect(await rowOf(t, offer)).toEqual(offer);
});
