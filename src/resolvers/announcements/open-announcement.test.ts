import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, offerId, offerIn, rowOf, runOut, step } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import {
  IdempotencyConflict,
  IllegalTransition,
  InputInvalid,
  InsufficientFunds,
  NotFound,
  Unauthenticated,
} from '../errors.ts';
import { encodeId } from '../ids.ts';
import { cancelAnnouncement } from './cancel-announcement.ts';
import { openAnnouncement } from './open-announcement.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

let sellers = 0;
const newSeller = (carbon = '100') => t.user(`seller${(sellers += 1)}`, { funds: { CARBON: carbon } });
const credits = async (seller: TestUser) => {
  const { available, held } = await t.balance(seller, 'CARBON');
  return [available, held];
};
const c = (text: string) => units(text, 'CARBON');

test('holds the quantity to the last unit, and tells everybody of the offer and the seller of the wallet', async () => {
  const seller = await newSeller('10');
  const draft = await offerIn(t, seller, 'DRAFT', { quantity: '9.999999999999999999' });
  const news = await listen(t);
  const opened = await openAnnouncement(seller.ctx, step(draft));
  expect(opened).toMatchObject({
    id: draft.id,
    status: 'ACTIVE',
    remaining: c('9.999999999999999999'),
    closedAt: null,
  });
  expect(opened.openedAt).not.toBeNull();
  expect(await credits(seller)).toEqual([1n, c('9.999999999999999999')]);
  expect(await news()).toEqual([`announcement ${draft.id}`, `wallet ${seller.id}`]);
  expect((await t.ledgerSums())['CARBON']).toBe(0n);
});

test('refuses more than is available, says how much, and holds nothing', async () => {
  const seller = await newSeller('10');
  await offerIn(t, seller, 'ACTIVE', { quantity: '6' });
  const draft = await offerIn(t, seller, 'DRAFT', { quantity: '4.000000000000000001' });
  const refused = openAnnouncement(seller.ctx, step(draft));
  await expect(refused).rejects.toThrow(InsufficientFunds);
  await expect(refused).rejects.toMatchObject({
    asset: 'CARBON',
    available: c('4'),
    required: c('4.000000000000000001'),
  });
  expect(await credits(seller)).toEqual([c('4'), c('6')]);
  expect(await rowOf(t, draft)).toMatchObject({ status: 'DRAFT', openedAt: null });
});

test('of many drafts opened at once, those open that the wallet can hold', async () => {
  const seller = await newSeller('25');
  const drafts = await Promise.all(Array.from({ length: 8 }, () => offerIn(t, seller, 'DRAFT', { quantity: '10' })));
  const results = await Promise.allSettled(drafts.map((draft) => openAnnouncement(seller.ctx, step(draft))));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(InsufficientFunds);
  expect(await credits(seller)).toEqual([c('5'), c('20')]);
});

test('twice is once, also at the same time; the key is refused for another draft', async () => {
  const seller = await newSeller('100');
  const [draft, other] = [await offerIn(t, seller, 'DRAFT'), await offerIn(t, seller, 'DRAFT')];
  const results = await Promise.all(
    Array.from({ length: 6 }, () => openAnnouncement(seller.ctx, step(draft, 'open-it-once'))),
  );
  for (const result of results) expect(result).toMatchObject({ id: draft.id, status: 'ACTIVE' });
  expect(await credits(seller)).toEqual([c('90'), c('10')]);
  await expect(openAnnouncement(seller.ctx, step(other, 'open-it-once'))).rejects.toThrow(IdempotencyConflict);
  const [another, own] = [await newSeller(), await newSeller()];
  for (const user of [another, own])
    await openAnnouncement(user.ctx, step(await offerIn(t, user, 'DRAFT'), 'open-it-once'));
});

test('a refusal leaves the key free', async () => {
  const seller = await newSeller('10');
  const held = await offerIn(t, seller, 'ACTIVE', { quantity: '5' });
  const draft = await offerIn(t, seller, 'DRAFT');
  await expect(openAnnouncement(seller.ctx, step(draft, 'open-later'))).rejects.toThrow(InsufficientFunds);

  await cancelAnnouncement(seller.ctx, step(held));
  expect(await openAnnouncement(seller.ctx, step(draft, 'open-later'))).toMatchObject({ status: 'ACTIVE' });
});

test.each(['ACTIVE', 'PAUSED', 'SOLD_OUT', 'CANCELLED', 'EXPIRED'] as const)('refuses what is %s', async (status) => {
  const seller = await newSeller();
  const offer = await offerIn(t, seller, status);
  const before = await credits(seller);
  const refused = openAnnouncement(seller.ctx, step(offer));
  await expect(refused).rejects.toThrow(IllegalTransition);
  await expect(refused).rejects.toMatchObject({ status });
  expect(await credits(seller)).toEqual(before);
  expect(await rowOf(t, offer)).toEqual(offer);
});

test('refuses a draft whose time has run out', async () => {
  const seller = await newSeller();
  const draft = await offerIn(t, seller, 'DRAFT');
  await runOut(t, [draft.id]);
  await expect(openAnnouncement(seller.ctx, step(draft))).rejects.toMatchObject({ issues: [{ path: ['expiresAt'] }] });
  expect(await credits(seller)).toEqual([c('100'), 0n]);
});

test("refuses a stranger, another seller as if there were none, and what is no announcement's id", async () => {
  const seller = await newSeller();
  const draft = await offerIn(t, seller, 'DRAFT');
  await expect(openAnnouncement(t.nobody, step(draft))).rejects.toThrow(Unauthenticated);
  await expect(openAnnouncement((await newSeller()).ctx, step(draft))).rejects.toThrow(NotFound);
  await expect(openAnnouncement(seller.ctx, step({ id: seller.id }))).rejects.toThrow(NotFound);
  const bad = openAnnouncement(seller.ctx, { announcementId: encodeId('User', draft.id), idempotencyKey: 'short' });
  await expect(bad).rejects.toThrow(InputInvalid);
  await expect(bad).rejects.toMatchObject({ issues: [{ path: ['announcementId'] }, { path: ['idempotencyKey'] }] });
  await expect(openAnnouncement(seller.ctx, { announcementId: offerId(draft) })).rejects.toThrow(InputInvalid);
  expect(await rowOf(t, draft)).toEqual(draft);
});
