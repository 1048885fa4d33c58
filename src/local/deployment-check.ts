import type { ChainRpc, Deployment, Hex } from '../resolvers/chain/client.ts';
import { deploymentOf, readDeploymentRecord } from '../workers/chain/deployment.ts';

export interface StandingOptions {
  readonly rpc: ChainRpc;
  readonly chainId: number;
  readonly file: string;
  /** Of the artifacts and the plan, as `fingerprintOf` gives it. */
  readonly fingerprint: string;
}

/**
 * The recorded deployment, if all of it is on this chain and is what would be deployed now; else undefined. The block at
 * which it was complete stands for everything before it, so this costs two calls. Apart from `deployContracts`, so that
 * a start that finds everything in place does not load what deploys.
 */
export async function findStanding({
  rpc,
  chainId,
  file,
  fingerprint,
}: StandingOptions): Promise<Deployment | undefined> {
  const record = await readDeploymentRecord(file);
  const complete = record?.complete;
  if (!record || !complete || complete.fingerprint !== fingerprint) return undefined;
  const block = `0x${complete.block.toString(16)}`;
  const [id, found] = await rpc.batch([
    { method: 'eth_chainId', params: [] },
    { method: 'eth_getBlockByNumber', params: [block, false] },
  ]);
  if (!id?.ok || Number(id.result) !== chainId || record.chainId !== chainId) return undefined;
  if (!found?.ok || (found.result as { hash: Hex } | null)?.hash !== complete.hash) return undefined;
  return deploymentOf(record);
}
