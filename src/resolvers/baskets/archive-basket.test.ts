import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { order } from '../../../test/order-lab.ts';
import { NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { archiveBasket } from './archive-basket.ts';
import { createBasket } from './create-basket.ts';
import { basketActionsOf, myBaskets } from './read.ts';
import { updateBasket } from './update-basket.ts';

let t: TestApp;
let owner: TestUser;

beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner');
});
afterAll(() => t[Symbol.asyncDispose]());

test('nothing is ordered from what was put away, and nobody but its owner puts it away', async () => {
  const items = [{ weight: 1, criteria: { categories: ['ARR'] } }];
  const basket = await createBasket(owner.ctx, { name: 'Trees', items });
  const basketId = encodeId('Basket', basket.id);
  await expect(archiveBasket(t.nobody, { basketId })).rejects.toThrow(Unauthenticated);
  await expect(archiveBasket((await t.user('stranger')).ctx, { basketId })).rejects.toThrow(NotFound);
  expect(await basketActionsOf(owner.ctx, basket)).toEqual(['UPDATE', 'ARCHIVE']);
  const archived = await archiveBasket(owner.ctx, { basketId });
  expect(archived.archivedAt).not.toBeNull();
  expect(await basketActionsOf(owner.ctx, archived)).toEqual([]);
  expect((await myBaskets(owner.ctx, {})).items).toEqual([]);
  await expect(archiveBasket(owner.ctx, { basketId })).rejects.toThrow(NotFound);
  await expect(updateBasket(owner.ctx, { basketId, name: 'Again' })).rejects.toThrow(NotFound);
  await expect(order(owner, { basketId, quantity: '1', currency: 'EUR' })).rejects.toThrow(NotFound);
});
