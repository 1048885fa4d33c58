import type { WithdrawalView } from '../../db/withdrawals.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { decideOnce } from './decision.ts';
import { approveWithdrawalInput, withdrawalActions } from './rules.ts';

/**
 * Lets a withdrawal out: what was held leaves the platform, at once or, over a chain, when it has arrived.
 * Throws InputInvalid, NotFound, FourEyesRequired, IllegalTransition, AddressNotLinked, AddressNotOnChain,
 * DebtOutstanding, WithdrawalsFrozen, IdempotencyConflict.
 */
export async function approveWithdrawal(ctx: Context, input: unknown): Promise<WithdrawalView> {
  const { userId } = await permit(ctx, withdrawalActions.APPROVE.anyone);
  const { idempotencyKey: key, ...wish } = readInput(approveWithdrawalInput, input);
  return decideOnce(ctx, { actorId: userId, operation: 'withdrawalApprove', key, decision: 'APPROVED', wish });
}
