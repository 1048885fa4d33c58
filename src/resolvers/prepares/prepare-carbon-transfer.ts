import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { addressOfContract } from '../chain/contracts.ts';
import { refuseLoss } from './recipients.ts';
import { blocksText, carbonText, carbonTransferInput } from './rules.ts';
import { type PreparedTransaction, prepareTransaction, refuseOthers } from './transactions.ts';

/**
 * Prepares to send CARBON from a linked address: to another one, or, where none is named, to the platform's custody, which
 * is a deposit. Throws InputInvalid, AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export async function prepareCarbonTransfer(ctx: Context, input: unknown): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'transaction.prepare');
  const { from, amount, to: wished } = readInput(carbonTransferInput, input);
  await refuseOthers(ctx, userId, from);
  const custody = addressOfContract(chainOf(app), 'CarbonCustody');
  const to = wished ?? custody;
  const isDeposit = to === custody;
  if (!isDeposit) refuseLoss(app, from, to);
  const token = addressOfContract(chainOf(app), 'CarbonToken');
  const what = `Send ${carbonText(amount)} of ${from} by CarbonToken (${token})`;
  const summary = isDeposit
    ? `${what} to CarbonCustody (${to}): a deposit, credited to your CARBON wallet after ${blocksText(app.config.chainConfirmations)}.`
    : `${what} to ${to}.`;
  return prepareTransaction(app, { from, contract: 'CarbonToken', method: 'transfer', args: [to, amount], summary });
}
