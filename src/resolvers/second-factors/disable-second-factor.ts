import { lockPasswordHash } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { endFactor } from './end-factor.ts';
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
    await endFactor(tx, userId, userId);
  });
  await forgetFactorAttempts(ctx.app, userId);
  return { disabledAt: new Date() };
}
