import { insertMail } from '../../db/mails.ts';
import { endSessions } from '../../db/sessions.ts';
import { endChallenges } from '../../db/second-factors.ts';
import { lockPasswordHash, updatePasswordHash } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { requireFactor } from '../second-factors/factor.ts';
import { securityNoticed } from '../security-events.ts';
import { userOf } from '../users/read.ts';
import { PasswordWrong } from './errors.ts';
import { provePassword } from './owner.ts';
import { hashPassword } from './passwords.ts';
import { changePasswordInput, refuseWeak, sessionsEnded } from './rules.ts';

/**
 * Sets a new password for the caller, who proves to know the current one, and ends their other sessions. Wrong ones are
 * counted: who has stolen an access token cannot try passwords with it. Throws InputInvalid, PasswordWrong,
 * SecondFactorNeeded, RateLimited, Busy.
 */
export async function changePassword(ctx: Context, input: unknown): Promise<{ readonly endedSessions: number }> {
  const { app } = ctx;
  const viewer = await permit(ctx, 'password.change');
  const { userId, sessionId } = viewer;
  const { currentPassword, newPassword } = readInput(changePasswordInput, input);
  refuseWeak(newPassword, await userOf(ctx, userId));
  await requireFactor(ctx, viewer);
  const current = await provePassword(ctx, userId, currentPassword);
  const passwordHash = await hashPassword(app.config, newPassword);

  const ended = await transact(ctx, async (tx) => {
    // Someone else may have set another password since the current one was checked.
    if ((await lockPasswordHash(tx, userId)) !== current) throw new PasswordWrong();
    await updatePasswordHash(tx, userId, passwordHash);
    await endChallenges(tx, userId);
    const ended = await endSessions(tx, { userId, but: sessionId, reason: 'PASSWORD_CHANGED' });
    await tell(tx, [...sessionsEnded(userId, ended), securityNoticed(userId, 'PASSWORD_CHANGED')]);
    await insertMail(tx, userId, 'PASSWORD_CHANGED');
    await writeAudit(tx, { actorId: userId, action: 'PASSWORD_CHANGED', subjectType: 'User', subjectId: userId });
    return ended;
  });
  for (const id of ended) app.tokens.revoke(id);
  return { endedSessions: ended.length };
}
