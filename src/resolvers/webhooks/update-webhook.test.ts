import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { webhookIdOf, webhookOf } from '../../../test/webhooks.ts';
import { IllegalTransition, InputInvalid, NotFound } from '../errors.ts';
import { disableWebhook } from './disable-webhook.ts';
import { updateWebhook } from './update-webhook.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

test('changes what is given, pauses and resumes, also what was disabled', async () => {
  const [ann, bob] = [await t.user('ann'), await t.user('bob')];
  const { webhook } = await webhookOf(ann, 'https://hooks.example.org/a', { triggers: ['TRADE'] });
  const of = webhookIdOf(webhook);
  expect(await updateWebhook(ann.ctx, { ...of, url: 'https://hooks.example.org/b' })).toMatchObject({
    url: 'https://hooks.example.org/b',
    triggers: ['TRADE'],
    status: 'ACTIVE',
  });
  expect(await updateWebhook(ann.ctx, { ...of, triggers: null })).toMatchObject({ triggers: null });
  expect(await updateWebhook(ann.ctx, { ...of, triggers: ['DEPOSIT', 'TRADE'] })).toMatchObject({
    triggers: ['DEPOSIT', 'TRADE'],
  });
  expect(await updateWebhook(ann.ctx, { ...of, paused: true })).toMatchObject({ status: 'PAUSED' });
  expect(await updateWebhook(ann.ctx, { ...of, paused: true })).toMatchObject({ status: 'PAUSED' });
  await t.db.transact((tx) => disableWebhook(tx, t.app.config, webhook.id, 'it was gone'));
  await expect(updateWebhook(ann.ctx, { ...of, paused: true })).rejects.toThrow(IllegalTransition);
  expect(await updateWebhook(ann.ctx, { ...of, paused: false })).toMatchObject({
    status: 'ACTIVE',
    statusReason: null,
  });
  await expect(updateWebhook(bob.ctx, { ...of, paused: true })).rejects.toThrow(NotFound);
  await expect(updateWebhook(ann.ctx, { ...of, url: 'https://10.0.0.1/' })).rejects.toThrow(InputInvalid);
});
