import { afterAll, beforeAll, expect, test } from 'vitest';
import { tickPrice } from '../../../test/clients.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { passNotifier, startNotifier, toldTo } from '../../../test/notifications.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { cancelPriceAlert } from './cancel-price-alert.ts';
import { createPriceAlert } from './create-price-alert.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
  await startNotifier(t);
});
afterAll(() => t[Symbol.asyncDispose]());

test('ends an alert of the caller, which is told of nothing any more', async () => {
  const [ann, bob] = [await t.user('ann'), await t.user('bob')];
  const wish = { instrument: 'MCO2', currency: 'EUR', direction: 'BELOW', threshold: '8', repeats: true };
  const { id } = await createPriceAlert(ann.ctx, wish);
  const which = { priceAlertId: encodeId('PriceAlert', id) };
  await expect(cancelPriceAlert(bob.ctx, which)).rejects.toThrow(NotFound);
  expect(await cancelPriceAlert(ann.ctx, which)).toMatchObject({ status: 'CANCELLED' });
  await expect(cancelPriceAlert(ann.ctx, which)).rejects.toThrow(IllegalTransition);
  await tickPrice(t, 7);
  await passNotifier(t);
  expect(await toldTo(t, ann)).toEqual([]);
});
