import { createPublicKey } from 'node:crypto';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { subscribed } from '../../test/browsers.ts';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { deliveriesTo, notice, skipPauses } from '../../test/notifications.ts';
import { openReceiver, type Receiver } from '../../test/receiver.ts';
import { type Context, platformContext } from '../resolvers/context.ts';
import { pushSubscriptionsOf } from '../resolvers/notifications/settings.ts';
import { updateNotificationSettings } from '../resolvers/notifications/update-notification-settings.ts';
import { passNotificationPush } from './notification-push.ts';

let t: TestApp;
let ctx: Context;
let service: Receiver;
beforeAll(async () => {
  service = await openReceiver();
  t = await openTestApp({ OUTSIDE_PRIVATE_HOSTS: '127.0.0.1', LOG_LEVEL: 'silent' });
  ctx = platformContext(t.app, 'test');
});
afterAll(async () => {
  await t[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
});

const states = async (user: { id: string }) => (await deliveriesTo(t, user)).map(({ state }) => state);

test('each browser gets what it alone can read, signed by the key that it subscribed with', async () => {
  const ann = await t.user('ann');
  const [one, two] = [await subscribed(ann, `${service.url}/one`), await subscribed(ann, `${service.url}/two`)];
  await updateNotificationSettings(ann.ctx, { language: 'DE' });
  await notice(t, ann, '1234.5');
  await passNotificationPush(ctx);
  const [first, second] = service.received.toSorted((a, b) => a.path.localeCompare(b.path));
  if (!first || !second) throw new Error('nothing was pushed');
  expect(one.read(first.body)).toMatchObject({ title: 'Sie haben 1.234,5 EUR erhalten' });
  expect(two.read(second.body)).toMatchObject({ title: 'Sie haben 1.234,5 EUR erhalten' });
  expect(() => one.read(second.body)).toThrow('authenticate');
  expect(first.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '86400', urgency: 'normal' });
  expect(String(first.headers['topic'])).toMatch(/^[\da-f]{32}$/);
  await expectSigned(String(first.headers.authorization));
  expect(await states(ann)).toEqual(['SENT', 'SENT']);
});

/** RFC 8292: a token for the push service, signed by the key that is given beside it. */
async function expectSigned(authorization: string): Promise<void> {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  expect(key).toBe(t.app.pushKeys?.publicKey);
  const point = Buffer.from(key, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const { payload } = await jwtVerify(token, createPublicKey({ key: jwk, format: 'jwk' }), { audience: service.url });
  expect(payload.sub).toBe(t.app.config.VAPID_SUBJECT);
  expect(decodeProtectedHeader(token).alg).toBe('ES256');
}

test('a browser that has ended its subscription is forgotten; a service that fails is tried again', async () => {
  const bob = await t.user('bob');
  const { row } = await subscribed(bob, `${service.url}/bob`);
  await notice(t, bob);
  service.answers.push(500);
  await passNotificationPush(ctx);
  expect(await states(bob)).toEqual(['WAITING']);
  await skipPauses(t);
  service.answers.push(410);
  await passNotificationPush(ctx);
  expect(await states(bob)).toEqual(['SKIPPED']);
  expect(await pushSubscriptionsOf(bob.ctx, bob.id)).toEqual([]);
  await notice(t, bob);
  expect(await deliveriesTo(t, bob), 'nothing is written for it any more').toMatchObject([{ targetId: row.id }]);
});

test('what leads inside is refused for good, and nobody is called', async () => {
  const cy = await t.user('cy');
  const { row } = await subscribed(cy, 'https://push.example.org/cy');
  await t.db
    .sql`update push_subscriptions set endpoint = ${service.url.replace('127.0.0.1', 'localhost')} where id = ${row.id}`;
  await notice(t, cy);
  const before = service.received.length;
  await passNotificationPush(ctx);
  expect(await deliveriesTo(t, cy)).toMatchObject([{ state: 'DEAD', attempts: 1 }]);
  expect(service.received).toHaveLength(before);
});
