import { createECDH } from 'node:crypto';

/** With what the platform signs pushes (VAPID, RFC 8292): both keys on P-256, as base64url. */
export interface PushKeys {
  /** What browsers subscribe with. */
  readonly publicKey: string;
  readonly privateKey: string;
}

export const newPushKey = (): string => {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  // Leading zeros are a part of it.
  return Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()])
    .subarray(-32)
    .toString('base64url');
};

/** The pair of a private key. Throws an Error for what is none. */
export function pushKeysOf(privateKey: string): PushKeys {
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  return { publicKey: pair.getPublicKey().toString('base64url'), privateKey };
}
