import { endSessions, selectSessions, type SessionRow } from '../../db/sessions.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { revokeSessionInput, sessionsEnded } from './rules.ts';

/** Ends one of the caller's sessions, with its access at once; one that has ended stays as it is. Throws InputInvalid, NotFound. */
export async function revokeSession(ctx: Context, input: unknown): Promise<SessionRow> {
  const { userId } = await permit(ctx, 'session.revoke');
  const { sessionId } = readInput(revokeSessionInput, input);
  const session = await transact(ctx, async (tx) => {
    const ended = await endSessions(tx, { userId, only: sessionId, reason: 'REVOKED' });
    await tell(tx, sessionsEnded(userId, ended));
    const [session] = await selectSessions(tx, { userId, ids: [sessionId] });
    return session;
  });
  if (!session) throw new NotFound('session');
  ctx.app.tokens.revoke(sessionId);
  return session;
}
