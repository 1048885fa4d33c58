import { afterAll, beforeAll, expect, test } from 'vitest';
import { tickPrice } from '../../../test/clients.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { passNotifier, startNotifier, toldTo } from '../../../test/notifications.ts';
import { InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { createPriceAlert } from './create-price-alert.ts';
import { TooManyPriceAlerts } from './errors.ts';
import { myPriceAlerts, visiblePriceAlerts } from './read.ts';

let t: TestApp;
let ann: TestUser;
beforeAll(async () => {
  t = await openTestApp({ PRICE_ALERTS_PER_USER: '3' });
  await startNotifier(t);
  ann = await t.user('ann');
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = (more: object = {}) => ({
  instrument: 'MCO2',
  currency: 'EUR',
  direction: 'ABOVE',
  threshold: '8',
  ...more,
});

test('is told as the price passes, once or each time, and not where the price trembles', async () => {
  const once = await createPriceAlert(ann.ctx, wish());
  const each = await createPriceAlert(ann.ctx, wish({ repeats: true, marginBps: 1_000 }));
  const other = await createPriceAlert(ann.ctx, wish({ instrument: 'EUA' }));
  expect([once.armed, each.armed, other.armed]).toEqual([true, true, true]);
  for (const price of [7, 8, 9, 8]) await tickPrice(t, price);
  await passNotifier(t);
  for (const price of [7, 8]) await tickPrice(t, price);
  await passNotifier(t);
  const told = await toldTo(t, ann);
  expect(told.map(({ kind, subjectId }) => [kind, subjectId])).toEqual([
    ['PRICE_ROSE', once.id],
    ['PRICE_ROSE', each.id],
    ['PRICE_ROSE', each.id],
  ]);
  expect(told[0]?.facts).toEqual({ instrument: 'MCO2', price: '8.00', threshold: '8.00', currency: 'EUR' });
  const { items } = await myPriceAlerts(ann.ctx, {});
  expect(items.map(({ status, fired }) => [status, fired])).toEqual([
    ['ACTIVE', 0],
    ['ACTIVE', 2],
    ['FIRED', 1],
  ]);
});

test('where the price is beyond already, it is told once it came back and passes again', async () => {
  const bob = await t.user('bob');
  await t.db.sql`
    insert into price_latest (instrument, currency, price, as_of, seen_at, source, session, market_open)
    values ('ETH', 'USD', 3000 * 10 ^ 18::numeric, now(), now(), 'TEST', null, true)`;
  const below = { instrument: 'ETH', currency: 'USD', direction: 'BELOW' };
  expect(await createPriceAlert(bob.ctx, { ...below, threshold: '3000' })).toMatchObject({ armed: false });
  expect(await createPriceAlert(bob.ctx, { ...below, threshold: '2999.99' })).toMatchObject({ armed: true });
});

test('only so many are in force, also when they are set at once; nobody sees those of others', async () => {
  const [cy, dan] = [await t.user('cy'), await t.user('dan')];
  const tried = await Promise.allSettled(Array.from({ length: 6 }, () => createPriceAlert(cy.ctx, wish())));
  expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  await expect(createPriceAlert(cy.ctx, wish())).rejects.toThrow(TooManyPriceAlerts);
  const [first] = (await myPriceAlerts(cy.ctx, { first: 1 })).items;
  expect(await visiblePriceAlerts(dan.ctx, [first?.id ?? ''])).toEqual([null]);
});

test('refuses what is not there and what cannot be', async () => {
  const missing = wish({ instrument: null, batchId: encodeId('CreditBatch', ann.id) });
  await expect(createPriceAlert(ann.ctx, missing)).rejects.toThrow(NotFound);
  await expect(createPriceAlert(ann.ctx, { ...missing, currency: 'ETH' })).rejects.toThrow(InputInvalid);
  await expect(createPriceAlert(ann.ctx, wish({ instrument: null }))).rejects.toThrow(InputInvalid);
  await expect(createPriceAlert(ann.ctx, wish({ threshold: '0' }))).rejects.toThrow(InputInvalid);
  await expect(createPriceAlert(t.nobody, wish())).rejects.toThrow(Unauthenticated);
});
