import type { WithdrawalView } from '../../db/withdrawals.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { decideOnce } from './decision.ts';
import { approveWithdrawalInput } from './rules.ts';

/**
 * Lets a withdrawal out: what was held leaves the platform.
 * Throws InputInvalid, NotFound, FourEyesRequired, IllegalTransition, IdempotencyConflict.
 */
export async function approveWithdrawal(ctx: Context, input: unknown): Promise<WithdrawalView> {
  const { userId } = await permit(ctx, 'withdrawal.decide');
  const { idempotencyKey: key, ...wish } = readInput(approveWithdrawalInput, input);
  return decideOnce(ctx, { actorId: userId, operation: 'withdrawalApprove', key, decision: 'APPROVED', wish });
}
