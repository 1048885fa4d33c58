import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { notice, toldTo } from '../../../test/notifications.ts';
import { webhookOf } from '../../../test/webhooks.ts';
import { disableWebhook } from './disable-webhook.ts';
import { myWebhooks } from './read.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('tells the owner once why, also over their other webhooks, and writes nothing for it any more', async () => {
  const ann = await t.user('ann');
  const { webhook } = await webhookOf(ann, 'https://hooks.example.org/secret-path');
  const { webhook: other } = await webhookOf(ann, 'https://others.example.org/');
  await t.db.transact((tx) => disableWebhook(tx, t.app.config, webhook.id, 'it took nothing'));
  await t.db.transact((tx) => disableWebhook(tx, t.app.config, webhook.id, 'again'));
  const seen = (await myWebhooks(ann.ctx, {})).find(({ id }) => id === webhook.id);
  expect(seen).toMatchObject({ status: 'DISABLED', statusReason: 'it took nothing' });
  const facts = { host: 'https://hooks.example.org', reason: 'it took nothing' };
  expect(await toldTo(t, ann)).toMatchObject([{ kind: 'WEBHOOK_DISABLED', facts, subjectId: webhook.id }]);
  await notice(t, ann);
  const rows = await t.db.sql<{ endpointId: string; type: string }[]>`
    select endpoint_id, type from webhook_messages order by position`;
  expect(rows).toEqual([
    { endpointId: other.id, type: 'webhook.disabled' },
    { endpointId: other.id, type: 'transfer.received' },
  ]);
});
