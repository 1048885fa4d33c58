import { replaceRecoveryCodes } from '../../db/second-factors.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { securityNoticed } from '../security-events.ts';
import { checkFactor, forgetFactorAttempts } from './factor.ts';
import { hashRecoveryCode, newRecoveryCode, renewRecoveryCodesInput } from './rules.ts';

/**
 * Makes new recovery codes in the place of all before, and gives them this once. Needs a code of the authenticator: a recovery
 * code cannot make others. Throws InputInvalid, CodeWrong, SecondFactorOff, RateLimited.
 */
export async function renewRecoveryCodes(
  ctx: Context,
  input: unknown,
): Promise<{ readonly recoveryCodes: readonly string[] }> {
  const { userId } = await permit(ctx, 'second-factor.manage');
  const factor = await checkFactor(ctx, userId, readInput(renewRecoveryCodesInput, input));
  const recoveryCodes = Array.from({ length: ctx.app.config.RECOVERY_CODES }, newRecoveryCode);
  await transact(ctx, async (tx) => {
    await lockPasswordHash(tx, userId);
    await factor.use(tx);
    await replaceRecoveryCodes(tx, userId, recoveryCodes.map(hashRecoveryCode));
    await tell(tx, [securityNoticed(userId, 'RECOVERY_CODES_RENEWED')]);
    await writeAudit(tx, { actorId: userId, action: 'RECOVERY_CODES_RENEWED', subjectType: 'User', subjectId: userId });
  });
  await forgetFactorAttempts(ctx.app, userId);
  return { recoveryCodes };
}
