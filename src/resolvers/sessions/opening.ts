import { v7 as newId } from 'uuid';
import type { Db } from '../../db/client.ts';
import { hasSecondFactor, insertChallenge } from '../../db/second-factors.ts';
import { endOldestSessions, insertRefreshToken, insertSession, isKnownPlace } from '../../db/sessions.ts';
import { type Backoff, countAttempt } from '../../db/throttles.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { RateLimited } from '../errors.ts';
import { tell } from '../feed.ts';
import { securityNoticed } from '../security-events.ts';
import { inetOf } from '../throttle-keys.ts';
import type { OpenedChallenge, OpenedSession } from './credentials.ts';
import { deviceOf } from './devices.ts';
import { sessionsEnded } from './rules.ts';
import { newSecret } from './secrets.ts';

/** Counts an attempt to sign in before it is made. Throws RateLimited while the key's back-off lasts. */
export async function countOrRefuse(db: Db, key: string, backoff: Backoff): Promise<void> {
  const waitS = await countAttempt(db, key, backoff);
  if (waitS > 0) throw new RateLimited(waitS);
}

/**
 * Opens a session for a user whose proof was checked, and ends the oldest beyond SESSIONS_PER_USER; or, where the user has a
 * second factor, a challenge that waits for it. `confirm` runs with the user locked and gets the password's hash: it throws if
 * what was proven no longer holds.
 */
export async function openSession(
  ctx: Context,
  userId: string,
  confirm: (tx: Db, passwordHash: string) => Promise<void>,
): Promise<OpenedSession | OpenedChallenge> {
  const { config, tokens } = ctx.app;
  const opened = await transact(ctx, async (tx) => {
    await confirm(tx, await lockPasswordHash(tx, userId));
    if (await hasSecondFactor(tx, userId)) return openChallenge(tx, userId, config.SECOND_FACTOR_CHALLENGE_S);
    return writeSession(ctx, tx, userId, { withFactor: false });
  });
  if ('challenge' in opened) return opened;
  const { ended, ...session } = opened;
  for (const id of ended) tokens.revoke(id);
  return session;
}

/** Opens a session whose user has proven both factors. */
export async function openProvenSession(
  ctx: Context,
  userId: string,
  confirm: (tx: Db) => Promise<void>,
): Promise<OpenedSession> {
  const { ended, ...session } = await transact(ctx, async (tx) => {
    await lockPasswordHash(tx, userId);
    const written = await writeSession(ctx, tx, userId, { withFactor: true });
    // Last: it may write to the audit log.
    await confirm(tx);
    return written;
  });
  for (const id of ended) ctx.app.tokens.revoke(id);
  return session;
}

async function openChallenge(tx: Db, userId: string, ttlS: number): Promise<OpenedChallenge> {
  const { secret, hash } = newSecret();
  const { expiresAt } = await insertChallenge(tx, { tokenHash: hash, userId, ttlS });
  return { challenge: secret, challengeExpiresAt: expiresAt };
}

async function writeSession(
  ctx: Context,
  tx: Db,
  userId: string,
  { withFactor }: { readonly withFactor: boolean },
): Promise<OpenedSession & { readonly ended: readonly string[] }> {
  const { config } = ctx.app;
  const refresh = newSecret();
  const sessionId = newId();
  const { address } = ctx.request;
  const place = { userId, address: inetOf(address), userAgent: ctx.request.userAgent.slice(0, 300) };
  const isKnown = await isKnownPlace(tx, place);
  const { expiresAt } = await insertSession(tx, {
    id: sessionId,
    ...place,
    ttlS: config.REFRESH_TOKEN_TTL_S,
    withFactor,
  });
  await insertRefreshToken(tx, refresh.hash, sessionId);
  const ended = await endOldestSessions(tx, userId, config.SESSIONS_PER_USER);
  const facts = { address, device: deviceOf(place.userAgent) };
  await tell(tx, [
    ...sessionsEnded(userId, ended),
    ...(isKnown ? [] : [securityNoticed(userId, 'LOGIN_FROM_NEW_PLACE', facts)]),
  ]);
  return { userId, sessionId, refreshToken: refresh.secret, refreshTokenExpiresAt: expiresAt, ended };
}
