import { access, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Contract, type HDNodeWallet, JsonRpcProvider, type TransactionResponse } from 'ethers';
import { inject } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { localWallet } from '../src/local/accounts.ts';
import { type DeployedLocalChain, startLocalChain } from '../src/local/chain.ts';
import { localAccounts } from '../src/local/local-plan.ts';
import { isRunning, POLL_INTERVAL_MS } from '../src/local/processes.ts';
import { withStartLock } from '../src/local/start-lock.ts';
import type { Chain, ContractName, Hex } from '../src/resolvers/chain/client.ts';
import { interfaces } from '../src/resolvers/chain/contracts.ts';

const TEMPLATE_WITHIN_MS = 60_000;
const RECEIPT_POLL_MS = 5;

export interface TestChainOptions {
  /** Blocks of an epoch: `safe` is one and `finalized` two of them behind the head (default: 32). */
  readonly slotsInAnEpoch?: number;
  readonly env?: Record<string, string>;
}

/** An anvil of its own with the contracts deployed as `npm start` does it; disposing ends it. */
export interface TestChain extends AsyncDisposable {
  /** JSON-RPC over HTTP. */
  readonly url: string;
  /** For `openTestApp`. */
  readonly chain: Chain;
  /** Variables of a process that is to work with this chain. */
  readonly env: Record<string, string>;
  /** An account of the local chain that can send, by its index (see `localAccounts`), without waiting for receipts. */
  wallet(index: number): HDNodeWallet;
  /** One of our contracts, called by the deployer or by the account of this index. */
  contract(name: ContractName, index?: number): Contract;
  /** Sends and waits for the receipt; throws when it fails. */
  send(name: ContractName, method: string, args: readonly unknown[], options?: SendOptions): Promise<SentTransaction>;
  /** Waits until a transaction is in a block; throws when it has failed there. */
  mined(sent: Pick<TransactionResponse, 'hash'>): Promise<SentTransaction>;
  mine(blocks?: number): Promise<void>;
  height(): Promise<number>;
  /** Replaces the last `depth` blocks by as many empty ones (anvil_reorg). */
  reorg(depth: number): Promise<void>;
  /** Remembers this moment; calling what it gives goes back to it. A test file's tests share one chain so. */
  snapshot(): Promise<() => Promise<void>>;
  /** SIGKILL, as when the machine fails: what was not copied to the disk is lost. */
  kill(): Promise<void>;
  /** Ends it as `npm start` does, its state written. */
  stop(): Promise<void>;
  /** Starts it again on what is on the disk, at the same port. */
  start(): Promise<void>;
}

interface SendOptions {
  /** The account that sends (default: the operator). */
  readonly from?: number;
  readonly value?: bigint;
}

export interface SentTransaction {
  readonly hash: Hex;
  readonly blockNumber: number;
  readonly blockHash: Hex;
}

/**
 * A chain for a test file. The first of a run deploys, which takes a second; every other starts on a copy of that state.
 * @throws AnvilMissingError, which says what is missing and what to do.
 */
export async function startTestChain({ slotsInAnEpoch, env = {} }: TestChainOptions = {}): Promise<TestChain> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ecocoin-chain-'));
  // Its state is only written when it is stopped: a test that kills it knows what was there before.
  const config = loadConfig({ DATA_DIR: dataDir, CHAIN_LOCAL_STATE_S: '86400', CHAIN_LOCAL_PORT: '0', ...env });
  const options = { ...(slotsInAnEpoch !== undefined && { slotsInAnEpoch }) };
  await copyTemplate(join(dataDir, 'chain'));
  let local = await startLocalChain(config, options);
  const { chain } = local;
  const provider = new JsonRpcProvider(local.anvil.url, chain.chainId, {
    staticNetwork: true,
    cacheTimeout: -1,
    batchMaxCount: 1,
  });
  const rpc = chain.rpc.call;

  const contract = (name: ContractName, index: number = localAccounts.deployer.index): Contract =>
    new Contract(chain.deployment.contracts[name].address, interfaces[name], localWallet(index).connect(provider));
  return {
    url: local.anvil.url,
    chain,
    env: {
      RPC_URL: local.anvil.url,
      CHAIN_ID: String(chain.chainId),
      CHAIN_DEPLOYMENT: join(local.anvil.dataDir, 'deployment.json'),
    },
    wallet: (index) => localWallet(index).connect(provider),
    contract,
    async send(name, method, args, { from = localAccounts.operator.index, value = 0n } = {}) {
      const sent = await contract(name, from)
        .getFunction(method)
        .send(...args, { value });
      return minedIn(provider, sent.hash);
    },
    mined: ({ hash }) => minedIn(provider, hash),
    async mine(blocks = 1) {
      await rpc('anvil_mine', [`0x${blocks.toString(16)}`]);
    },
    height: async () => Number(await rpc('eth_blockNumber', [])),
    async reorg(depth) {
      await rpc('anvil_reorg', [depth, []]);
    },
    async snapshot() {
      let id = await rpc('evm_snapshot', []);
      return async () => {
        if ((await rpc('evm_revert', [id])) !== true) throw new Error('there is no such moment to go back to');
        // A moment can be gone back to once.
        id = await rpc('evm_snapshot', []);
      };
    },
    async kill() {
      await killed(local);
    },
    stop: () => local.anvil.stop(),
    async start() {
      const before = local.anvil.url;
      local = await startLocalChain(config, options);
      if (local.anvil.url !== before) throw new Error('something else has taken the port of the chain');
    },
    async [Symbol.asyncDispose]() {
      provider.destroy();
      await local.anvil.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    },
  };
}

/**
 * `wait` of ethers looks again at the next block only: a transaction that was mined between its first two looks, with no
 * block after it, it waits for without end.
 */
async function minedIn(provider: JsonRpcProvider, hash: string): Promise<SentTransaction> {
  let receipt = await provider.getTransactionReceipt(hash);
  while (!receipt) {
    await pause(RECEIPT_POLL_MS);
    receipt = await provider.getTransactionReceipt(hash);
  }
  if (receipt.status !== 1) throw new Error(`${hash} failed`);
  return { hash: receipt.hash as Hex, blockNumber: receipt.blockNumber, blockHash: receipt.blockHash as Hex };
}

async function killed({ anvil }: DeployedLocalChain): Promise<void> {
  process.kill(anvil.pid, 'SIGKILL');
  while (await isRunning(anvil.pid)) await pause(POLL_INTERVAL_MS);
}

/** Copies the state that the run's first test with a chain has left, which may be this one. */
async function copyTemplate(folder: string): Promise<void> {
  const template = join(inject('chainTemplate'), 'chain');
  await withStartLock(inject('chainTemplate'), Date.now() + TEMPLATE_WITHIN_MS, async () => {
    if (
      await access(join(template, 'deployment.json')).then(
        () => true,
        () => false,
      )
    )
      return;
    const building = `${inject('chainTemplate')}.building`;
    const { anvil } = await startLocalChain(loadConfig({ DATA_DIR: building, CHAIN_LOCAL_PORT: '0' }));
    await anvil.stop();
    await rename(join(building, 'chain'), template);
    await rm(building, { recursive: true });
  });
  await mkdir(folder, { recursive: true });
  for (const file of ['state.json', 'deployment.json']) await copyFile(join(template, file), join(folder, file));
}
