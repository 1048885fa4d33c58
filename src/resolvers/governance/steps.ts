import type { ProposalView } from '../../db/proposal-lists.ts';
import { chainOf, type Hex } from '../chain/client.ts';
import { addressOfContract } from '../chain/contracts.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { type PreparedTransaction, prepareTransaction, refuseOthers } from '../prepares/transactions.ts';
import { stepInput } from './inputs.ts';
import { proposalToActOn } from './read.ts';
import { governorArgs, nextProposalStatus, type ProposalStep } from './rules.ts';

interface Step {
  readonly step: ProposalStep;
  readonly method: 'queue' | 'execute' | 'cancel';
  readonly summary: (proposal: ProposalView, names: { readonly from: Hex; readonly governor: string }) => string;
}

/**
 * Prepares a step of a proposal from a linked address, as far as the state machine and the contract allow it. Throws
 * InputInvalid, NotFound, IllegalTransition, AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export async function prepareStep(
  ctx: Context,
  input: unknown,
  { step, method, summary }: Step,
): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'transaction.prepare');
  const { from, proposalId: ref } = readInput(stepInput, input);
  await refuseOthers(ctx, userId, from);
  const governor = `CarbonGovernor (${addressOfContract(chainOf(app), 'CarbonGovernor')})`;
  const proposal = await proposalToActOn(ctx, ref);
  nextProposalStatus(proposal.status, step);
  const descriptionHash: Hex = `0x${proposal.descriptionHash.toString('hex')}`;
  return prepareTransaction(app, {
    from,
    contract: 'CarbonGovernor',
    method,
    args: governorArgs({ calls: proposal.calls, descriptionHash }),
    summary: summary(proposal, { from, governor }),
  });
}
