import { Interface } from 'ethers';
import { creditRegistryAbi } from '../../../contracts/abi/credit-registry.ts';
import type { ChainRpc, Hex } from '../../resolvers/chain/client.ts';
import type { Bundle, Proof } from '../../resolvers/proofs/bundle.ts';
import type { Anchored, AnchorPlace } from '../../resolvers/proofs/verify.ts';

const registry = new Interface(creditRegistryAbi);
const NOTHING = `0x${'0'.repeat(64)}`;

/** The chain that was asked is not the one that the bundle names. */
export class OtherChain extends Error {}

/**
 * What the chain holds for the project and sequence of a bundle, asked of the contract that the bundle names; null where
 * it holds nothing. Whether the transaction that the proof names has anchored it is looked up in its receipt. Throws
 * OtherChain, RpcError.
 */
export async function readAnchor(rpc: ChainRpc, { bundle, anchor: stated }: Proof): Promise<Anchored | null> {
  const { anchor, sequence } = bundle;
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
  if (commitment === undefined) return null;
  const place = stated
    ? await placeOf(rpc, { bundle, commitment, transactionHash: stated.transactionHash })
    : undefined;
  return { commitment, isFinal: final !== undefined, place };
}

interface Wanted {
  readonly bundle: Bundle;
  readonly commitment: Hex;
  readonly transactionHash: Hex;
}

interface Receipt {
  readonly blockNumber: Hex;
  readonly blockHash: Hex;
  readonly logs: readonly { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex }[];
}

/** Where the transaction anchored the commitment; null if it did not, or the chain does not know it. */
async function placeOf(rpc: ChainRpc, { bundle, commitment, transactionHash }: Wanted): Promise<AnchorPlace | null> {
  const { anchor, sequence } = bundle;
  const receipt = await rpc.call<Receipt | null>('eth_getTransactionReceipt', [transactionHash]);
  const { topics, data } = registry.encodeEventLog('ProofAnchored', [anchor.projectKey, BigInt(sequence), commitment]);
  const log = receipt?.logs.find(
    (each) =>
      each.address.toLowerCase() === anchor.contract &&
      each.data === data &&
      each.topics.length === topics.length &&
      each.topics.every((topic, at) => topic === topics[at]),
  );
  if (!receipt || !log) return null;
  return { transactionHash, blockNumber: String(BigInt(receipt.blockNumber)), blockHash: receipt.blockHash };
}
