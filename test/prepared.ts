import { id as keccakOf } from 'ethers';
import { localAccounts } from '../src/local/local-plan.ts';
import type { Context } from '../src/resolvers/context.ts';
import { type PreparedTransaction, wireTransaction } from '../src/resolvers/prepares/transactions.ts';
import { linkedBy, walletOf } from './addresses.ts';
import { startTestChain, type TestChain } from './chain.ts';
import type { Eip1193Wallet, RpcCall } from './eip1193-wallet.ts';
import { openTestApp, type TestApp, type TestUser } from './harness.ts';

/** Someone with a linked wallet on a chain of their own, with ether and CARBON. */
export interface PreparesLab extends AsyncDisposable {
  readonly chain: TestChain;
  readonly t: TestApp;
  readonly alice: TestUser;
  readonly wallet: Eip1193Wallet;
  /** Signs as a page would have it and waits until it is mined; throws when it failed. Gives wei that its gas took. */
  send(prepared: PreparedTransaction): Promise<bigint>;
  /** What a contract of ours says. */
  read(name: Parameters<TestChain['contract']>[0], method: string, ...args: readonly unknown[]): Promise<unknown>;
  ether(address: string): Promise<bigint>;
}

export const TONNE = 10n ** 18n;

export async function openPreparesLab({ ether = 100n * TONNE, carbon = 100n * TONNE } = {}): Promise<PreparesLab> {
  const chain = await startTestChain();
  const t = await openTestApp({}, chain);
  const call = (method: string, params: readonly unknown[]): Promise<unknown> => chain.chain.rpc.call(method, params);
  const alice = await t.user('alice');
  const wallet = walletOf('alice', call);
  await linkedBy(alice, wallet);
  await call('anvil_setBalance', [wallet.address, `0x${ether.toString(16)}`]);
  if (carbon > 0n) {
    await chain.send('CarbonToken', 'mint', [wallet.address, carbon], { from: localAccounts.deployer.index });
  }
  return {
    chain,
    t,
    alice,
    wallet,
    async send(prepared) {
      const hash = (await wallet.request({
        method: 'eth_sendTransaction',
        params: [wireTransaction(prepared)],
      })) as string;
      const receipt = await receiptOf(call, hash);
      if (receipt['status'] !== '0x1') throw new Error(`${prepared.summary} failed`);
      return BigInt(receipt['gasUsed'] ?? 0) * BigInt(receipt['effectiveGasPrice'] ?? 0);
    },
    read: (name, method, ...args) => chain.contract(name).getFunction(method)(...args) as Promise<unknown>,
    ether: async (address) => BigInt((await call('eth_getBalance', [address, 'latest'])) as string),
    async [Symbol.asyncDispose]() {
      await t[Symbol.asyncDispose]();
      await chain[Symbol.asyncDispose]();
    },
  };
}

/** The same caller without a chain. */
export const chainless = ({ t, alice }: PreparesLab): Context => ({
  ...alice.ctx,
  app: { ...t.app, chain: undefined },
});

/** The receipt, once there is one: the chain answers a transaction before it has mined it. */
async function receiptOf(call: RpcCall, hash: string): Promise<Record<string, string>> {
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    const receipt = (await call('eth_getTransactionReceipt', [hash])) as Record<string, string> | null;
    if (receipt) return receipt;
  }
  throw new Error(`${hash} was not mined`);
}

/** Issues credits of a project of their own to the lab's wallet. */
export async function mintCredits(
  { chain, wallet, read }: PreparesLab,
  amount: bigint,
): Promise<{ batchId: string; projectKey: string }> {
  const projectKey = keccakOf('a project');
  await chain.send('CreditRegistry', 'mintProjectRecord', [projectKey, 'https://ecocoin.example/projects/1']);
  const args = [projectKey, 2_025, wallet.address, amount, keccakOf('a block'), keccakOf('a source')];
  await chain.send('CreditRegistry', 'mint', args);
  return { projectKey, batchId: String(await read('CreditRegistry', 'batchIdOf', projectKey, 2_025)) };
}
