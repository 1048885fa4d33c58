import type { Context } from '../context.ts';
import type { PreparedTransaction } from '../prepares/transactions.ts';
import { prepareStep } from './steps.ts';

/**
 * Prepares to cancel a proposal, as its proposer may before the voting begins. Throws InputInvalid, NotFound,
 * IllegalTransition, AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export const prepareProposalCancel = (ctx: Context, input: unknown): Promise<PreparedTransaction> =>
  prepareStep(ctx, input, {
    step: 'CANCEL',
    method: 'cancel',
    summary: ({ title }, { from, governor }) => `Cancel the proposal “${title}” of ${governor} with ${from}, for ever.`,
  });
