import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { notice } from '../../../test/notifications.ts';
import { openReceiver, type Receiver } from '../../../test/receiver.ts';
import { verified, webhookIdOf, webhookOf } from '../../../test/webhooks.ts';
import { passWebhooks } from '../../workers/webhooks.ts';
import { platformContext } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { attemptsOf, visibleMessages } from './read.ts';
import { testWebhook } from './test-webhook.ts';
import { updateWebhook } from './update-webhook.ts';

let t: TestApp;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
  t = await openTestApp({ OUTSIDE_PRIVATE_HOSTS: '127.0.0.1' });
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

test('sends a message in its turn, and its log says what became of it', async () => {
  const [ann, bob] = [await t.user('ann'), await t.user('bob')];
  const { webhook, secret } = await webhookOf(ann, receiver.url, { triggers: ['TRANSFER'] });
  await notice(t, ann);
  const message = await testWebhook(ann.ctx, webhookIdOf(webhook));
  expect(message).toMatchObject({ type: 'webhook.test', state: 'WAITING' });
  await passWebhooks(platformContext(t.app, 'test'));
  expect(receiver.received.map((each) => verified(secret, each)['type'])).toEqual([
    'transfer.received',
    'webhook.test',
  ]);
  const [seen] = await visibleMessages(ann.ctx, [message.id]);
  expect(seen).toMatchObject({ state: 'DELIVERED' });
  expect(await attemptsOf(ann.ctx, message)).toMatchObject([{ status: 200, error: null }]);
  await expect(testWebhook(bob.ctx, webhookIdOf(webhook))).rejects.toThrow(NotFound);
  await updateWebhook(ann.ctx, { ...webhookIdOf(webhook), paused: true });
  await expect(testWebhook(ann.ctx, webhookIdOf(webhook))).rejects.toThrow(IllegalTransition);
});
