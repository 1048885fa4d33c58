import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { addressOfContract } from '../chain/contracts.ts';
import { blocksText, carbonPaymentInput, carbonText, DEFAULT_SLIPPAGE_BPS, etherText, withSlippage } from './rules.ts';
import { type PreparedTransaction, prepareTransaction, readContract, refuseOthers } from './transactions.ts';

/**
 * Prepares to buy CARBON for ether of a linked address. It goes to the platform's custody, and so into the buyer's CARBON
 * wallet, or (ADDRESS) to the address itself. What is sent is the price of now and the slippage; the contract takes the
 * price of then and returns the rest, or refuses if that is not enough.
 * Throws InputInvalid, AddressNotLinked, SimulationFailed (no price, one that is too old), ChainUnavailable.
 */
export async function prepareCarbonPayment(ctx: Context, input: unknown): Promise<PreparedTransaction> {
  const { app } = ctx;
  const { userId } = await permit(ctx, 'transaction.prepare');
  const wish = readInput(carbonPaymentInput, input);
  const { from, amount, slippageBps = DEFAULT_SLIPPAGE_BPS, destination = 'WALLET' } = wish;
  await refuseOthers(ctx, userId, from);
  const chain = chainOf(app);
  const contract = 'CarbonPayment';
  const [cost] = (await readContract(app, from, { contract, method: 'quote', args: [amount] })) as [bigint];
  const value = withSlippage(cost, slippageBps);

  const to = destination === 'WALLET' ? addressOfContract(chain, 'CarbonCustody') : from;
  const where =
    destination === 'WALLET'
      ? `to CarbonCustody (${to}), credited to your CARBON wallet after ${blocksText(app.config.chainConfirmations)}`
      : `to ${to}`;
  const summary = `Buy ${carbonText(amount)} with ether of ${from} from ${contract} (${addressOfContract(chain, contract)}), ${where}. It costs ${etherText(cost)} now; at most ${etherText(value)} are sent, and what it does not cost comes back in the same transaction.`;
  return prepareTransaction(app, { from, contract, method: 'payForCarbonCredits', args: [to, amount], value, summary });
}
