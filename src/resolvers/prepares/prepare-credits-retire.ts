import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { addressOfContract } from '../chain/contracts.ts';
import { beneficiaryHash, creditsRetireInput, retirementReasons, tonnesText } from './rules.ts';
import { type PreparedTransaction, prepareTransaction, refuseOthers } from './transactions.ts';

/**
 * Prepares to retire credits of a linked address, for ever. The chain gets the hash of the beneficiary; the message stands
 * there in clear. Throws InputInvalid, AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export async function prepareCreditsRetire(ctx: Context, input: unknown): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'transaction.prepare');
  const { from, batchId, amount, beneficiary, reason, message = '' } = readInput(creditsRetireInput, input);
  await refuseOthers(ctx, userId, from);
  const contract = 'CreditRegistry';
  const registry = addressOfContract(chainOf(app), contract);
  const note = message === '' ? '' : ', with a message that everybody can read';
  const summary = `Retire credits for ${tonnesText(amount)} of batch ${batchId} of ${from} in ${contract} (${registry}) for ${beneficiary}, reason ${reason}${note}. They are used up for ever.`;
  const args = [batchId, amount, beneficiaryHash(beneficiary), retirementReasons.indexOf(reason), message];
  return prepareTransaction(app, { from, contract, method: 'retire', args, summary });
}
