import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { addressOfContract } from '../chain/contracts.ts';
import { refuseLoss } from './recipients.ts';
import { creditsTransferInput, tonnesText } from './rules.ts';
import { type PreparedTransaction, prepareTransaction, refuseOthers } from './transactions.ts';

/**
 * Prepares to send credits of a batch from a linked address to another address.
 * Throws InputInvalid, AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export async function prepareCreditsTransfer(ctx: Context, input: unknown): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'transaction.prepare');
  const { from, to, batchId, amount } = readInput(creditsTransferInput, input);
  await refuseOthers(ctx, userId, from);
  refuseLoss(app, from, to);
  const contract = 'CreditRegistry';
  const registry = addressOfContract(chainOf(app), contract);
  const summary = `Send credits for ${tonnesText(amount)} of batch ${batchId} of ${from} by ${contract} (${registry}) to ${to}.`;
  const args = [from, to, batchId, amount, '0x'];
  return prepareTransaction(app, { from, contract, method: 'safeTransferFrom', args, summary });
}
