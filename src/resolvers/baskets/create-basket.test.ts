import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { openOrderLab, order, type OrderLab } from '../../../test/order-lab.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { selectBasketItems } from '../../db/baskets.ts';
import { selectOrderLines } from '../../db/order-writes.ts';
import { Forbidden, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { decodeId, encodeId } from '../ids.ts';
import { NotEnoughOffered } from '../orders/errors.ts';
import { archiveBasket } from './archive-basket.ts';
import { createBasket } from './create-basket.ts';
import { TooManyBaskets } from './errors.ts';
import { myBaskets, publicBaskets, visibleBaskets } from './read.ts';

let t: TestApp;
let lab: OrderLab;
let [buyer, admin] = [] as unknown as [TestUser, TestUser];

beforeAll(async () => {
  t = await openTestApp({ BASKET_ITEMS: '3', BASKETS_PER_OWNER: '6' });
  lab = await openOrderLab(t);
  buyer = await t.user('buyer');
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const item = (weight: number, criteria: object) => ({ weight, criteria });
const wish = (given: object = {}) => ({
  name: 'Half forests, half peat',
  items: [item(1, { categories: ['ARR'] }), item(1, { categories: ['WRC'], vintageFrom: 2020 })],
  ...given,
});
const basketIdOf = ({ id }: { readonly id: string }) => encodeId('Basket', id);

test('keeps kinds of credits with their weights, for its owner’s eyes', async () => {
  const basket = await createBasket(buyer.ctx, wish({ description: 'For our flights' }));
  expect(basket).toMatchObject({ createdBy: buyer.id, name: 'Half forests, half peat', isPublic: false });
  expect(await selectBasketItems(t.db, [basket.id])).toMatchObject([
    { position: 0, weight: 1, criteria: { categories: ['ARR'] } },
    { position: 1, weight: 1, criteria: { categories: ['WRC'], vintageFrom: 2020 } },
  ]);
  expect((await myBaskets(buyer.ctx, {})).items.map(({ id }) => id)).toEqual([basket.id]);
  expect(await visibleBaskets(buyer.ctx, [basket.id])).toMatchObject([{ id: basket.id }]);
  expect(await visibleBaskets(admin.ctx, [basket.id])).toEqual([null]);
  await archiveBasket(buyer.ctx, { basketId: basketIdOf(basket) });
});

test('refuses strangers, empty and overfull ones, and what says nothing', async () => {
  await expect(createBasket(t.nobody, wish())).rejects.toThrow(Unauthenticated);
  const broken = [
    wish({ name: ' ' }),
    wish({ items: [] }),
    wish({ items: [item(0, { categories: ['ARR'] })] }),
    wish({ items: [item(1, {})] }),
    wish({ items: Array.from({ length: 4 }, () => item(1, { categories: ['ARR'] })) }),
    wish({ items: [item(1, { vintageFrom: 2021, vintageTo: 2019 })] }),
  ];
  for (const each of broken) await expect(createBasket(buyer.ctx, each)).rejects.toThrow(InputInvalid);
});

test('only the platform offers one to everybody, and none of an organization', async () => {
  const founder = await t.user('founder', { roles: ['ENTERPRISE_USER'] });
  const { organizationId } = await foundedBy(t, founder);
  await expect(createBasket(buyer.ctx, wish({ isPublic: true }))).rejects.toThrow(Forbidden);
  await expect(createBasket(buyer.ctx, wish({ organizationId }))).rejects.toThrow(Forbidden);
  await expect(createBasket(founder.ctx, wish({ organizationId, isPublic: true }))).rejects.toThrow(InputInvalid);
  const theirs = await createBasket(founder.ctx, wish({ organizationId }));
  expect(theirs.organizationId).toBe(decodeId(organizationId)?.id);
  expect((await myBaskets(founder.ctx, { organizationId })).items).toHaveLength(1);
  const open = await createBasket(admin.ctx, wish({ isPublic: true }));
  expect((await publicBaskets(t.nobody, {})).items.map(({ id }) => id)).toEqual([open.id]);
  expect(await visibleBaskets(buyer.ctx, [open.id])).toMatchObject([{ id: open.id }]);
});

test('an owner keeps no more than the limit', async () => {
  const keeper = await t.user('keeper');
  for (let i = 0; i < 6; i += 1) await createBasket(keeper.ctx, wish());
  await expect(createBasket(keeper.ctx, wish())).rejects.toThrow(TooManyBaskets);
});

test('an order of any size is made from it by the weights, in whole tonnes by largest remainder', async () => {
  const batches = [];
  for (const category of ['ARR', 'REDD', 'WRC']) {
    const batchId = await lab.batch({ project: { category } });
    await lab.offer(batchId, 100n, { price: { fixed: '8.00' } });
    batches.push(batchId);
  }
  const items = batches.map((batchId, i) => item([5, 3, 2][i] ?? 0, { batchIds: [encodeId('CreditBatch', batchId)] }));
  const basket = await createBasket(buyer.ctx, wish({ items }));
  const from = { basketId: basketIdOf(basket), currency: 'EUR' };
  const ordered = await order(buyer, { ...from, quantity: '11' });
  expect(ordered).toMatchObject({ source: 'BASKET', sourceId: basket.id, quantity: 11n, total: 88_00n });
  const lines = await selectOrderLines(t.db, [ordered.id]);
  // 5.5, 3.3 and 2.2 tonnes.
  expect(lines.map(({ batchId, quantity }) => [batchId, quantity])).toEqual([
    [batches[0], 6n],
    [batches[1], 3n],
    [batches[2], 2n],
  ]);
  await expect(order(buyer, { ...from, quantity: '500' })).rejects.toThrow(NotEnoughOffered);
  expect(await order(buyer, { ...from, quantity: '500', fill: 'PARTIAL' })).toMatchObject({ quantity: 289n });
  await expect(order(await t.user('stranger'), { ...from, quantity: '1' })).rejects.toThrow(NotFound);
  expect(await lab.faultsInBooks()).toEqual([]);
});

test('two kinds that are filled from one offer do not take it twice', async () => {
  const batchId = await lab.batch({ vintage: 2031 });
  await lab.offer(batchId, 10n, { price: { fixed: '8.00' } });
  const only = { batchIds: [encodeId('CreditBatch', batchId)] };
  const basket = await createBasket(buyer.ctx, wish({ items: [item(1, only), item(1, only)] }));
  const from = { basketId: basketIdOf(basket), currency: 'EUR' };
  await expect(order(buyer, { ...from, quantity: '12' })).rejects.toMatchObject({ available: 10n });
  expect(await order(buyer, { ...from, quantity: '10' })).toMatchObject({ quantity: 10n });
  expect(await lab.faultsInBooks()).toEqual([]);
});
