import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { type BasketRow, selectBasketItems } from '../../db/baskets.ts';
import { Forbidden, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { createBasket } from './create-basket.ts';
import { updateBasket } from './update-basket.ts';

let t: TestApp;
let [owner, admin] = [] as unknown as [TestUser, TestUser];

beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['ENTERPRISE_USER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const items = [{ weight: 1, criteria: { categories: ['ARR'] } }];
const made = (by: TestUser, given: object = {}) => createBasket(by.ctx, { name: 'Trees', items, ...given });
const wish = ({ id }: BasketRow, given: object = {}) => ({ basketId: encodeId('Basket', id), ...given });

test('changes what is given and leaves the rest, and its items are replaced together', async () => {
  const basket = await made(owner, { description: 'Only trees' });
  const renamed = await updateBasket(owner.ctx, wish(basket, { name: 'More trees' }));
  expect(renamed).toMatchObject({ name: 'More trees', description: 'Only trees' });
  expect(await selectBasketItems(t.db, [basket.id])).toHaveLength(1);
  const others = [
    { weight: 3, criteria: { countries: ['BR'] } },
    { weight: 1, criteria: { categories: ['WRC'] } },
  ];
  await updateBasket(owner.ctx, wish(basket, { items: others }));
  expect(await selectBasketItems(t.db, [basket.id])).toMatchObject(others);
});

test('is its owner’s to do, and what everybody sees is the platform’s', async () => {
  const basket = await made(owner);
  await expect(updateBasket(t.nobody, wish(basket))).rejects.toThrow(Unauthenticated);
  await expect(updateBasket(admin.ctx, wish(basket, { name: 'Mine' }))).rejects.toThrow(NotFound);
  await expect(updateBasket(owner.ctx, wish(basket, { isPublic: true }))).rejects.toThrow(Forbidden);
  await expect(updateBasket(owner.ctx, wish(basket, { items: [] }))).rejects.toThrow(InputInvalid);
  const open = await made(admin);
  expect(await updateBasket(admin.ctx, wish(open, { isPublic: true }))).toMatchObject({ isPublic: true });
  const { organizationId } = await foundedBy(t, owner, [admin, 'FINANCE']);
  const theirs = await made(owner, { organizationId });
  expect(await updateBasket(admin.ctx, wish(theirs, { name: 'Ours' }))).toMatchObject({ name: 'Ours' });
  await expect(updateBasket(admin.ctx, wish(theirs, { isPublic: true }))).rejects.toThrow(InputInvalid);
});
