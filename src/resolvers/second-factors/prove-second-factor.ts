import { updateFactorProven } from '../../db/second-factors.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { checkFactor, forgetFactorAttempts } from './factor.ts';
import { factorInput } from './rules.ts';

/**
 * Proves the second factor anew in this session, so that it may do what is sensitive for a while. Throws InputInvalid,
 * CodeWrong, SecondFactorOff, RateLimited.
 */
export async function proveSecondFactor(ctx: Context, input: unknown): Promise<{ readonly provenUntil: Date }> {
  const { userId, sessionId } = await permit(ctx, 'second-factor.manage');
  const factor = await checkFactor(ctx, userId, readInput(factorInput, input));
  await transact(ctx, async (tx) => {
    await lockPasswordHash(tx, userId);
    await updateFactorProven(tx, sessionId);
    await factor.use(tx);
  });
  await forgetFactorAttempts(ctx.app, userId);
  return { provenUntil: new Date(Date.now() + ctx.app.config.SECOND_FACTOR_RECENT_S * 1_000) };
}
