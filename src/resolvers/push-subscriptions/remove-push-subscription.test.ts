import { afterAll, beforeAll, expect, test } from 'vitest';
import { subscribed } from '../../../test/browsers.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { pushSubscriptionsOf } from '../notifications/settings.ts';
import { removePushSubscription } from './remove-push-subscription.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('forgets a browser of the caller, and none of others', async () => {
  const [ann, bob] = [await t.user('ann'), await t.user('bob')];
  const { row } = await subscribed(ann, 'https://push.example.org/one');
  const wish = { pushSubscriptionId: encodeId('PushSubscription', row.id) };
  await expect(removePushSubscription(bob.ctx, wish)).rejects.toThrow(NotFound);
  await expect(removePushSubscription(t.nobody, wish)).rejects.toThrow(Unauthenticated);
  expect(await removePushSubscription(ann.ctx, wish)).toEqual({ id: row.id });
  await expect(removePushSubscription(ann.ctx, wish)).rejects.toThrow(NotFound);
  expect(await pushSubscriptionsOf(ann.ctx, ann.id)).toEqual([]);
});
