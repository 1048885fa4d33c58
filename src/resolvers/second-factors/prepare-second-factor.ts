import { randomBytes } from 'node:crypto';
import { hasSecondFactor, putPreparedFactor } from '../../db/second-factors.ts';
import { type Context, transact } from '../context.ts';
import { KEY_BYTES } from '../documents/sealing.ts';
import { permit } from '../permissions.ts';
import { userOf } from '../users/read.ts';
import { SecondFactorOn } from './errors.ts';
import { enrolment, sealContext } from './rules.ts';

export interface PreparedSecondFactor {
  /** In Base32. */
  readonly secret: string;
  /** The same for a QR code: otpauth://totp/… */
  readonly uri: string;
  readonly expiresAt: Date;
}

/**
 * Makes the secret of an authenticator for the caller. It is given this once and kept sealed; it counts for nothing until
 * `secondFactorEnable` has its first code. Throws SecondFactorOn.
 */
export async function prepareSecondFactor(ctx: Context): Promise<PreparedSecondFactor> {
  const { config, db, vault } = ctx.app;
  const { userId } = await permit(ctx, 'second-factor.manage');
  if (await hasSecondFactor(db, userId)) throw new SecondFactorOn();
  const { username } = await userOf(ctx, userId);
  const seed = randomBytes(KEY_BYTES);
  // The world may be asked to wrap it: not within a transaction.
  const wrapped = await vault.masterKeys.wrap(seed, sealContext(userId));
  const isPut = await transact(ctx, (tx) => putPreparedFactor(tx, { userId, ...wrapped }));
  if (!isPut) throw new SecondFactorOn();
  const expiresAt = new Date(Date.now() + config.SECOND_FACTOR_PREPARED_S * 1_000);
  return { ...enrolment(seed, config.SECOND_FACTOR_NAME, username), expiresAt };
}
