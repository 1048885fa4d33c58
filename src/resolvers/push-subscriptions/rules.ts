import { createECDH } from 'node:crypto';
import { z } from 'zod';
import { line } from '../input.ts';
import { outsideUrl } from '../webhooks/rules.ts';

const base64url = (bytes: number) =>
  z.string().transform((value, ctx) => {
    const read = /^[\w+/=-]{1,200}$/.test(value) ? Buffer.from(value, 'base64url') : undefined;
    if (read?.length === bytes) return read;
    ctx.addIssue(`is not ${bytes} bytes as base64url`);
    return z.NEVER;
  });

/** A key that is not a point of the curve would make every push fail. */
function isOnCurve(key: Buffer): boolean {
  try {
    const own = createECDH('prime256v1');
    own.generateKeys();
    own.computeSecret(key);
    return true;
  } catch {
    return false;
  }
}

/** What a browser says of its subscription (`PushSubscription.toJSON()`). */
export const pushSubscriptionInput = (privateHosts: readonly string[]) =>
  z.object({
    endpoint: outsideUrl(privateHosts),
    p256dh: base64url(65).refine((key) => key[0] === 4 && isOnCurve(key), 'is not a public key on P-256'),
    auth: base64url(16),
    name: line(1, 80),
  });
