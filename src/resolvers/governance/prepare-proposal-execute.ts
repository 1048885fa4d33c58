import type { Context } from '../context.ts';
import type { PreparedTransaction } from '../prepares/transactions.ts';
import { prepareStep } from './steps.ts';

/**
 * Prepares to carry a proposal out whose delay is over; anybody may. Throws InputInvalid, NotFound, IllegalTransition,
 * AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export const prepareProposalExecute = (ctx: Context, input: unknown): Promise<PreparedTransaction> =>
  prepareStep(ctx, input, {
    step: 'EXECUTE',
    method: 'execute',
    summary: ({ title, calls }, { from, governor }) =>
      `Execute the proposal “${title}” of ${governor} with ${from}: ${callsText(calls.length)} by the timelock.`,
  });

const callsText = (count: number): string => (count === 1 ? '1 call' : `${count} calls`);
