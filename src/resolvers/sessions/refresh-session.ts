import { endSessions, lockRefreshToken, rotateRefreshToken } from '../../db/sessions.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { type Credentials, signCredentials } from './credentials.ts';
import { SessionEnded } from './errors.ts';
import { refreshSessionInput, sessionsEnded } from './rules.ts';
import { hashSecret, newSecret } from './secrets.ts';

/**
 * Continues a session: the refresh token is used up and another takes its place (RFC 9700, section 4.14.2). A token that
 * comes a second time was stolen from one of the two who sent it, so its whole family ends. There is no grace: a client
 * that lost the answer logs in again.
 * Throws InputInvalid, SessionEnded.
 */
export async function refreshSession(ctx: Context, input: unknown): Promise<Credentials> {
  const from = hashSecret(readInput(refreshSessionInput, input).refreshToken);
  const next = newSecret();
  const outcome = await transact(ctx, async (tx) => {
    const token = await lockRefreshToken(tx, from);
    if (!token?.open) return undefined;
    const { sessionId, userId } = token;
    if (token.used) {
      await endSessions(tx, { userId, only: sessionId, reason: 'REFRESH_TOKEN_REUSED' });
      await tell(tx, sessionsEnded(userId, [sessionId]));
      await writeAudit(tx, {
        actorId: null,
        action: 'SESSION_FAMILY_ENDED',
        subjectType: 'Session',
        subjectId: sessionId,
        detail: { userId, reason: 'REFRESH_TOKEN_REUSED', address: ctx.request.address },
      });
      return { stolen: sessionId };
    }
    const ttlS = ctx.app.config.REFRESH_TOKEN_TTL_S;
    const { expiresAt } = await rotateRefreshToken(tx, { sessionId, from, to: next.hash, ttlS });
    return { userId, sessionId, refreshToken: next.secret, refreshTokenExpiresAt: expiresAt };
  });
  if (outcome && 'stolen' in outcome) ctx.app.tokens.revoke(outcome.stolen);
  // Thrown only here: the end of a stolen family has to be committed.
  if (!outcome || 'stolen' in outcome) throw new SessionEnded();
  return signCredentials(ctx, outcome);
}
