import {
  enableFactor,
  endChallenges,
  replaceRecoveryCodes,
  selectSecondFactor,
  updateFactorProven,
} from '../../db/second-factors.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { securityNoticed } from '../security-events.ts';
import { PasswordWrong } from '../sessions/errors.ts';
import { provePassword } from '../sessions/owner.ts';
import { CodeWrong, SecondFactorOff, SecondFactorOn } from './errors.ts';
import { countFactorAttempt, forgetFactorAttempts, openSeed } from './factor.ts';
import { enableSecondFactorInput, hashRecoveryCode, newRecoveryCode, stepOf } from './rules.ts';

/**
 * Takes the authenticator that was prepared into use: from now on signing in needs its code too. Needs the password and a first
 * code. Gives the recovery codes, this once. Throws InputInvalid, PasswordWrong, CodeWrong, SecondFactorOn, SecondFactorOff
 * (none was prepared, or too long ago), RateLimited, Busy.
 */
export async function enableSecondFactor(
  ctx: Context,
  input: unknown,
): Promise<{ readonly recoveryCodes: readonly string[] }> {
  const { app } = ctx;
  const { userId, sessionId } = await permit(ctx, 'second-factor.manage');
  const { password, code } = readInput(enableSecondFactorInput, input);
  const current = await provePassword(ctx, userId, password);
  await countFactorAttempt(app, userId);
  const row = await selectSecondFactor(app.db, userId);
  if (!row) throw new SecondFactorOff();
  if (row.enabledAt) throw new SecondFactorOn();
  const step = stepOf(await openSeed(app, row), code, new Date());
  if (step === undefined) throw new CodeWrong();
  const recoveryCodes = Array.from({ length: app.config.RECOVERY_CODES }, newRecoveryCode);

  await transact(ctx, async (tx) => {
    if ((await lockPasswordHash(tx, userId)) !== current) throw new PasswordWrong();
    const { wrappedKey } = row;
    const withinS = app.config.SECOND_FACTOR_PREPARED_S;
    if (!(await enableFactor(tx, { userId, wrappedKey, step, withinS }))) throw new SecondFactorOff();
    await replaceRecoveryCodes(tx, userId, recoveryCodes.map(hashRecoveryCode));
    await updateFactorProven(tx, sessionId);
    await endChallenges(tx, userId);
    await tell(tx, [securityNoticed(userId, 'SECOND_FACTOR_ENABLED')]);
    await writeAudit(tx, { actorId: userId, action: 'SECOND_FACTOR_ENABLED', subjectType: 'User', subjectId: userId });
  });
  await forgetFactorAttempts(app, userId);
  return { recoveryCodes };
}
