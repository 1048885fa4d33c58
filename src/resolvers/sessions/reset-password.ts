import { insertMail } from '../../db/mails.ts';
import { endChallenges } from '../../db/second-factors.ts';
import { endSessions, selectOneTimeToken, takeOneTimeToken } from '../../db/sessions.ts';
import { forgetAttempts } from '../../db/throttles.ts';
import { lockPasswordHash, updateEmailVerified, updatePasswordHash } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { securityNoticed } from '../security-events.ts';
import { userOf } from '../users/read.ts';
import { TokenInvalid } from './errors.ts';
import { hashPassword } from './passwords.ts';
import { accountKey, refuseWeak, resetPasswordInput, sessionsEnded } from './rules.ts';
import { hashSecret } from './secrets.ts';

/**
 * Sets a new password by the token that was mailed, and ends all sessions of the user. The mail proves the address as
 * well. The back-off of the account is lifted. Throws InputInvalid, TokenInvalid, Busy.
 */
export async function resetPassword(ctx: Context, input: unknown): Promise<{ readonly endedSessions: number }> {
  const { app } = ctx;
  const { token, newPassword } = readInput(resetPasswordInput, input);
  const tokenHash = hashSecret(token);
  const userId = await selectOneTimeToken(app.db, tokenHash, 'PASSWORD_RESET');
  if (userId === undefined) throw new TokenInvalid();
  const user = await userOf(ctx, userId);
  refuseWeak(newPassword, user);
  const passwordHash = await hashPassword(app.config, newPassword);

  const ended = await transact(ctx, async (tx) => {
    await lockPasswordHash(tx, userId);
    if ((await takeOneTimeToken(tx, tokenHash, 'PASSWORD_RESET')) === undefined) throw new TokenInvalid();
    await updatePasswordHash(tx, userId, passwordHash);
    await updateEmailVerified(tx, userId);
    await endChallenges(tx, userId);
    const ended = await endSessions(tx, { userId, reason: 'PASSWORD_RESET' });
    await tell(tx, [...sessionsEnded(userId, ended), securityNoticed(userId, 'PASSWORD_CHANGED')]);
    await insertMail(tx, userId, 'PASSWORD_CHANGED');
    await writeAudit(tx, { actorId: userId, action: 'PASSWORD_RESET', subjectType: 'User', subjectId: userId });
    return ended;
  });
  for (const id of ended) app.tokens.revoke(id);
  await Promise.all([user.username, user.email].map((login) => forgetAttempts(app.db, accountKey(login))));
  return { endedSessions: ended.length };
}
