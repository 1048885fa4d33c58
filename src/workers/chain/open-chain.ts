import type { Config } from '../../config.ts';
import type { Chain, ChainRpc } from '../../resolvers/chain/client.ts';
import { readDeployment } from './deployment.ts';
import { createRpc } from './rpc.ts';

/** A client of the chain at this URL, within the limits of the configuration. */
export const openRpc = (config: Config, url: string): ChainRpc =>
  createRpc({
    url,
    timeoutMs: config.CHAIN_RPC_TIMEOUT_MS,
    maxBytes: config.CHAIN_RPC_BYTES,
    batchCalls: config.CHAIN_RPC_BATCH,
  });

/**
 * The chain at RPC_URL with the recorded deployment, or undefined when none is configured. It need not answer now: /ready
 * tells whether it does, and whether it is the right one.
 *
 * @throws Error in words when there is no finished deployment for CHAIN_ID.
 */
export async function openChain(config: Config): Promise<Chain | undefined> {
  if (!config.RPC_URL) return undefined;
  const deployment = await readDeployment(config.chainDeploymentFile, config.CHAIN_ID);
  const rpc = openRpc(config, config.RPC_URL);
  return { chainId: config.CHAIN_ID, deployment, rpc, socketUrl: config.RPC_WS_URL };
}
