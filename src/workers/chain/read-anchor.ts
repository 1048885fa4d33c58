import { Interface } from 'ethers';
import { creditRegistryAbi } from '../../../contracts/abi/credit-registry.ts';
import type { ChainRpc, Hex } from '../../resolvers/chain/client.ts';
import type { Bundle } from '../../resolvers/proofs/bundle.ts';
import type { Anchored } from '../../resolvers/proofs/verify.ts';

const registry = new Interface(creditRegistryAbi);
const NOTHING = `0x${'0'.repeat(64)}`;

/** The chain that was asked is not the one that the bundle names. */
export class OtherChain extends Error {}

/**
 * What the chain holds for the project and sequence of a bundle, asked of the contract that the bundle names; null where
 * it holds nothing. Throws OtherChain, RpcError.
 */
export async function readAnchor(rpc: ChainRpc, { anchor, sequence }: Bundle): Promise<Anchored | null> {
  const chainId = BigInt(await rpc.call<Hex>('eth_chainId', []));
  if (chainId !== BigInt(anchor.chainId)) {
    throw new OtherChain(`The RPC is of chain ${chainId}, but the proof is anchored on chain ${anchor.chainId}.`);
  }
  const data = registry.encodeFunctionData('commitmentOf', [anchor.projectKey, BigInt(sequence)]);
  const ask = async (block: 'finalized' | 'latest'): Promise<Hex | undefined> => {
    const answer = await rpc.call<Hex>('eth_call', [{ to: anchor.contract, data }, block]);
    // Where there was no such contract at that block yet, the answer is empty.
    return answer === '0x' || answer === NOTHING ? undefined : answer;
  };
  const final = await ask('finalized');
  const commitment = final ?? (await ask('latest'));
  return commitment === undefined ? null : { commitment, isFinal: final !== undefined };
}
