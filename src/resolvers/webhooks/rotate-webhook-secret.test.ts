import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { notice } from '../../../test/notifications.ts';
import { openReceiver, type Receiver } from '../../../test/receiver.ts';
import { verified, webhookIdOf, webhookOf } from '../../../test/webhooks.ts';
import { passWebhooks } from '../../workers/webhooks.ts';
import { platformContext } from '../context.ts';
import { IllegalTransition, InputInvalid, NotFound } from '../errors.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';

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

async function nextMessage(user: { id: string }) {
  await notice(t, user);
  await passWebhooks(platformContext(t.app, 'test'));
  const last = receiver.received.at(-1);
  if (!last) throw new Error('nothing came');
  return { last, signatures: String(last.headers['webhook-signature']).split(' ') };
}

test('both secrets sign until the overlap is over, and then the new one alone', async () => {
  const [ann, bob] = [await t.user('ann'), await t.user('bob')];
  const { webhook, secret } = await webhookOf(ann, receiver.url);
  const of = webhookIdOf(webhook);
  const rotated = await rotateWebhookSecret(ann.ctx, { ...of, overlapHours: 1 });
  expect(rotated.secret).not.toBe(secret);
  const during = await nextMessage(ann);
  expect(during.signatures).toHaveLength(2);
  for (const each of [secret, rotated.secret])
    expect(verified(each, during.last)).toMatchObject({ type: 'transfer.received' });

  await t.db.sql`update webhook_endpoints set previous_until = now()`;
  const after = await nextMessage(ann);
  expect(after.signatures).toHaveLength(1);
  verified(rotated.secret, after.last);
  expect(() => verified(secret, after.last)).toThrow('No matching signature');

  const third = await rotateWebhookSecret(ann.ctx, { ...of, overlapHours: 0 });
  const alone = await nextMessage(ann);
  expect(alone.signatures).toHaveLength(1);
  verified(third.secret, alone.last);
  await expect(rotateWebhookSecret(bob.ctx, of)).rejects.toThrow(NotFound);
  await expect(rotateWebhookSecret(ann.ctx, { ...of, overlapHours: 169 })).rejects.toThrow(InputInvalid);
});

test('of two at once one is given', async () => {
  const cy = await t.user('cy');
  const { webhook } = await webhookOf(cy, receiver.url);
  const tried = await Promise.allSettled([1, 2].map(() => rotateWebhookSecret(cy.ctx, webhookIdOf(webhook))));
  const refused = tried.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  for (const { reason } of refused) expect(reason).toBeInstanceOf(IllegalTransition);
  const given = tried.flatMap((each) => (each.status === 'fulfilled' ? [each.value.secret] : [])).at(-1) ?? '';
  const { last } = await nextMessage(cy);
  if (refused.length > 0) verified(given, last);
});
