import { NotFound } from '../errors.ts';
import { chainOf } from '../chain/client.ts';
import { addressOfContract } from '../chain/contracts.ts';
import type { Context } from '../context.ts';
import { voteInput } from '../governance/inputs.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { voteSupports } from './rules.ts';
import { type PreparedTransaction, prepareTransaction, refuseOthers } from './transactions.ts';

/**
 * Prepares to vote on a proposal with the votes that a linked address had when the voting began, and to say why where a reason
 * is given. Throws InputInvalid, NotFound, AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export async function prepareVote(ctx: Context, input: unknown): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'transaction.prepare');
  const { from, proposalId: ref, support, reason } = readInput(voteInput, input);
  await refuseOthers(ctx, userId, from);
  const number = 'id' in ref ? (await ctx.loaders.proposals.load(ref.id))?.number : ref.number;
  if (number === undefined) throw new NotFound('proposal');
  const contract = 'CarbonGovernor';
  const governor = addressOfContract(chainOf(app), contract);
  const why = reason === undefined ? '' : `, saying “${reason}”, which everybody can read for ever`;
  const summary = `Vote ${support} with ${from} on proposal ${number} of ${contract} (${governor})${why}.`;
  const args = [number, voteSupports.indexOf(support)];
  return reason === undefined
    ? prepareTransaction(app, { from, contract, method: 'castVote', args, summary })
    : prepareTransaction(app, { from, contract, method: 'castVoteWithReason', args: [...args, reason], summary });
}
