import { type Chain, contractNames } from '../src/resolvers/chain/client.ts';
import type { ChainMeta } from '../src/resolvers/chain/facts.ts';

/** The chain of an app whose blocks the test tells: nothing asks it. */
export function silentChain({ chainId, contracts }: ChainMeta): Chain {
  const nobody = () => Promise.reject(new Error('this chain is told, and never asked'));
  const deployed = contractNames.map((name) => [name, { address: contracts[name], deployedAtBlock: 1 }]);
  const deployment = {
    chainId,
    deployedAtBlock: 1,
    contracts: Object.fromEntries(deployed) as Chain['deployment']['contracts'],
  };
  return { chainId, deployment, socketUrl: undefined, rpc: { call: nobody, batch: nobody } };
}
