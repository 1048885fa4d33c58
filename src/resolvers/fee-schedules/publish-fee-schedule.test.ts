import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import type { AnnouncementRow } from '../../db/announcements.ts';
import { listAudit } from '../audit/read.ts';
import { Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { placeTrade } from '../trades/place-trade.ts';
import { publishFeeSchedule } from './publish-fee-schedule.ts';
import { feeSchedulesById, feesInForce } from './read.ts';
import { idOfVersion } from './rules.ts';

let t: TestApp;
let [admin, finance, seller, buyer] = [] as unknown as TestUser[] as [TestUser, TestUser, TestUser, TestUser];
let offer: AnnouncementRow;
beforeAll(async () => {
  t = await openTestApp();
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  finance = await t.user('finance', { roles: ['FINANCE'] });
  seller = await t.user('seller', { funds: { CARBON: '1000' } });
  buyer = await t.user('buyer', { funds: { EUR: '10000.00' } });
  offer = await openOffer(seller, { quantity: '1000', price: { fixed: '10.00' } });
});
afterAll(() => t[Symbol.asyncDispose]());

const buy = () =>
  placeTrade(buyer.ctx, {
    announcementId: encodeId('Announcement', offer.id),
    quantity: '10',
    idempotencyKey: newId(),
  });
const versions = () => t.db.sql`select version from fee_schedules order by version`;

test('trades are settled at the new fees from the moment on, and those before stay as made', async () => {
  const before = await buy();
  expect(before).toMatchObject({ feeScheduleVersion: 2, totalPrice: 10_000n, buyerFee: 100n, sellerFee: 50n });
  const published = await publishFeeSchedule(admin.ctx, { makerBps: 0, takerBps: 250 });
  expect(published).toMatchObject({ makerBps: 0, takerBps: 250, authorId: admin.id });
  expect(await feesInForce(t.nobody)).toMatchObject({ version: published.version });
  expect(await buy()).toMatchObject({ feeScheduleVersion: published.version, buyerFee: 250n, sellerFee: 0n });
  const [kept] = await t.db.sql`select buyer_fee, fee_schedule_version from trades where id = ${before.id}`;
  expect(kept).toEqual({ buyerFee: 100n, feeScheduleVersion: 2 });
  expect((await t.ledgerSums())['EUR']).toBe(0n);
});

test('fees of a day to come hold from then on, and can be replaced until then', async () => {
  const now = await feesInForce(t.nobody);
  const effectiveFrom = new Date(Date.now() + 86_400_000).toISOString();
  const first = await publishFeeSchedule(admin.ctx, { makerBps: 1, takerBps: 2, effectiveFrom });
  const second = await publishFeeSchedule(admin.ctx, { makerBps: 3, takerBps: 4, effectiveFrom });
  expect(await buy()).toMatchObject({ feeScheduleVersion: now.version });
  // The day comes: both are dated back, as nobody but the database's owner can.
  await t.db.transact(async ({ sql }) => {
    await sql`alter table fee_schedules disable trigger fee_schedules_append_only`;
    await sql`update fee_schedules set effective_from = now() - interval '1 millisecond' where version >= ${first.version}`;
    await sql`alter table fee_schedules enable trigger fee_schedules_append_only`;
  });
  expect(await feesInForce(t.nobody)).toMatchObject({ version: second.version, makerBps: 3, takerBps: 4 });
  expect(await buy()).toMatchObject({ feeScheduleVersion: second.version, buyerFee: 4n, sellerFee: 3n });
});

test('tiers, limits and shares are published with it, and stay as they are where they are left out', async () => {
  const tiers = [
    { fromVolume: '1000.00', makerBps: 5, takerBps: 6 },
    { fromVolume: '2000.00', makerBps: 3, takerBps: 4 },
  ];
  const limits = [{ currency: 'EUR', floor: '1.50', cap: '10.00' }];
  const shares = { platformBps: 5_000, communityBps: 5_000, insuranceBps: 0 };
  const wish = { makerBps: 50, takerBps: 100, tiers, limits, shares };
  await publishFeeSchedule(admin.ctx, wish);
  expect(await buy()).toMatchObject({ buyerFee: 150n, sellerFee: 150n });
  const kept = await publishFeeSchedule(admin.ctx, { makerBps: 0, takerBps: 0 });
  expect(kept).toMatchObject({
    tiers: [{ fromVolume: '100000', makerBps: 5, takerBps: 6 }, { fromVolume: '200000' }],
    limits: { EUR: { floor: '150', cap: '1000' } },
    shares,
  });
  expect(await publishFeeSchedule(admin.ctx, { makerBps: 50, takerBps: 100, tiers: [], limits: [] })).toMatchObject({
    tiers: [],
    limits: {},
  });
  const bad = publishFeeSchedule(admin.ctx, {
    ...wish,
    tiers: tiers.toReversed(),
    limits: [{ currency: 'EUR', floor: '2.00', cap: '1.00' }],
    shares: { ...shares, insuranceBps: 1 },
  });
  await expect(bad).rejects.toMatchObject({
    issues: [{ path: ['tiers'] }, { path: ['limits', '0', 'cap'] }, { path: ['shares'] }],
  });
});

test('is recorded with what was decided, and found in the audit log by the id of the schedule', async () => {
  const { version } = await publishFeeSchedule(admin.ctx, { makerBps: 7, takerBps: 8 });
  const { items } = await listAudit(admin.ctx, {
    filterBy: { subjectId: encodeId('FeeSchedule', idOfVersion(version)) },
  });
  expect(items).toMatchObject([
    {
      actorId: admin.id,
      action: 'FEE_SCHEDULE_PUBLISHED',
      detail: { version: String(version), makerBps: '7', takerBps: '8' },
    },
  ]);
});

test('any version can be read by its id', async () => {
  const found = await feeSchedulesById(t.nobody, [idOfVersion(1), idOfVersion(99_999), newId()]);
  expect(found).toMatchObject([{ version: 1, makerBps: 50, takerBps: 100 }, null, null]);
});

test('refuses everyone but PLATFORM_ADMIN, and leaves the fees as they are', async () => {
  const before = await versions();
  const wish = { makerBps: 0, takerBps: 0 };
  await expect(publishFeeSchedule(t.nobody, wish)).rejects.toThrow(Unauthenticated);
  await expect(publishFeeSchedule(seller.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(publishFeeSchedule(finance.ctx, wish)).rejects.toThrow(Forbidden);
  expect(await versions()).toEqual(before);
});

test('refuses what is no fee or no moment, every issue with its path, and a moment that has passed', async () => {
  const before = await versions();
  const bad = publishFeeSchedule(admin.ctx, { makerBps: -1, takerBps: 10_001, effectiveFrom: 'tomorrow' });
  await expect(bad).rejects.toThrow(InputInvalid);
  await expect(bad).rejects.toMatchObject({
    issues: [{ path: ['makerBps'] }, { path: ['takerBps'] }, { path: ['effectiveFrom'] }],
  });
  const past = publishFeeSchedule(admin.ctx, { makerBps: 1, takerBps: 1, effectiveFrom: '2026-01-01T00:00:00Z' });
  await expect(past).rejects.toMatchObject({ issues: [{ path: ['effectiveFrom'] }] });
  expect(await versions()).toEqual(before);
});
