import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import type { PushSubscriptionRow } from '../src/db/push-subscriptions.ts';
import { addPushSubscription } from '../src/resolvers/push-subscriptions/add-push-subscription.ts';
import type { TestUser } from './harness.ts';

/** The part of a browser that subscribes to pushes and reads them (RFC 8291, RFC 8188), made of the standards alone. */
export interface Browser {
  readonly wish: { readonly endpoint: string; readonly p256dh: string; readonly auth: string; readonly name: string };
  /** What a push says. Throws if it is not for this browser. */
  read(body: Buffer): Record<string, unknown>;
}

export function openBrowser(endpoint: string): Browser {
  const [pair, auth] = [createECDH('prime256v1'), randomBytes(16)];
  pair.generateKeys();
  const derive = (key: Buffer, salt: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', key, salt, info, length));
  return {
    wish: { endpoint, p256dh: pair.getPublicKey('base64url'), auth: auth.toString('base64url'), name: 'Laptop' },
    read(body) {
      const salt = body.subarray(0, 16);
      const sender = body.subarray(21, 21 + body.readUInt8(20));
      const record = body.subarray(21 + sender.length);
      const context = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), sender]);
      const secret = derive(pair.computeSecret(sender), auth, context, 32);
      const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
      const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
      const decipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(record.subarray(-16));
      const plain = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
      // One record: padding begins with a 2.
      return JSON.parse(plain.subarray(0, plain.lastIndexOf(2)).toString('utf8')) as Record<string, unknown>;
    },
  };
}

/** A browser of this user that is pushed to. */
export async function subscribed(user: TestUser, endpoint: string): Promise<Browser & { row: PushSubscriptionRow }> {
  const browser = openBrowser(endpoint);
  return { ...browser, row: await addPushSubscription(user.ctx, browser.wish) };
}
