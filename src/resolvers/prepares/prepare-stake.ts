import type { Context } from '../context.ts';
import { chainOf } from '../chain/client.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { approvalOf } from './approvals.ts';
import { addressOfContract } from '../chain/contracts.ts';
import { ApprovalMissing } from './errors.ts';
import { carbonText, stakeInput } from './rules.ts';
import { type PreparedTransaction, prepareTransaction, readContract, refuseOthers } from './transactions.ts';

/**
 * Prepares to stake CARBON of a linked address: it gives votes, and comes back after a cool-down.
 * Throws InputInvalid, AddressNotLinked, ApprovalMissing (with the approval to sign first), SimulationFailed, ChainUnavailable.
 */
export async function prepareStake(ctx: Context, input: unknown): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'transaction.prepare');
  const { from, amount } = readInput(stakeInput, input);
  await refuseOthers(ctx, userId, from);
  const staking = addressOfContract(chainOf(app), 'CarbonStaking');
  const allowed = { contract: 'CarbonToken', method: 'allowance', args: [from, staking] } as const;
  const [allowance] = (await readContract(app, from, allowed)) as [bigint];
  if (allowance < amount) {
    throw new ApprovalMissing(allowance, amount, await approvalOf(app, { from, spender: staking, amount }));
  }
  const summary = `Stake ${carbonText(amount)} of ${from} in CarbonStaking (${staking}). It gives as many votes, and comes back after a cool-down.`;
  return prepareTransaction(app, { from, contract: 'CarbonStaking', method: 'stake', args: [amount], summary });
}
