import { createPrivateKey, createPublicKey, randomUUID } from 'node:crypto';
import { importPKCS8, importSPKI, jwtVerify, SignJWT, errors, exportJWK } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Viewer } from '../context.ts';

/** Signs and checks access tokens: JWT (RFC 7519) with EdDSA over Ed25519 (RFC 8037). */
export interface TokenSigner {
  /** A token for the user's session, and when it ends. */
  sign(userId: string, sessionId: string): Promise<{ token: string; expiresAt: Date }>;
  /** Who the token is for; undefined if it is not ours, altered, expired, or its session was ended. */
  verify(token: string): Promise<Viewer | undefined>;
  /** Refuses a session's tokens from now on, although they have not expired. */
  revoke(sessionId: string): void;
}

export interface TokenOptions {
  readonly privateKeyPem: string;
  readonly issuer: string;
  readonly audience: string;
  readonly ttlS: number;
}

const VERIFIED_TOKENS = 50_000;

export async function createTokenSigner(options: TokenOptions): Promise<TokenSigner> {
  const privateKey = await importPKCS8(options.privateKeyPem, 'EdDSA');
  const publicPem = createPublicKey(createPrivateKey(options.privateKeyPem)).export({ type: 'spki', format: 'pem' });
  const publicKey = await importSPKI(publicPem.toString(), 'EdDSA', { extractable: true });
  const kid = ((await exportJWK(publicKey)).x ?? '').slice(0, 16);
  // A signature is checked once a token, not once a request. The clock and the revocations are checked every time.
  const verified = new LRUCache<string, Viewer>({ max: VERIFIED_TOKENS });
  const revoked = new LRUCache<string, true>({ max: VERIFIED_TOKENS, ttl: options.ttlS * 1000 });

  async function check(token: string): Promise<Viewer | undefined> {
    try {
      const { payload } = await jwtVerify(token, publicKey, {
        algorithms: ['EdDSA'],
        issuer: options.issuer,
        audience: options.audience,
        requiredClaims: ['sub', 'jti', 'exp', 'sid'],
      });
      const { sub, sid, exp } = payload;
      if (typeof sub !== 'string' || typeof sid !== 'string' || exp === undefined) return undefined;
      return { userId: sub, sessionId: sid, expiresAt: new Date(exp * 1000) };
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  return {
    async sign(userId, sessionId) {
      const expiresAt = new Date((Math.floor(Date.now() / 1000) + options.ttlS) * 1000);
      const token = await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid })
        .setSubject(userId)
        .setIssuer(options.issuer)
        .setAudience(options.audience)
        .setJti(randomUUID())
        .setIssuedAt()
        .setExpirationTime(expiresAt)
        .sign(privateKey);
      return { token, expiresAt };
    },
    async verify(token) {
      if (token.length > 2_000) return undefined;
      const viewer = verified.get(token) ?? (await check(token));
      if (!viewer || viewer.expiresAt.getTime() <= Date.now() || revoked.has(viewer.sessionId)) return undefined;
      verified.set(token, viewer);
      return viewer;
    },
    revoke: (sessionId) => void revoked.set(sessionId, true),
  };
}
