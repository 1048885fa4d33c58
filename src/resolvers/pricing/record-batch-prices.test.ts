import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { batchIdOf, euroInDollars, stockIn } from '../../../test/pricing.ts';
import { projectIdOf } from '../../../test/projects.ts';
import { insertModel } from '../../db/pricing.ts';
import { grantProjectLabel } from '../projects/grant-project-label.ts';
import { scaled } from './decimals.ts';
import { readBatchPriceHistory } from './read.ts';
import { recordBatchPrices } from './record-batch-prices.ts';
import { watchBatchPrices } from './watch.ts';

let t: TestApp;
let by: { owner: TestUser; admin: TestUser };
let batchIds: string[];
let projectId: string;
beforeAll(async () => {
  t = await openTestApp({ BATCH_PRICE_PAGE: '2' });
  const admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  by = { admin, owner: await t.user('owner', { roles: ['PROJECT_OWNER'] }) };
  const first = await stockIn(t, by, { project: { category: 'ARR' } });
  ({ projectId } = first);
  const others = [await stockIn(t, by), await stockIn(t, by), await stockIn(t, by)];
  batchIds = [first, ...others].map(({ batchId }) => batchId);
});
afterAll(() => t[Symbol.asyncDispose]());

const history = async (currency: 'EUR' | 'USD' = 'EUR', at = 0) => {
  const page = await readBatchPriceHistory(t.nobody, { batchId: batchIdOf(batchIds[at] ?? ''), currency });
  return page?.items.map(({ price, modelVersion }) => [price, modelVersion]);
};

test('every batch of the custody is priced, page by page, and written down only as it changes', async () => {
  await recordBatchPrices(t.nobody);
  await recordBatchPrices(t.nobody);
  for (const at of [0, 1, 2, 3]) expect(await history('EUR', at)).toEqual([[scaled(at === 0 ? '18' : '16'), 1]]);
  // Without a rate there is no price in dollars, and no row.
  expect(await history('USD')).toEqual([]);
  await euroInDollars(t, '1.1', 0);
  await recordBatchPrices(t.nobody);
  expect(await history('USD')).toEqual([[scaled('19.8'), 1]]);
});

test('who follows a batch is told of a price that moved, and not of a model that left it as it was', async () => {
  await t.broadcast();
  const stream = watchBatchPrices(t.nobody, { batchId: batchIdOf(batchIds[0] ?? ''), currency: 'EUR' });
  const label = { code: 'ICVCM_CCP', validFrom: '2020-01-01', evidence: 'https://icvcm.example/1' };
  await grantProjectLabel(by.admin.ctx, { projectId: projectIdOf({ id: projectId }), ...label });
  await recordBatchPrices(t.nobody);
  await t.broadcast();
  const told = await stream.next();
  expect(told.value?.payload).toMatchObject({
    batchId: batchIds[0],
    currency: 'EUR',
    price: scaled('22.5').toString(),
    before: scaled('18').toString(),
  });
  const tick = { name: 'TICK' as const, key: '', currency: 'EUR', value: scaled('0.5'), source: 'a test' };
  await insertModel(t.db, { reason: 'Half euros', effectiveFrom: new Date(), authorId: by.admin.id }, [tick]);
  await recordBatchPrices(t.nobody);
  expect(await history()).toEqual([
    [scaled('22.5'), 2],
    [scaled('22.5'), 1],
    [scaled('18'), 1],
  ]);
  const [events] = await t.db
    .sql`select count(*)::int as count from outbox where topic = 'batchPrice' and key = ${batchIds[0] ?? ''}`;
  // In euros and dollars at first, and in both as the label came.
  expect(events).toEqual({ count: 4 });
  await stream.return?.();
});

test('history cannot be changed', async () => {
  await expect(t.db.sql`update batch_prices set price = 1`).rejects.toThrow(/append/i);
});
