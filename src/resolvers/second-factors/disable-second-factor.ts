import { deleteSecondFactor, endChallenges } from '../../db/second-factors.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { securityNoticed } from '../security-events.ts';
import { checkFactor, forgetFactorAttempts } from './factor.ts';
import { factorInput } from './rules.ts';

/**
 * Ends the second factor of the caller, who proves to have it, or a recovery code. Throws InputInvalid, CodeWrong,
 * SecondFactorOff, RateLimited.
 */
export async function disableSecondFactor(ctx: Context, input: unknown): Promise<{ readonly disabledAt: Date }> {
  const { userId } = await permit(ctx, 'second-factor.manage');
  const factor = await checkFactor(ctx, userId, readInput(factorInput, input));
  await transact(ctx, async (tx) => {
    await lockPasswordHash(tx, userId);
    await factor.use(tx);
    await deleteSecondFactor(tx, userId);
    await endChallenges(tx, userId);
    await tell(tx, [securityNoticed(userId, 'SECOND_FACTOR_DISABLED')]);
    await writeAudit(tx, { actorId: userId, action: 'SECOND_FACTOR_DISABLED', subjectType: 'User', subjectId: userId });
  });
  await forgetFactorAttempts(ctx.app, userId);
  return { disabledAt: new Date() };
}
