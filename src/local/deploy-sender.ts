import { setTimeout as pause } from 'node:timers/promises';
import { type BaseWallet, getCreateAddress, keccak256 } from 'ethers';
import { type ChainRpc, type Hex, revertData, RpcError } from '../resolvers/chain/client.ts';

/** What one key can send. */
export interface Sender {
  readonly address: Hex;
  /** Checks it by simulation, prices it and signs it; nothing is sent. @throws RpcError when the chain would refuse it. */
  sign(wish: Wish): Promise<SignedWish>;
  /** Sends the bytes, if they are not on the chain yet, and waits until they are in a block. */
  deliver(signed: Pick<SignedWish, 'hash' | 'bytes'>): Promise<Receipt>;
}

interface Wish {
  /** Absent to create a contract. */
  readonly to?: Hex;
  readonly data: Hex;
  readonly value?: bigint;
}

export interface SignedWish {
  readonly hash: Hex;
  readonly bytes: Hex;
  readonly nonce: number;
  /** Where the contract will be, if it creates one. */
  readonly creates: Hex;
}

export interface Receipt {
  readonly blockNumber: number;
  readonly status: Hex;
}

export interface SenderOptions {
  readonly rpc: ChainRpc;
  readonly chainId: number;
  readonly wallet: BaseWallet;
  readonly pollMs: number;
  /** How long a transaction may take into a block. */
  readonly receiptWithinMs: number;
}

const GAS_MARGIN_PERCENT = 125n;
const TIP_WEI = '0x3b9aca00';

/** Signs with a key that is here and sends through our own client, one transaction after the other. */
export function createSender({ rpc, chainId, wallet, pollMs, receiptWithinMs }: SenderOptions): Sender {
  const address = wallet.address as Hex;

  async function sign({ to, data, value = 0n }: Wish): Promise<SignedWish> {
    const call = { from: address, data, value: hexOf(value), ...(to && { to }) };
    const gas = BigInt(await rpc.call<Hex>('eth_estimateGas', [call]));
    const nonce = Number(await rpc.call<Hex>('eth_getTransactionCount', [address, 'pending']));
    const gasLimit = (gas * GAS_MARGIN_PERCENT) / 100n;
    const fees = await feesOf(rpc);
    const bytes = await wallet.signTransaction({ chainId, nonce, gasLimit, data, value, ...fees, ...(to && { to }) });
    const creates = getCreateAddress({ from: address, nonce }) as Hex;
    return { hash: keccak256(bytes) as Hex, bytes: bytes as Hex, nonce, creates };
  }

  async function deliver({ hash, bytes }: Pick<SignedWish, 'hash' | 'bytes'>): Promise<Receipt> {
    const untilMs = Date.now() + receiptWithinMs;
    for (let sent = false; ;) {
      const receipt = await rpc.call<{ blockNumber: Hex; status: Hex } | null>('eth_getTransactionReceipt', [hash]);
      if (receipt) return { blockNumber: Number(receipt.blockNumber), status: receipt.status };
      if (Date.now() > untilMs) {
        throw new Error(`Transaction ${hash} is in no block after ${receiptWithinMs / 1_000} s: run this again later.`);
      }
      if (sent) await pause(pollMs);
      else await broadcast(hash, bytes);
      sent = true;
    }
  }

  async function broadcast(hash: Hex, bytes: Hex): Promise<void> {
    await rpc.call('eth_sendRawTransaction', [bytes]).catch(async (error: unknown) => {
      // Sent before: whatever the node calls that, it then knows the transaction.
      if ((await rpc.call('eth_getTransactionByHash', [hash])) === null) throw error;
    });
  }

  return { address, sign, deliver };
}

const hexOf = (value: bigint): Hex => `0x${value.toString(16)}`;

/** Twice the base fee stays enough for six full blocks (EIP-1559); a chain without one has a gas price. */
async function feesOf(rpc: ChainRpc): Promise<object> {
  const head = await rpc.call<{ baseFeePerGas?: Hex }>('eth_getBlockByNumber', ['latest', false]);
  if (head.baseFeePerGas === undefined) return { type: 0, gasPrice: BigInt(await rpc.call<Hex>('eth_gasPrice', [])) };
  // Not every node has the method.
  const tip = BigInt(await rpc.call<Hex>('eth_maxPriorityFeePerGas', []).catch(() => TIP_WEI));
  return { type: 2, maxPriorityFeePerGas: tip, maxFeePerGas: BigInt(head.baseFeePerGas) * 2n + tip };
}

/** A refusal in the words of the contract, where it has some. */
export function describeRefusal(error: unknown, parse: (data: Hex) => string | undefined): Error {
  const data = revertData(error);
  const words = data === undefined ? undefined : parse(data);
  if (words !== undefined) return new Error(`the contract refuses: ${words}`, { cause: error });
  return error instanceof RpcError || error instanceof Error ? error : new Error(String(error));
}
