import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { notice, toldTo } from '../../test/notifications.ts';
import { jsonOf, openReceiver, type Received, type Receiver } from '../../test/receiver.ts';
import { skipWebhookPauses, verified, webhookOf } from '../../test/webhooks.ts';
import { type Context, platformContext } from '../resolvers/context.ts';
import { attemptsOf, messagesOf, myWebhooks } from '../resolvers/webhooks/read.ts';
import { passWebhooks } from './webhooks.ts';

let t: TestApp;
let ctx: Context;
let receiver: Receiver;
let meanwhile: (request: Received) => Promise<void> | void = () => {};
beforeAll(async () => {
  receiver = await openReceiver((request) => meanwhile(request));
  t = await openTestApp({
    OUTSIDE_PRIVATE_HOSTS: '127.0.0.1',
    WEBHOOK_ATTEMPTS: '3',
    WEBHOOK_BURST: '3',
    WEBHOOK_TIMEOUT_MS: '2000',
    WEBHOOK_QUEUE: '5',
    LOG_LEVEL: 'silent',
  });
  ctx = platformContext(t.app, 'test');
});
afterEach(() => {
  receiver.received.length = 0;
  receiver.answers.length = 0;
  meanwhile = () => {};
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const amounts = () =>
  receiver.received.map((each) => (jsonOf(each)['data'] as { facts: { amount: string } }).facts.amount);
const only = async (user: TestUser) => {
  const [webhook] = await myWebhooks(user.ctx, {});
  if (!webhook) throw new Error('there is none');
  return webhook;
};

test('messages come signed, in order, and each once', async () => {
  const ann = await t.user('ann');
  const { secret } = await webhookOf(ann, `${receiver.url}/ann`);
  for (const amount of ['1', '2', '3', '4']) await notice(t, ann, amount);
  expect(await passWebhooks(ctx), 'a burst, and there may be more').toBe(true);
  expect(amounts()).toEqual(['1', '2', '3']);
  expect(await passWebhooks(ctx)).toBe(false);
  expect(await passWebhooks(ctx)).toBe(false);
  expect(amounts()).toEqual(['1', '2', '3', '4']);
  for (const each of receiver.received) expect(verified(secret, each)).toMatchObject({ type: 'transfer.received' });
  const [first] = receiver.received;
  if (!first) throw new Error('nothing came');
  const altered = { ...first, body: Buffer.from(first.body.toString().replace('"1"', '"9"')) };
  expect(() => verified(secret, altered)).toThrow('No matching signature');
  const { failingSince, lastDeliveredAt } = await only(ann);
  expect([failingSince, lastDeliveredAt === null]).toEqual([null, false]);
});

test('what is not taken holds back what follows, and is given up in the end', async () => {
  const bob = await t.user('bob');
  const { webhook } = await webhookOf(bob, `${receiver.url}/bob`);
  for (const amount of ['1', '2']) await notice(t, bob, amount);
  receiver.answers.push(500, 302);
  await passWebhooks(ctx);
  await passWebhooks(ctx);
  expect(amounts(), 'not before the pause is over').toEqual(['1']);
  expect((await only(bob)).failingSince).not.toBeNull();
  await skipWebhookPauses(t);
  await passWebhooks(ctx);
  await skipWebhookPauses(t);
  receiver.answers.push(404);
  await passWebhooks(ctx);
  expect(amounts()).toEqual(['1', '1', '1']);
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  await skipWebhookPauses(t);
  await passWebhooks(ctx);
  expect(amounts()).toEqual(['1', '1', '1', '2']);
  const { items } = await messagesOf(bob.ctx, webhook, {});
  expect(items.map(({ state, attempts }) => [state, attempts])).toEqual([
    ['DELIVERED', 1],
    ['DEAD', 3],
  ]);
  const attempts = await attemptsOf(bob.ctx, items[1] as (typeof items)[number]);
  expect(attempts.map(({ status, error }) => [status, error])).toEqual([
    [500, 'answered 500'],
    [302, 'answered 302'],
    [404, 'answered 404'],
  ]);
});

test('a slow receiver holds up nobody else, and no second process sends to it meanwhile', async () => {
  const [cy, dan] = [await t.user('cy'), await t.user('dan')];
  await webhookOf(cy, `${receiver.url}/slow`);
  await webhookOf(dan, `${receiver.url}/quick`);
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen = Promise.withResolvers<void>();
  meanwhile = async ({ path }) => {
    if (path !== '/slow') return;
    seen.resolve();
    await promise;
  };
  await notice(t, cy);
  const slow = passWebhooks(ctx);
  await seen.promise;
  await notice(t, dan);
  await notice(t, cy, '6');
  await passWebhooks(ctx);
  expect(receiver.received.map(({ path }) => path)).toEqual(['/slow', '/quick']);
  resolve();
  await slow;
  await passWebhooks(ctx);
  expect(
    receiver.received.map(({ path }) => path),
    'what came while it was slow',
  ).toEqual(['/slow', '/quick', '/slow']);
});

test('one that is gone, takes nothing for days, or lets too much wait is disabled, and its owner told', async () => {
  const [eve, fay, gil] = [await t.user('eve'), await t.user('fay'), await t.user('gil')];
  for (const user of [eve, fay, gil]) await webhookOf(user, `${receiver.url}/${user.username}`);
  await notice(t, eve);
  receiver.answers.push(410);
  await passWebhooks(ctx);
  expect(await only(eve)).toMatchObject({ status: 'DISABLED', statusReason: 'it answered that it is gone (410)' });

  await notice(t, fay);
  await t.db.sql`update webhook_endpoints set failing_since = now() - interval '6 days' where owner_id = ${fay.id}`;
  receiver.answers.push(500);
  await passWebhooks(ctx);
  expect(await only(fay)).toMatchObject({ status: 'DISABLED', statusReason: 'it took nothing for 144 hours' });
  expect((await toldTo(t, fay)).at(-1)).toMatchObject({ kind: 'WEBHOOK_DISABLED' });

  for (let message = 0; message < 7; message += 1) await notice(t, gil);
  receiver.answers.push(500);
  await passWebhooks(ctx);
  expect(await only(gil)).toMatchObject({ status: 'DISABLED', statusReason: 'more than 5 messages wait' });
});

test('an endpoint whose name leads inside is not called', async () => {
  const hal = await t.user('hal');
  const { webhook } = await webhookOf(hal, 'https://hooks.example.org/');
  const { port } = new URL(receiver.url);
  await t.db.sql`update webhook_endpoints set url = ${`https://localhost:${port}/`} where id = ${webhook.id}`;
  await notice(t, hal);
  await passWebhooks(ctx);
  expect(receiver.received).toEqual([]);
  const { items } = await messagesOf(hal.ctx, webhook, {});
  expect(await attemptsOf(hal.ctx, items[0] as (typeof items)[number])).toMatchObject([
    { status: null, error: 'the host is not public' },
  ]);
});
