import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, rowOf } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { draftAnnouncement } from './draft-announcement.ts';

let t: TestApp;
let seller: TestUser;
beforeAll(async () => {
  t = await openTestApp({ ANNOUNCEMENT_DAYS: '30' });
  seller = await t.user('seller', { funds: { CARBON: '5' } });
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = (changes: object = {}) => ({
  title: 'Mangroves',
  quantity: '100',
  currency: 'EUR',
  price: { fixed: '8.35' },
  ...changes,
});
const count = async () => (await t.db.sql`select 1 from announcements`).length;

test('writes what was wished, holds nothing and tells nobody, also of more than the seller has', async () => {
  const news = await listen(t);
  const draft = await draftAnnouncement(seller.ctx, wish({ title: '  Mangroves ', minimumFill: '0.5' }));
  expect(await rowOf(t, draft)).toEqual(draft);
  expect(draft).toMatchObject({
    sellerId: seller.id,
    title: 'Mangroves',
    description: '',
    quantity: units('100', 'CARBON'),
    remaining: units('100', 'CARBON'),
    minimumFill: units('0.5', 'CARBON'),
    currency: 'EUR',
    priceKind: 'FIXED',
    fixedPrice: 8_350_000_000_000_000_000n,
    premiumBps: null,
    status: 'DRAFT',
    openedAt: null,
    closedAt: null,
  });
  expect(await t.balance(seller, 'CARBON')).toEqual({ available: units('5', 'CARBON'), held: 0n });
  expect(await news()).toEqual([]);
});

test('follows the market by its premium, has no least fill and ends by itself if nothing else is said', async () => {
  const earliest = Date.now();
  const draft = await draftAnnouncement(
    seller.ctx,
    wish({ price: { marketPremiumBps: -50 }, minimumFill: null, description: null }),
  );
  expect(draft).toMatchObject({
    priceKind: 'MARKET',
    fixedPrice: null,
    premiumBps: -50,
    minimumFill: 1n,
    description: '',
  });
  const lifetimeMs = draft.expiresAt.getTime() - earliest;
  expect(lifetimeMs).toBeGreaterThanOrEqual(30 * 86_400_000);
  expect(lifetimeMs).toBeLessThan(30 * 86_400_000 + 60_000);
});

test('is written for the caller, whoever is named in the input', async () => {
  const other = await t.user('other');
  const draft = await draftAnnouncement(seller.ctx, wish({ sellerId: other.id, status: 'ACTIVE', remaining: 1n }));
  expect(draft).toMatchObject({ sellerId: seller.id, status: 'DRAFT', remaining: units('100', 'CARBON') });
});

test('refuses a stranger', async () => {
  await expect(draftAnnouncement(t.nobody, wish())).rejects.toThrow(Unauthenticated);
});

test('refuses what is no offer, every issue with its path', async () => {
  const before = await count();
  const bad = draftAnnouncement(seller.ctx, {
    title: '',
    description: 'a\u0000b',
    quantity: '1e3',
    minimumFill: '0',
    currency: 'CARBON',
    price: { fixed: '-1', marketPremiumBps: 1.5 },
    expiresAt: 'soon',
  });
  await expect(bad).rejects.toThrow(InputInvalid);
  const paths = await bad.catch((error: InputInvalid) => error.issues.map(({ path }) => path.join('.')));
  expect(new Set(paths as string[])).toEqual(
    new Set([
      'title',
      'description',
      'quantity',
      'minimumFill',
      'currency',
      'price.fixed',
      'price.marketPremiumBps',
      'expiresAt',
    ]),
  );
  for (const nothing of [undefined, null, {}, [], 'x']) {
    await expect(draftAnnouncement(seller.ctx, nothing)).rejects.toThrow(InputInvalid);
  }
  expect(await count()).toBe(before);
});

test('refuses a least fill above the quantity, and an end that has passed or is too far ahead', async () => {
  const paths = (input: object) =>
    draftAnnouncement(seller.ctx, wish(input)).then(
      () => 'accepted',
      (error: InputInvalid) => error.issues.map(({ path }) => path.join('.')),
    );
  expect(await paths({ minimumFill: '101', expiresAt: '2020-01-01T00:00:00Z' })).toEqual(['minimumFill', 'expiresAt']);
  expect(await paths({ expiresAt: new Date(Date.now() + 31 * 86_400_000).toISOString() })).toEqual(['expiresAt']);
  expect(await paths({ minimumFill: '100', expiresAt: new Date(Date.now() + 29 * 86_400_000).toISOString() })).toBe(
    'accepted',
  );
});
