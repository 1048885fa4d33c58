import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { euroInDollars, stockIn } from '../../../test/pricing.ts';
import { projectIdOf } from '../../../test/projects.ts';
import { upsertMarketDays } from '../../db/market-days.ts';
import { insertModel } from '../../db/pricing.ts';
import { updateProject } from '../projects/update-project.ts';
import { scaled } from './decimals.ts';
import { FxStale, PriceUnavailable } from './errors.ts';
import { type PricedIn, priceBatches, priceOf, readPricing } from './price-of.ts';

let t: TestApp;
let by: { owner: TestUser; admin: TestUser };
beforeAll(async () => {
  t = await openTestApp();
  const admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  by = { admin, owner: await t.user('owner', { roles: ['PROJECT_OWNER'] }) };
});
afterAll(() => t[Symbol.asyncDispose]());

const priced = async (batchId: string, currency: PricedIn = 'EUR') =>
  priceOf(t.db, await readPricing(t.db, t.app.config, [batchId]), batchId, currency);
const marketOf = (segment: string, date: string, index: string, open: string, filled: string) => ({
  segment,
  date,
  indexValue: scaled(index),
  isCarriedOver: false,
  trades: 5,
  sellers: 3,
  volume: 1n,
  droppedOwn: 0,
  droppedOutliers: 0,
  droppedUnpriced: 0,
  windowDays: 30,
  modelVersion: 1,
  openQuantity: scaled(open),
  filledQuantity: scaled(filled),
});

test('vintage, labels, ratings and the market of the type are those of the batch', async () => {
  const year = new Date().getUTCFullYear();
  const rating = { agency: 'BeZero', rating: 'A', ratedOn: '2026-01-01', url: null };
  const { batchId, projectId } = await stockIn(t, by, { year: year - 2, project: { category: 'IFM' } });
  await updateProject(by.admin.ctx, { projectId: projectIdOf({ id: projectId }), version: 5, ratings: [rating] });
  const today = new Date().toISOString().slice(0, 10);
  await upsertMarketDays(t.db, [
    marketOf('IFM', '2025-06-01', '10', '1', '1'),
    marketOf('IFM', '2025-07-01', '11', '1', '1'),
    marketOf('IFM', today, '12', '60', '30'),
    marketOf('CARBON', '2025-06-01', '1', '1', '1'),
  ]);
  const { factors, type } = await priced(batchId);
  expect(type).toBe('IFM');
  const values = Object.fromEntries(factors.map(({ name, value }) => [name, value]));
  expect(values).toMatchObject({
    VINTAGE: scaled('0.904837418035959573'),
    RATING: scaled('1.08'),
    SUPPLY: scaled('1'),
  });
  // The model is of 2020, before there was an index: its first one stands for that day.
  expect(values['MARKET']).toBe(scaled('1.2'));
});

test('a type without trades goes with the market of CARBON, and says so', async () => {
  const { batchId } = await stockIn(t, by, { project: { category: 'ALM' } });
  const market = (await priced(batchId)).factors.find(({ name }) => name === 'MARKET');
  expect(market?.inputs).toContainEqual({ name: 'segment', value: 'CARBON' });
});

test('a published version holds from its start on, and prices name the version', async () => {
  const { batchId } = await stockIn(t, by, { project: { category: 'REDD' } });
  const base = { name: 'TYPE_BASE' as const, key: 'REDD', currency: 'EUR', value: scaled('9'), source: 'a test' };
  const model = { reason: 'REDD has risen', authorId: by.admin.id };
  await insertModel(t.db, { ...model, effectiveFrom: new Date(Date.now() + 3_600_000) }, [base]);
  expect(await priced(batchId)).toMatchObject({ modelVersion: 1, typeBase: scaled('7') });
  const row = await insertModel(t.db, { ...model, effectiveFrom: new Date() }, [{ ...base, value: scaled('8') }]);
  expect(await priced(batchId)).toMatchObject({ modelVersion: row.version, typeBase: scaled('8') });
});

test('each batch has its price or its own refusal', async () => {
  const good = await stockIn(t, by, { project: { category: 'ARR' } });
  const nature = { category: null, projectType: 'Dreams', mitigation: 'NOT_DETERMINED' };
  const odd = await stockIn(t, by, { project: nature });
  const state = await readPricing(t.db, t.app.config, [good.batchId, odd.batchId, by.owner.id]);
  const wanted = [good.batchId, odd.batchId, by.owner.id].map((batchId) => ({ batchId, currency: 'EUR' as const }));
  const [first, ...rest] = await priceBatches(t.db, state, wanted);
  expect(first).toHaveProperty('calculation.price', scaled('18'));
  expect(rest).toEqual([{ refusal: new PriceUnavailable() }, { refusal: new PriceUnavailable() }]);
  await expect(priced(good.batchId, 'USD')).rejects.toThrow(FxStale);
  await euroInDollars(t, '1.1');
  expect(await priced(good.batchId, 'USD')).toMatchObject({ price: scaled('19.8') });
});
