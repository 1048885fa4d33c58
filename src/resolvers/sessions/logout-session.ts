import { endSessions } from '../../db/sessions.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { logoutSessionInput, sessionsEnded } from './rules.ts';

/** Ends the session that this call is made with, or all of the caller's; gives how many. Throws InputInvalid. */
export async function logoutSession(ctx: Context, input: unknown): Promise<{ readonly endedSessions: number }> {
  const { userId, sessionId } = await permit(ctx, 'session.logout');
  const { everywhere } = readInput(logoutSessionInput, input);
  const ended = await transact(ctx, async (tx) => {
    await lockPasswordHash(tx, userId);
    const ended = await endSessions(tx, { userId, reason: 'LOGGED_OUT', ...(everywhere ? {} : { only: sessionId }) });
    await tell(tx, sessionsEnded(userId, ended));
    return ended;
  });
  for (const id of ended) ctx.app.tokens.revoke(id);
  return { endedSessions: ended.length };
}
