import { selectLiabilities } from '../db/liabilities.ts';
import type { Chain, ContractName, Hex } from '../resolvers/chain/client.ts';
import type { App } from '../resolvers/context.ts';
import { RECEIPT_POLL_MS, RECEIPT_WITHIN_MS } from './chain.ts';
import { localAccounts } from './local-plan.ts';

/** How the balance of an account of an ERC-20 is asked for: balanceOf(address). */
const BALANCE_OF = '0x70a08231';
const FUND = '0xb60d4288';
const MINT = '0x40c10f19';

/**
 * Puts into the custody of the local chain what the ledger owes and the custody does not hold: the funds of the demo's
 * people came from no chain. Where the chain was lost, this is also what makes the reserves add up again.
 */
export async function backDemoData(app: App, chain: Chain): Promise<void> {
  if (app.config.NODE_ENV === 'production') return;
  const { CarbonCustody: custody, CarbonToken: token } = chain.deployment.contracts;
  const [owed, outcomes] = await Promise.all([
    selectLiabilities(app.db, ['CARBON', 'ETH']),
    chain.rpc.batch<Hex>([
      { method: 'eth_getBalance', params: [custody.address, 'latest'] },
      { method: 'eth_call', params: [{ to: token.address, data: `${BALANCE_OF}${word(custody.address)}` }, 'latest'] },
    ]),
  ]);
  const [ether, carbon] = outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return BigInt(outcome.result);
  }) as [bigint, bigint];
  const missing = { ether: (owed.get('ETH') ?? 0n) - ether, carbon: (owed.get('CARBON') ?? 0n) - carbon };
  const amount = missing.carbon.toString(16);
  if (missing.carbon > 0n) await send(chain, 'CarbonToken', `${MINT}${word(custody.address)}${word(`0x${amount}`)}`);
  if (missing.ether > 0n) await send(chain, 'CarbonCustody', FUND, missing.ether);
}

/** One word of a call's arguments: 32 bytes as hex. */
const word = (value: Hex): string => value.slice(2).toLowerCase().padStart(64, '0');

/** As the deployer, who may mint on a local chain. What signs is loaded only when there is something to be sent. */
async function send({ rpc, chainId, deployment }: Chain, name: ContractName, data: Hex, value = 0n): Promise<void> {
  const [{ createSender }, { localWallet }] = await Promise.all([
    import('./deploy-sender.ts'),
    import('./accounts.ts'),
  ]);
  const sender = createSender({
    rpc,
    chainId,
    wallet: localWallet(localAccounts.deployer.index),
    pollMs: RECEIPT_POLL_MS,
    receiptWithinMs: RECEIPT_WITHIN_MS,
  });
  const { status } = await sender.deliver(await sender.sign({ to: deployment.contracts[name].address, data, value }));
  if (status !== '0x1') throw new Error(`The demo's funds could not be put into the custody (${name}).`);
}
