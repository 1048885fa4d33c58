import { chainOf, type Hex } from '../chain/client.ts';
import type { App } from '../context.ts';
import { contractAt } from '../chain/contracts.ts';
import { carbonText } from './rules.ts';
import { type PreparedTransaction, prepareTransaction } from './transactions.ts';

/** Prepares to let a spender take up to this much CARBON of the address; zero takes an approval back. */
export function approvalOf(
  app: App,
  { from, spender, amount }: { readonly from: Hex; readonly spender: Hex; readonly amount: bigint },
): Promise<PreparedTransaction> {
  const ours = contractAt(chainOf(app), spender);
  const who = ours ? `${ours} (${spender})` : `${spender}, which is no contract of EcoCoin,`;
  const summary =
    amount === 0n
      ? `Let ${who} take no CARBON of ${from} any more.`
      : `Let ${who} take up to ${carbonText(amount)} of ${from}. Nothing moves yet.`;
  const call = { contract: 'CarbonToken', method: 'approve', args: [spender, amount] } as const;
  return prepareTransaction(app, { from, ...call, summary });
}
