import { Interface } from 'ethers';
import { creditRegistryAbi } from '../../../contracts/abi/credit-registry.ts';
import type { Content } from '../../resolvers/certificates/content.ts';
import type { RetiredOnChain } from '../../resolvers/certificates/verify.ts';
import type { ChainRpc, Hex } from '../../resolvers/chain/client.ts';
import { OtherChain } from './read-anchor.ts';

const registry = new Interface(creditRegistryAbi);

interface Receipt {
  readonly status: Hex;
  readonly blockNumber: Hex;
  readonly logs: readonly {
    readonly address: Hex;
    readonly logIndex: Hex;
    readonly topics: Hex[];
    readonly data: Hex;
  }[];
}

/**
 * What the chain holds where a certificate says that it was retired; null where it holds nothing of the kind. Throws
 * OtherChain, RpcError.
 */
export async function readRetirement(rpc: ChainRpc, { chain }: Content): Promise<RetiredOnChain | null> {
  const chainId = BigInt(await rpc.call<Hex>('eth_chainId', []));
  if (chainId !== BigInt(chain.chainId)) {
    throw new OtherChain(`The RPC is of chain ${chainId}, but the credits were retired on chain ${chain.chainId}.`);
  }
  const receipt = await rpc.call<Receipt | null>('eth_getTransactionReceipt', [chain.transactionHash]);
  if (!receipt || BigInt(receipt.status) !== 1n || BigInt(receipt.blockNumber) !== BigInt(chain.blockNumber))
    return null;
  const log = receipt.logs.find(({ logIndex }) => BigInt(logIndex) === BigInt(chain.logIndex));
  if (!log || log.address.toLowerCase() !== chain.contract) return null;
  const event = registry.parseLog({ topics: log.topics, data: log.data });
  if (event?.name !== 'CreditsRetired') return null;
  const final = await rpc.call<{ readonly number: Hex } | null>('eth_getBlockByNumber', ['finalized', false]);
  const { batchId, account, beneficiaryHash, amount } = event.args.toObject() as Record<string, bigint | string>;
  return {
    batchId: String(batchId),
    account: String(account).toLowerCase() as Hex,
    beneficiaryHash: String(beneficiaryHash).toLowerCase() as Hex,
    quantity: BigInt(amount ?? 0),
    isFinal: final !== null && BigInt(receipt.blockNumber) <= BigInt(final.number),
  };
}
