import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { notice } from '../../../test/notifications.ts';
import { openReceiver, type Receiver } from '../../../test/receiver.ts';
import { webhookIdOf, webhookOf } from '../../../test/webhooks.ts';
import { passWebhooks } from '../../workers/webhooks.ts';
import { platformContext } from '../context.ts';
import { NotFound } from '../errors.ts';
import { deleteWebhook } from './delete-webhook.ts';
import { myWebhooks, visibleMessages } from './read.ts';

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

test('ends it with its secret, and sends nothing that waits', async () => {
  const [ann, bob] = [await t.user('ann'), await t.user('bob')];
  const { webhook } = await webhookOf(ann, receiver.url);
  await notice(t, ann);
  await expect(deleteWebhook(bob.ctx, webhookIdOf(webhook))).rejects.toThrow(NotFound);
  await deleteWebhook(ann.ctx, webhookIdOf(webhook));
  await expect(deleteWebhook(ann.ctx, webhookIdOf(webhook))).rejects.toThrow(NotFound);
  expect(await myWebhooks(ann.ctx, {})).toEqual([]);
  const [kept] = await t.db.sql<{ secret: Buffer; message: string }[]>`
    select e.secret, m.id as message from webhook_endpoints e join webhook_messages m on m.endpoint_id = e.id`;
  expect(kept?.secret).toHaveLength(0);
  expect(await visibleMessages(ann.ctx, [kept?.message ?? ''])).toEqual([null]);
  await passWebhooks(platformContext(t.app, 'test'));
  expect(receiver.received).toEqual([]);
});
