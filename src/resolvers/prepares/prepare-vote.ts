import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { addressOfContract } from '../chain/contracts.ts';
import { voteInput, voteSupports } from './rules.ts';
import { type PreparedTransaction, prepareTransaction, refuseOthers } from './transactions.ts';

/**
 * Prepares to vote on a proposal with the votes that a linked address had when the voting began.
 * Throws InputInvalid, AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export async function prepareVote(ctx: Context, input: unknown): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'transaction.prepare');
  const { from, proposalId, support } = readInput(voteInput, input);
  await refuseOthers(ctx, userId, from);
  const contract = 'CarbonGovernor';
  const governor = addressOfContract(chainOf(app), contract);
  const summary = `Vote ${support} with ${from} on proposal ${proposalId} of ${contract} (${governor}).`;
  const args = [proposalId, voteSupports.indexOf(support)];
  return prepareTransaction(app, { from, contract, method: 'castVote', args, summary });
}
