import { join } from 'node:path';
import { type Config, LOCAL_CHAIN_ID } from '../config.ts';
import type { Chain } from '../resolvers/chain/client.ts';
import { openRpc } from '../workers/chain/open-chain.ts';
import { findAnvil } from './anvil-binary.ts';
import { type LocalChain, startAnvil } from './anvil.ts';
import { fingerprintOf, readArtifacts } from './deploy-artifacts.ts';
import { findStanding } from './deployment-check.ts';
import { LOCAL_MNEMONIC, localAccounts, localPlan } from './local-plan.ts';

/** The local chain with our contracts on it. */
export interface DeployedLocalChain {
  readonly anvil: LocalChain;
  readonly chain: Chain;
}

export const RECEIPT_POLL_MS = 5;
export const RECEIPT_WITHIN_MS = 30_000;

/**
 * Starts the local chain of DATA_DIR, or adopts the one that runs, and deploys what is missing from it. Whoever starts
 * it stops it, as with the embedded database.
 *
 * @throws AnvilMissingError when this machine has no anvil; Error in words when the chain or the deployment fails.
 */
export async function startLocalChain(
  config: Config,
  options: { readonly slotsInAnEpoch?: number; readonly log?: (line: string) => void } = {},
): Promise<DeployedLocalChain> {
  const anvil = await startAnvil({
    binary: await findAnvil(config.ANVIL_PATH),
    dataDir: join(config.dataDir, 'chain'),
    chainId: LOCAL_CHAIN_ID,
    mnemonic: LOCAL_MNEMONIC,
    historyBlocks: config.CHAIN_LOCAL_HISTORY_BLOCKS,
    stateIntervalS: config.CHAIN_LOCAL_STATE_S,
    preferredPort: config.CHAIN_LOCAL_PORT,
    ...options,
  });
  try {
    return { anvil, chain: await deployOn(config, anvil, options.log) };
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}

async function deployOn(config: Config, anvil: LocalChain, log?: (line: string) => void): Promise<Chain> {
  const rpc = openRpc(config, anvil.url);
  const file = join(anvil.dataDir, 'deployment.json');
  const at = { rpc, chainId: LOCAL_CHAIN_ID, file };
  const fingerprint = fingerprintOf(await readArtifacts(), localPlan);
  const deployment = (await findStanding({ ...at, fingerprint })) ?? (await deployAnew(at, log));
  return { chainId: LOCAL_CHAIN_ID, deployment, rpc, socketUrl: anvil.url.replace(/^http/, 'ws') };
}

/** What deploys and signs is loaded only when it is needed: most starts find everything in its place. */
async function deployAnew(at: { rpc: Chain['rpc']; chainId: number; file: string }, log?: (line: string) => void) {
  const [{ deployContracts }, { localWallet }] = await Promise.all([import('./deploy.ts'), import('./accounts.ts')]);
  return deployContracts({
    ...at,
    wallet: localWallet(localAccounts.deployer.index),
    plan: localPlan,
    local: true,
    pollMs: RECEIPT_POLL_MS,
    receiptWithinMs: RECEIPT_WITHIN_MS,
    ...(log && { log }),
  });
}
