import { LRUCache } from 'lru-cache';
import type { Config } from '../../config.ts';
import { selectLiveApiKey, updateApiKeyUsed } from '../../db/api-keys.ts';
import type { Db } from '../../db/client.ts';
import type { Viewer } from '../context.ts';
import { hashSecret } from '../sessions/secrets.ts';
import { networkOf } from '../throttle-keys.ts';
import { isSecretOf, readToken } from './rules.ts';

/** Checks API keys, as the token signer checks access tokens. */
export interface ApiKeys {
  /** In whose name the key calls; undefined if it is none, altered, expired or revoked. */
  verify(token: string, address: string): Promise<Viewer | undefined>;
  /** Refuses a key from now on, in this process. */
  revoke(keyId: string): void;
}

/** How long a key is believed without a look into the database, and how exact the time of its last use is. */
const LOOK_EVERY_S = 60;
const KNOWN_KEYS = 50_000;

/**
 * A key is looked up once a minute, not once a request; one that is revoked meanwhile is told of by `revoke`. Whoever tries
 * keys that are none is not asked for after RATE_LIMIT_STRICT of them in a minute.
 */
export function createApiKeys(db: Db, config: Pick<Config, 'RATE_LIMIT_STRICT'>): ApiKeys {
  const ttl = LOOK_EVERY_S * 1_000;
  // By the hash: a secret is not kept longer than its request.
  const known = new LRUCache<string, Viewer>({ max: KNOWN_KEYS, ttl });
  // Longer than an answer of the database can be on its way.
  const revoked = new LRUCache<string, true>({ max: KNOWN_KEYS, ttl: 2 * ttl });
  const failures = new LRUCache<string, number>({ max: KNOWN_KEYS, ttl });

  async function look(keyId: string, secret: string): Promise<Viewer | undefined> {
    const row = await selectLiveApiKey(db, keyId);
    if (!isSecretOf(secret, row?.secretHash) || !row) return undefined;
    await updateApiKeyUsed(db, keyId, LOOK_EVERY_S);
    const { userId, organizationId, expiresAt, scopes } = row;
    return { userId, sessionId: keyId, expiresAt, key: { organizationId, scopes: new Set(scopes) } };
  }

  return {
    async verify(token, address) {
      const read = readToken(token);
      if (!read) return undefined;
      const hash = hashSecret(token).toString('base64url');
      let viewer = known.get(hash);
      if (!viewer) {
        const network = networkOf(address);
        const failed = failures.get(network) ?? 0;
        if (failed >= config.RATE_LIMIT_STRICT) return undefined;
        viewer = await look(read.keyId, read.secret);
        if (viewer) known.set(hash, viewer);
        else failures.set(network, (failures.get(network) ?? 0) + 1, { noUpdateTTL: true });
      }
      const refused = !viewer || viewer.expiresAt.getTime() <= Date.now() || revoked.has(read.keyId);
      return refused ? undefined : viewer;
    },
    revoke: (keyId) => void revoked.set(keyId, true),
  };
}
