import { afterAll, beforeAll, expect, test } from 'vitest';
import { sell, step } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOffer } from '../../../test/offers.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { batchIdOf, euroInDollars, stockIn } from '../../../test/pricing.ts';
import { insertMember } from '../../db/organizations.ts';
import { type MarketDayRow, selectMarkets } from '../../db/market-days.ts';
import { placeTrade } from '../trades/place-trade.ts';
import { computeMarkets } from './compute-markets.ts';
import { scaled } from './decimals.ts';

let t: TestApp;
let by: { owner: TestUser; admin: TestUser };
let sellers: TestUser[];
beforeAll(async () => {
  t = await openTestApp();
  const admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  by = { admin, owner: await t.user('owner', { roles: ['PROJECT_OWNER'] }) };
  sellers = await Promise.all(['ada', 'bela', 'cyd'].map((name) => t.user(name, { funds: { CARBON: '1000' } })));
});
afterAll(() => t[Symbol.asyncDispose]());

const seller = (at: number): TestUser => sellers[at % sellers.length] as TestUser;
const day = async (segment: string): Promise<MarketDayRow | undefined> =>
  (await selectMarkets(t.db, [segment], '2026-01-01'))[0];
/** Lets all trades be so many days older, as only the database's owner can. */
const ageTrades = (days: number) =>
  t.db.transact(async ({ sql }) => {
    await sql`alter table trades disable trigger trades_append_only`;
    await sql`update trades set created_at = created_at - make_interval(days => ${days})`;
    await sql`alter table trades enable trigger trades_append_only`;
  });
const ageDays = (days: number) => t.db.sql`update market_days set date = date - ${days}::int`;

test('trades of CARBON make its index, and what is open and filled is counted', async () => {
  await computeMarkets(t.nobody);
  expect(await day('CARBON')).toMatchObject({ indexValue: null, isCarriedOver: true, trades: 0, filledQuantity: 0n });
  for (const [at, price] of ['8.00', '9.00', '10.00', '11.00'].entries()) {
    await sell(t, await openOffer(seller(at), { quantity: '20', price: { fixed: price } }), '10');
  }
  await computeMarkets(t.nobody);
  expect(await day('CARBON')).toMatchObject({ indexValue: null, trades: 4, sellers: 3 });
  await sell(t, await openOffer(seller(0), { quantity: '10', price: { fixed: '12.00' } }), '10');
  await computeMarkets(t.nobody);
  expect(await day('CARBON')).toMatchObject({
    indexValue: scaled('10'),
    isCarriedOver: false,
    trades: 5,
    sellers: 3,
    volume: scaled('50'),
    openQuantity: scaled('40'),
    filledQuantity: scaled('50'),
    windowDays: 30,
  });
});

test('a trade between people of one organization does not count', async () => {
  const buyer = await t.user('colleague', { funds: { EUR: '1000.00' } });
  const offer = await openOffer(seller(1), { quantity: '10', price: { fixed: '11.00' } });
  await placeTrade(buyer.ctx, { ...step(offer), quantity: '10' });
  await computeMarkets(t.nobody);
  expect(await day('CARBON')).toMatchObject({ trades: 6, droppedOwn: 0 });
  // Only trades for an organization are of its house: those of the two in their own name are theirs.
  const house = await foundedBy(t, seller(1));
  await t.db.transact(({ orm, sql }) =>
    insertMember({ orm, sql }, { organizationId: house.row.id, userId: buyer.id, role: 'VIEWER' }),
  );
  await t.db.transact(async ({ sql }) => {
    await sql`alter table trades disable trigger trades_append_only`;
    await sql`update trades set seller_organization_id = ${house.row.id} where announcement_id = ${offer.id}`;
    await sql`alter table trades enable trigger trades_append_only`;
  });
  await computeMarkets(t.nobody);
  expect(await day('CARBON')).toMatchObject({ trades: 5, droppedOwn: 1, indexValue: scaled('10') });
});

test('credits have the index of the type by which they are priced, in euros', async () => {
  await euroInDollars(t, '1.25', 1);
  for (const [at, currency] of (['EUR', 'USD', 'USD', 'EUR', 'USD'] as const).entries()) {
    const { batchId } = await stockIn(t, by, { ownerId: seller(at).id, quantity: 10n, project: { category: 'IFM' } });
    const price = { fixed: currency === 'EUR' ? '10.00' : '12.50' };
    await sell(t, await openOffer(seller(at), { batchId: batchIdOf(batchId), quantity: '10', currency, price }), '10');
  }
  await stockIn(t, by, { quantity: 300n, project: { category: 'IFM' } });
  await computeMarkets(t.nobody);
  expect(await day('IFM')).toMatchObject({
    indexValue: scaled('10'),
    volume: scaled('50'),
    droppedUnpriced: 0,
    openQuantity: scaled('300'),
    filledQuantity: scaled('50'),
  });
});

test('an index is carried over, and marked, while there is too little for a new one', async () => {
  await ageDays(40);
  await ageTrades(40);
  await computeMarkets(t.nobody);
  expect(await day('CARBON')).toMatchObject({
    indexValue: scaled('10'),
    isCarriedOver: true,
    trades: 0,
    filledQuantity: 0n,
  });
  // It is the same day’s row however often it is computed.
  await computeMarkets(t.nobody);
  const [rows] = await t.db.sql`select count(*)::int as count from market_days where segment = 'CARBON'`;
  expect(rows).toEqual({ count: 2 });
});
