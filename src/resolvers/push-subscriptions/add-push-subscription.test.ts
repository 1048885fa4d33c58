import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, subscribed } from '../../../test/browsers.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { InputInvalid, Unauthenticated } from '../errors.ts';
import { pushSubscriptionsOf, visiblePushSubscriptions } from '../notifications/settings.ts';
import { addPushSubscription } from './add-push-subscription.ts';
import { PushUnavailable } from './errors.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ PUSH_SUBSCRIPTIONS_PER_USER: '2' });
});
afterAll(() => t[Symbol.asyncDispose]());

const at = (name: string) => `https://push.example.org/${name}`;

test('a browser is kept once, the oldest is forgotten, and others do not see it', async () => {
  const [ann, bob] = [await t.user('ann'), await t.user('bob')];
  const { row: first } = await subscribed(ann, at('one'));
  const { row: again } = await subscribed(ann, at('one'));
  expect(again.id, 'its keys may change').toBe(first.id);
  await subscribed(ann, at('two'));
  await subscribed(ann, at('three'));
  const rows = await pushSubscriptionsOf(ann.ctx, ann.id);
  expect(rows.map(({ endpoint }) => endpoint)).toEqual([at('three'), at('two')]);
  expect(await visiblePushSubscriptions(bob.ctx, [rows[0]?.id ?? ''])).toEqual([null]);
  expect(await visiblePushSubscriptions(ann.ctx, [rows[0]?.id ?? ''])).toMatchObject([{ name: 'Laptop' }]);

  const { row: taken } = await subscribed(bob, at('two'));
  expect(taken.id, 'who signs in after another in a browser is pushed to').not.toBe(rows[1]?.id);
  expect((await pushSubscriptionsOf(ann.ctx, ann.id)).map(({ endpoint }) => endpoint)).toEqual([at('three')]);
});

test('refuses what no browser says, whoever is nobody, and everybody where nothing is pushed', async () => {
  const cy = await t.user('cy');
  const { wish } = openBrowser('https://127.0.0.1/push');
  await expect(addPushSubscription(cy.ctx, wish)).rejects.toThrow(InputInvalid);
  await expect(addPushSubscription(t.nobody, wish)).rejects.toThrow(Unauthenticated);
  const without = { ...cy.ctx, app: { ...t.app, pushKeys: undefined } };
  await expect(addPushSubscription(without, openBrowser(at('x')).wish)).rejects.toThrow(PushUnavailable);
});
