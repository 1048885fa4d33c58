import { insertMail } from '../../db/mails.ts';
import { endSessions } from '../../db/sessions.ts';
import { countAttempt, forgetAttempts } from '../../db/throttles.ts';
import { lockPasswordHash, selectPasswordHash, updatePasswordHash } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { RateLimited } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { securityNoticed } from '../security-events.ts';
import { userOf } from '../users/read.ts';
import { PasswordWrong } from './errors.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { changePasswordInput, loginBackoff, refuseWeak, sessionsEnded } from './rules.ts';

/**
 * Sets a new password for the caller, who proves to know the current one, and ends their other sessions. Wrong ones are
 * counted: who has stolen an access token cannot try passwords with it. Throws InputInvalid, PasswordWrong, RateLimited, Busy.
 */
export async function changePassword(ctx: Context, input: unknown): Promise<{ readonly endedSessions: number }> {
  const { app } = ctx;
  const { userId, sessionId } = await permit(ctx, 'password.change');
  const { currentPassword, newPassword } = readInput(changePasswordInput, input);
  refuseWeak(newPassword, await userOf(ctx, userId));
  const attempts = `password:${userId}`;
  const waitS = await countAttempt(app.db, attempts, loginBackoff(app.config, 'ACCOUNT'));
  if (waitS > 0) throw new RateLimited(waitS);
  const current = await selectPasswordHash(app.db, userId);
  if ((await verifyPassword(app.config, current, currentPassword)) === 'WRONG') throw new PasswordWrong();
  const passwordHash = await hashPassword(app.config, newPassword);

  const ended = await transact(ctx, async (tx) => {
    // Someone else may have set another password since the current one was checked.
    if ((await lockPasswordHash(tx, userId)) !== current) throw new PasswordWrong();
    await updatePasswordHash(tx, userId, passwordHash);
    const ended = await endSessions(tx, { userId, but: sessionId, reason: 'PASSWORD_CHANGED' });
    await tell(tx, [...sessionsEnded(userId, ended), securityNoticed(userId, 'PASSWORD_CHANGED')]);
    await insertMail(tx, userId, 'PASSWORD_CHANGED');
    await writeAudit(tx, { actorId: userId, action: 'PASSWORD_CHANGED', subjectType: 'User', subjectId: userId });
    return ended;
  });
  for (const id of ended) app.tokens.revoke(id);
  await forgetAttempts(app.db, attempts);
  return { endedSessions: ended.length };
}
