import { createHash, randomBytes } from 'node:crypto';

/** SHA-256 of a secret, as it is stored: a secret of 256 random bits needs no slow hash, and is found by it in constant time. */
export const hashSecret = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** A refresh token or one-time token: 256 random bits as base64url, and what is kept of it. */
export function newSecret(): { readonly secret: string; readonly hash: Buffer } {
  const secret = randomBytes(32).toString('base64url');
  return { secret, hash: hashSecret(secret) };
}
