import type { Context } from '../context.ts';
import type { PreparedTransaction } from '../prepares/transactions.ts';
import { prepareStep } from './steps.ts';

/**
 * Prepares to hand a proposal that has passed to the timelock; anybody may. Throws InputInvalid, NotFound, IllegalTransition,
 * AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export const prepareProposalQueue = (ctx: Context, input: unknown): Promise<PreparedTransaction> =>
  prepareStep(ctx, input, {
    step: 'QUEUE',
    method: 'queue',
    summary: ({ title }, { from, governor }) =>
      `Queue the proposal “${title}” of ${governor} with ${from}. It can be executed once the delay of the timelock is over.`,
  });
