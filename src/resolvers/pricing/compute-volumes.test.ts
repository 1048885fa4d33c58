import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import { step } from '../../../test/announcements.ts';
import { euroInDollars } from '../../../test/pricing.ts';
import { selectFeeStandings } from '../../db/fee-terms.ts';
import { insertFeeSchedule } from '../../db/fee-schedules.ts';
import { placeTrade } from '../trades/place-trade.ts';
import { computeVolumes } from './compute-volumes.ts';

let t: TestApp;
let [seller, buyer, dollars] = [] as unknown as TestUser[] as [TestUser, TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  seller = await t.user('seller', { funds: { CARBON: '1000' } });
  buyer = await t.user('buyer', { funds: { EUR: '20000.00' } });
  dollars = await t.user('dollars', { funds: { USD: '20000.00' } });
});
afterAll(() => t[Symbol.asyncDispose]());

const buy = async (by: TestUser, currency: 'EUR' | 'USD', quantity: string) =>
  placeTrade(by.ctx, { ...step(await openOffer(seller, { quantity, currency, price: { fixed: '10.00' } })), quantity });
const ageTrades = (days: number) =>
  t.db.transact(async ({ sql }) => {
    await sql`alter table trades disable trigger trades_append_only`;
    await sql`update trades set created_at = created_at - make_interval(days => ${days})`;
    await sql`alter table trades enable trigger trades_append_only`;
  });
const sumAll = async (daysFromNow = 0) => {
  const now = new Date(Date.now() + daysFromNow * 86_400_000);
  while (await computeVolumes(t.nobody, now));
};
const nameOf = (id: string) => [seller, buyer, dollars].find((user) => user.id === id)?.username ?? id;
const volumes = async () => {
  const rows = await selectFeeStandings(t.db, [seller.id, buyer.id, dollars.id]);
  return Object.fromEntries(rows.map(({ ownerId, volume }) => [nameOf(ownerId), volume]));
};

test('what both sides traded on whole days of the last 30 counts in euros, and gives them their tier', async () => {
  await euroInDollars(t, '1.25', 2);
  await buy(buyer, 'EUR', '100');
  await buy(dollars, 'USD', '50');
  await sumAll();
  expect(await volumes()).toEqual({});
  await ageTrades(1);
  // The day was summed before, and is not summed twice.
  await sumAll();
  expect(await volumes()).toEqual({});
  await ageTrades(-1);
  await sumAll(1);
  expect(await volumes()).toEqual({ seller: 140_000n, buyer: 100_000n, dollars: 40_000n });
  const tiers = [{ fromVolume: '100000', makerBps: 10, takerBps: 20 }];
  await insertFeeSchedule(t.db, { makerBps: 50, takerBps: 100, tiers, effectiveFrom: new Date() });
  expect(await buy(buyer, 'EUR', '1')).toMatchObject({ buyerFee: 2n, sellerFee: 1n, totalPrice: 1_000n });
  expect(await buy(dollars, 'USD', '1')).toMatchObject({ buyerFee: 10n, sellerFee: 1n });
});

test('after 30 days it counts no more', async () => {
  await sumAll(30);
  // What was traded after the day was summed is not of it: no such trade comes, but in this test.
  expect(await volumes()).toMatchObject({ seller: 140_000n });
  await sumAll(32);
  expect(await volumes()).toEqual({});
});
