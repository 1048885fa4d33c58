import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { addressOfContract } from '../chain/contracts.ts';
import { carbonText, unstakeInput } from './rules.ts';
import { type PreparedTransaction, prepareTransaction, readContract, refuseOthers } from './transactions.ts';

/**
 * Prepares to take CARBON out of the stake of a linked address: with an amount the cool-down begins, without one what has
 * cooled down is paid out. Throws InputInvalid, AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export async function prepareUnstake(ctx: Context, input: unknown): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'transaction.prepare');
  const { from, amount } = readInput(unstakeInput, input);
  await refuseOthers(ctx, userId, from);
  const contract = 'CarbonStaking';
  const where = `${contract} (${addressOfContract(chainOf(app), contract)})`;
  if (amount === undefined) {
    const [, cooling] = (await readContract(app, from, { contract, method: 'positionOf', args: [from] })) as bigint[];
    const summary = `Pay out ${carbonText(cooling ?? 0n)}, which has cooled down, from ${where} to ${from}.`;
    return prepareTransaction(app, { from, contract, method: 'claim', args: [], summary });
  }
  const [cooldownS] = (await readContract(app, from, { contract, method: 'cooldownSeconds', args: [] })) as [bigint];
  const summary = `Take ${carbonText(amount)} of ${from} out of the stake in ${where}. The votes go at once; it can be paid out ${cooldownS} s later, and whatever still cools waits as long again.`;
  return prepareTransaction(app, { from, contract, method: 'unstake', args: [amount], summary });
}
