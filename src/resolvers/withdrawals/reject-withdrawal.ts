import type { WithdrawalView } from '../../db/withdrawals.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { decideOnce } from './decision.ts';
import { rejectWithdrawalInput, withdrawalActions } from './rules.ts';

/**
 * Refuses a withdrawal, with the reason that its owner reads: what was held is available again.
 * Throws InputInvalid, NotFound, FourEyesRequired, IllegalTransition, IdempotencyConflict.
 */
export async function rejectWithdrawal(ctx: Context, input: unknown): Promise<WithdrawalView> {
  const { userId } = await permit(ctx, withdrawalActions.REJECT.anyone);
  const { idempotencyKey: key, ...wish } = readInput(rejectWithdrawalInput, input);
  return decideOnce(ctx, { actorId: userId, operation: 'withdrawalReject', key, decision: 'REJECTED', wish });
}
