import { v7 as newId } from 'uuid';
import type { Db } from '../../db/client.ts';
import { endOldestSessions, insertRefreshToken, insertSession } from '../../db/sessions.ts';
import { type Backoff, countAttempt } from '../../db/throttles.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { RateLimited } from '../errors.ts';
import { tell } from '../feed.ts';
import { inetOf } from '../throttle-keys.ts';
import type { Credentials } from './credentials.ts';
import { sessionsEnded } from './rules.ts';
import { newSecret } from './secrets.ts';

/** Counts an attempt to sign in before it is made. Throws RateLimited while the key's back-off lasts. */
export async function countOrRefuse(db: Db, key: string, backoff: Backoff): Promise<void> {
  const waitS = await countAttempt(db, key, backoff);
  if (waitS > 0) throw new RateLimited(waitS);
}

/**
 * Opens a session for a user whose proof was checked, and ends the oldest beyond SESSIONS_PER_USER. `confirm` runs with
 * the user locked and gets the password's hash: it throws if what was proven no longer holds.
 */
export async function openSession(
  ctx: Context,
  userId: string,
  confirm: (tx: Db, passwordHash: string) => Promise<void>,
): Promise<Pick<Credentials, 'userId' | 'sessionId' | 'refreshToken' | 'refreshTokenExpiresAt'>> {
  const { config, tokens } = ctx.app;
  const refresh = newSecret();
  const sessionId = newId();
  const { expiresAt, ended } = await transact(ctx, async (tx) => {
    await confirm(tx, await lockPasswordHash(tx, userId));
    const { address, userAgent } = ctx.request;
    const { expiresAt } = await insertSession(tx, {
      id: sessionId,
      userId,
      address: inetOf(address),
      userAgent: userAgent.slice(0, 300),
      ttlS: config.REFRESH_TOKEN_TTL_S,
    });
    await insertRefreshToken(tx, refresh.hash, sessionId);
    const ended = await endOldestSessions(tx, userId, config.SESSIONS_PER_USER);
    await tell(tx, sessionsEnded(userId, ended));
    return { expiresAt, ended };
  });
  for (const id of ended) tokens.revoke(id);
  return { userId, sessionId, refreshToken: refresh.secret, refreshTokenExpiresAt: expiresAt };
}
