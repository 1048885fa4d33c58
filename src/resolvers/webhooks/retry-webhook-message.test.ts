import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { openReceiver, type Receiver } from '../../../test/receiver.ts';
import { webhookIdOf, webhookOf } from '../../../test/webhooks.ts';
import { passWebhooks } from '../../workers/webhooks.ts';
import { platformContext } from '../context.ts';
import { Forbidden, IllegalTransition, NotFound } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { dataOf, deadWebhookMessages, messagesOf } from './read.ts';
import { retryWebhookMessage } from './retry-webhook-message.ts';
import { testWebhook } from './test-webhook.ts';

let t: TestApp;
let receiver: Receiver;
beforeAll(async () => {
  receiver = await openReceiver();
  t = await openTestApp({ OUTSIDE_PRIVATE_HOSTS: '127.0.0.1', WEBHOOK_ATTEMPTS: '1', LOG_LEVEL: 'silent' });
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

test('sends what was given up again under the same id, before what waits', async () => {
  const [ann, bob] = [await t.user('ann'), await t.user('bob')];
  const ctx = platformContext(t.app, 'test');
  const { webhook } = await webhookOf(ann, receiver.url);
  receiver.answers.push(500);
  const first = await testWebhook(ann.ctx, webhookIdOf(webhook));
  await passWebhooks(ctx);
  const dead = await messagesOf(ann.ctx, webhook, { status: 'DEAD' });
  expect(dead.items).toMatchObject([{ id: first.id, attempts: 1 }]);
  await testWebhook(ann.ctx, webhookIdOf(webhook));
  const wish = { webhookMessageId: encodeId('WebhookMessage', first.id) };
  await expect(retryWebhookMessage(bob.ctx, wish)).rejects.toThrow(NotFound);
  expect(await retryWebhookMessage(ann.ctx, wish)).toMatchObject({ state: 'WAITING', attempts: 0 });
  await expect(retryWebhookMessage(ann.ctx, wish)).rejects.toThrow(IllegalTransition);
  await passWebhooks(ctx);
  const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(ids).toHaveLength(3);
  expect(ids.slice(0, 2)).toEqual([`msg_${first.id}`, `msg_${first.id}`]);
});

test('an administrator sees what was given up, not what it says, and has it sent again', async () => {
  const [cy, admin] = [await t.user('cy'), await t.user('admin', { roles: ['PLATFORM_ADMIN'] })];
  const { webhook } = await webhookOf(cy, receiver.url);
  receiver.answers.push(500);
  const { id } = await testWebhook(cy.ctx, webhookIdOf(webhook));
  await passWebhooks(platformContext(t.app, 'test'));
  await expect(deadWebhookMessages(cy.ctx, {})).rejects.toThrow(Forbidden);
  const { items } = await deadWebhookMessages(admin.ctx, {});
  expect(items).toMatchObject([{ id }]);
  const [dead] = items;
  if (!dead) throw new Error('nothing was given up');
  expect(await dataOf(admin.ctx, dead)).toBeNull();
  expect(await dataOf(cy.ctx, dead)).toContain('webhookId');
  await retryWebhookMessage(admin.ctx, { webhookMessageId: encodeId('WebhookMessage', id) });
  await passWebhooks(platformContext(t.app, 'test'));
  expect((await deadWebhookMessages(admin.ctx, {})).items).toEqual([]);
});
