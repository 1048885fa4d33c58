import { createECDH, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { newPushKey, pushKeysOf } from './keys.ts';
import { pushSubscriptionInput } from './rules.ts';

const browser = createECDH('prime256v1');
browser.generateKeys();
const wish = {
  endpoint: 'https://push.example.org/abc',
  p256dh: browser.getPublicKey('base64url'),
  auth: randomBytes(16).toString('base64url'),
  name: 'Laptop',
};

test('what a browser says is taken', () => {
  const read = pushSubscriptionInput([]).parse(wish);
  expect(read.p256dh).toHaveLength(65);
  expect(read.auth).toHaveLength(16);
});

test('what no browser says is not', () => {
  const offCurve = Buffer.concat([Buffer.from([4]), randomBytes(64)]).toString('base64url');
  for (const wrong of [
    { endpoint: 'http://push.example.org/abc' },
    { endpoint: 'https://10.0.0.1/abc' },
    { p256dh: offCurve },
    { p256dh: randomBytes(64).toString('base64url') },
    { p256dh: browser.getPublicKey('base64url', 'compressed') },
    { auth: randomBytes(15).toString('base64url') },
    { auth: '"' },
    { name: 'a\nb' },
    { name: '' },
  ]) {
    expect(pushSubscriptionInput([]).safeParse({ ...wish, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  }
});

test('a private key has one public key', () => {
  const key = newPushKey();
  expect(key).toHaveLength(43);
  expect(Buffer.from(pushKeysOf(key).publicKey, 'base64url')).toHaveLength(65);
  expect(pushKeysOf(key)).toEqual(pushKeysOf(key));
});
