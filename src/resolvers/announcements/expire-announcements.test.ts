import { afterEach, beforeEach, expect, test } from 'vitest';
import { listen, offerIn, rowOf, runOut, sell } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser, units } from '../../../test/harness.ts';
import { passExpiry } from '../../workers/announcements.ts';
import { type Context, platformContext } from '../context.ts';
import { AnnouncementClosed } from '../trades/errors.ts';
import { expireAnnouncements } from './expire-announcements.ts';

let t: TestApp;
let platform: Context;
let [seller, other] = [] as unknown as [TestUser, TestUser];
beforeEach(async () => {
  t = await openTestApp();
  platform = platformContext(t.app, 'test');
  seller = await t.user('seller', { funds: { CARBON: '1000' } });
  other = await t.user('other', { funds: { CARBON: '1000' } });
});
afterEach(() => t[Symbol.asyncDispose]());

const c = (text: string) => units(text, 'CARBON');
const credits = async (user: TestUser) => {
  const { available, held } = await t.balance(user, 'CARBON');
  return [available, held];
};

test('ends what ran out, open or paused, of several sellers, gives back what was left and tells of all', async () => {
  const ended = [
    await offerIn(t, seller, 'ACTIVE'),
    await offerIn(t, seller, 'PAUSED', { quantity: '20' }),
    await offerIn(t, other, 'ACTIVE', { quantity: '7' }),
  ];
  const [first] = ended;
  if (!first) throw new Error('no offer');
  await sell(t, first, '2.5');
  const going = await offerIn(t, seller, 'ACTIVE', { quantity: '40' });
  await runOut(
    t,
    ended.map(({ id }) => id),
  );
  const news = await listen(t);

  expect(await expireAnnouncements(platform)).toBe(3);

  for (const offer of ended) {
    const row = await rowOf(t, offer);
    expect(row.status).toBe('EXPIRED');
    expect(row.closedAt).not.toBeNull();
  }
  expect(await rowOf(t, first)).toMatchObject({ remaining: c('7.5') });
  expect(await rowOf(t, going)).toEqual(going);
  expect(await credits(seller)).toEqual([c('957.5'), c('40')]);
  expect(await credits(other)).toEqual([c('1000'), 0n]);
  const told = [...ended.map(({ id }) => `announcement ${id}`), `wallet ${seller.id}`, `wallet ${other.id}`];
  expect((await news()).toSorted()).toEqual(told.toSorted());
  expect((await t.ledgerSums())['CARBON']).toBe(0n);
  await expect(sell(t, first, '1')).rejects.toThrow(AnnouncementClosed);
});

test('leaves drafts and what is closed as they are, and finds nothing twice', async () => {
  const states = ['DRAFT', 'SOLD_OUT', 'CANCELLED', 'EXPIRED'] as const;
  const offers = [];
  for (const status of states) offers.push(await offerIn(t, seller, status));
  await runOut(
    t,
    offers.map(({ id }) => id),
  );
  const before = await credits(seller);
  expect(await expireAnnouncements(platform)).toBe(0);
  for (const [index, offer] of offers.entries()) expect((await rowOf(t, offer)).status).toBe(states[index]);
  expect(await credits(seller)).toEqual(before);
});

test('passes at the same time end each announcement once', async () => {
  const offers = [];
  for (let i = 0; i < 12; i += 1) offers.push(await offerIn(t, i % 2 ? seller : other, 'ACTIVE', { quantity: '1' }));
  await runOut(
    t,
    offers.map(({ id }) => id),
  );
  const counts = await Promise.all(Array.from({ length: 4 }, () => expireAnnouncements(platform)));
  const left = await expireAnnouncements(platform);
  expect(counts.reduce((sum, count) => sum + count, left)).toBe(12);
  expect(await credits(seller)).toEqual([c('1000'), 0n]);
  expect(await credits(other)).toEqual([c('1000'), 0n]);
});

test('what ran out cannot be bought, even before it was swept', async () => {
  const offer = await offerIn(t, seller, 'ACTIVE');
  await runOut(t, [offer.id]);
  await expect(sell(t, offer, '1')).rejects.toThrow(AnnouncementClosed);
});

test('the worker ends a batch at a time, and asks to be called again while there may be more', async () => {
  const batch = t.app.config.EXPIRY_BATCH;
  await t.db.sql`
    insert into announcements (seller_id, title, quantity, remaining, minimum_fill, currency, price_kind, fixed_price, status, expires_at, opened_at)
    select ${seller.id}, 'Mangroves', 1, 1, 1, 'EUR', 'FIXED', 1, 'ACTIVE', now() - interval '1 second', now()
    from generate_series(1, ${batch + 3})`;
  // What they hold: moved by an ordinary offer of so much.
  const holding = await offerIn(t, seller, 'ACTIVE', { quantity: `0.${String(batch + 3).padStart(18, '0')}` });
  await t.db.sql`update announcements set status = 'CANCELLED' where id = ${holding.id}`;
  const ctx = platform;
  expect([await passExpiry(ctx), await passExpiry(ctx), await passExpiry(ctx)]).toEqual([true, false, false]);
  const [row] = await t.db.sql`select count(*)::int as open from announcements where status = 'ACTIVE'`;
  expect(row).toEqual({ open: 0 });
  expect(await credits(seller)).toEqual([c('1000'), 0n]);
});
