import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { approvalOf } from './approvals.ts';
import { addressOfContract } from '../chain/contracts.ts';
import { approveInput } from './rules.ts';
import { type PreparedTransaction, refuseOthers } from './transactions.ts';

/**
 * Prepares to let a contract (CarbonStaking, unless another is named) take CARBON of a linked address; zero takes that
 * back. Throws InputInvalid, AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export async function prepareCarbonApprove(ctx: Context, input: unknown): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'transaction.prepare');
  const { from, amount, spender } = readInput(approveInput, input);
  await refuseOthers(ctx, userId, from);
  return approvalOf(app, { from, amount, spender: spender ?? addressOfContract(chainOf(app), 'CarbonStaking') });
}
