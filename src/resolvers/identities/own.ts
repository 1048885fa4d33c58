import type { Context, Viewer } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { hasSecondFactor } from '../../db/second-factors.ts';
import { requireFactor } from '../second-factors/factor.ts';
import { provePassword } from '../sessions/owner.ts';

/**
 * Has the caller prove that the account is theirs, beyond the session: by the password, or by a second factor that the session
 * has proven lately. Throws PasswordWrong, SecondFactorNeeded, InputInvalid (neither is there), RateLimited, Busy.
 */
export async function proveOwner(ctx: Context, viewer: Viewer, password: string | undefined): Promise<void> {
  await requireFactor(ctx, viewer);
  if (password !== undefined) {
    await provePassword(ctx, viewer.userId, password);
    return;
  }
  if (await hasSecondFactor(ctx.app.db, viewer.userId)) return;
  throw new InputInvalid([{ path: ['password'], message: 'is needed, as you have no second factor' }]);
}
