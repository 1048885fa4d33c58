import { countRecoveryCodes, selectSecondFactor } from '../../db/second-factors.ts';
import type { Context } from '../context.ts';
import { permit } from '../permissions.ts';

export interface SecondFactorView {
  /** Null while there is none in use. */
  readonly enabledAt: Date | null;
  readonly recoveryCodesLeft: number;
}

/** Whether the caller has a second factor, and how many codes replace it. */
export async function mySecondFactor(ctx: Context): Promise<SecondFactorView> {
  const { userId } = await permit(ctx, 'second-factor.manage');
  const { db } = ctx.app;
  const [row, recoveryCodesLeft] = await Promise.all([selectSecondFactor(db, userId), countRecoveryCodes(db, userId)]);
  return { enabledAt: row?.enabledAt ?? null, recoveryCodesLeft };
}
