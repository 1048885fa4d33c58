import { randomBytes } from 'node:crypto';
import { addressBytes } from '../../db/linked-addresses.ts';
import { upsertPrepared } from '../../db/retirement-chain.ts';
import { takeBeneficiary } from '../../db/retirement-writes.ts';
import { chainOf } from '../chain/client.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { addressOfContract } from '../chain/contracts.ts';
import { commitmentOf } from '../retirements/rules.ts';
import { creditsRetireInput, retirementReasons, tonnesText } from './rules.ts';
import { type PreparedTransaction, prepareTransaction, refuseOthers } from './transactions.ts';

/**
 * Prepares to retire credits of a linked address, for ever. The chain gets the hash of the beneficiary (salted for a private
 * one); the message stands there in clear. Who it is for is remembered, so that the retirement is known by it as soon as it
 * is seen on the chain. Throws InputInvalid, AddressNotLinked, SimulationFailed, ChainUnavailable.
 */
export async function prepareCreditsRetire(ctx: Context, input: unknown): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'transaction.prepare');
  const {
    from,
    batchId,
    amount,
    beneficiary: name,
    reason,
    message = '',
    ...given
  } = readInput(creditsRetireInput, input);
  await refuseOthers(ctx, userId, from);
  const chain = chainOf(app);
  const contract = 'CreditRegistry';
  const registry = addressOfContract(chain, contract);
  const note = message === '' ? '' : ', with a message that everybody can read';
  const summary = `Retire credits for ${tonnesText(amount)} of batch ${batchId} of ${from} in ${contract} (${registry}) for ${name}, reason ${reason}${note}. They are used up for ever.`;
  const who = {
    name,
    country: given.beneficiaryCountry ?? null,
    identifier: given.beneficiaryIdentifier?.value ?? null,
  };
  const salt = given.isPrivate ? randomBytes(32) : null;
  const commitment = commitmentOf(who, salt);
  const args = [batchId, amount, commitment, retirementReasons.indexOf(reason), message];
  const prepared = await prepareTransaction(app, { from, contract, method: 'retire', args, summary });
  await transact(ctx, async (tx) => {
    const beneficiary = await takeBeneficiary(tx, {
      ...who,
      ownerId: userId,
      identifierScheme: given.beneficiaryIdentifier?.scheme ?? null,
      isPrivate: salt !== null,
    });
    await upsertPrepared(tx, {
      ownerId: userId,
      chainId: chain.chainId,
      account: addressBytes(from),
      chainBatchId: batchId,
      quantity: amount,
      beneficiaryId: beneficiary.id,
      beneficiaryHash: addressBytes(commitment),
      beneficiarySalt: salt,
      reason,
      message,
      retiringEntity: given.retiringEntity ?? null,
      consumptionCountry: given.consumptionCountry ?? null,
      consumptionFrom: given.consumptionFrom ?? null,
      consumptionTo: given.consumptionTo ?? null,
    });
  });
  return prepared;
}
