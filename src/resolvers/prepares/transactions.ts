import { toQuantity } from 'ethers';
import { isLinkedTo } from '../../db/linked-addresses.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { formatDecimal } from '../amounts.ts';
import { askChain, askChainAll, isExecutionFailure } from '../chain/ask.ts';
import { chainOf, type Hex, revertData, type RpcOutcome } from '../chain/client.ts';
import { addressOfContract, type ContractCall, decodeAnswer, encodeCall } from '../chain/contracts.ts';
import { readRevert } from '../chain/reverts.ts';
import type { App, Context } from '../context.ts';
import { SimulationFailed } from './errors.ts';

/** A transaction that a user may sign: the platform neither signs nor sends it. Addresses are checksummed. */
export interface PreparedTransaction {
  readonly chainId: number;
  readonly from: Hex;
  readonly to: Hex;
  readonly data: Hex;
  /** In wei, as are the fees. */
  readonly value: bigint;
  readonly gas: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  /** What it does, in words, with exact amounts. */
  readonly summary: string;
}

export interface Wish extends ContractCall {
  readonly from: Hex;
  readonly value?: bigint;
  readonly summary: string;
}

/** What a node suggests where it does not know eth_maxPriorityFeePerGas: one gwei. */
const TIP_WEI = 1_000_000_000n;

/** Throws AddressNotLinked unless the user has linked the address. */
export async function refuseOthers(ctx: Context, userId: string, from: Hex): Promise<void> {
  if (!(await isLinkedTo(ctx.app.db, userId, from))) throw new AddressNotLinked();
}

/**
 * Simulates a call as the address at this moment and gives the transaction to sign, with gas (the estimate and
 * PREPARE_GAS_MARGIN_BPS) and fees of EIP-1559 (twice the base fee, and the node's tip, so that it lasts some blocks).
 * Throws SimulationFailed, ChainUnavailable.
 */
export async function prepareTransaction(app: App, wish: Wish): Promise<PreparedTransaction> {
  const chain = chainOf(app);
  const { from, value = 0n, summary } = wish;
  const [to, data] = [addressOfContract(chain, wish.contract), encodeCall(wish)];
  const call = { from, to, data, value: toQuantity(value) };
  const [balance, block, tip, run, estimate] = await askChainAll(
    app,
    [
      { method: 'eth_getBalance', params: [from, 'latest'] },
      { method: 'eth_getBlockByNumber', params: ['latest', false] },
      { method: 'eth_maxPriorityFeePerGas', params: [] },
      { method: 'eth_call', params: [call, 'latest'] },
      { method: 'eth_estimateGas', params: [call] },
    ] as const,
    { timeoutMs: app.config.PREPARE_TIMEOUT_MS },
  );
  const funds = BigInt(given<string>(balance));
  // Before the simulation, whose words for it differ between nodes.
  if (funds < value) throw shortOf(funds, value);
  given(run);
  const gas = (BigInt(given<string>(estimate)) * (10_000n + BigInt(app.config.PREPARE_GAS_MARGIN_BPS))) / 10_000n;
  const maxPriorityFeePerGas = tip.ok ? BigInt(tip.result as string) : TIP_WEI;
  const baseFee = BigInt(given<{ baseFeePerGas?: string }>(block).baseFeePerGas ?? '0x0');
  const maxFeePerGas = 2n * baseFee + maxPriorityFeePerGas;
  if (funds < value + gas * maxFeePerGas) throw shortOf(funds, value + gas * maxFeePerGas);
  return { chainId: chain.chainId, from, to, data, value, gas, maxFeePerGas, maxPriorityFeePerGas, summary };
}

/** Reads from one of our contracts as the address. Throws SimulationFailed, ChainUnavailable. */
export async function readContract(app: App, from: Hex, call: ContractCall): Promise<unknown[]> {
  const request = { from, to: addressOfContract(chainOf(app), call.contract), data: encodeCall(call) };
  try {
    const options = { timeoutMs: app.config.PREPARE_TIMEOUT_MS };
    return decodeAnswer(call, await askChain<string>(app, 'eth_call', [request, 'latest'], options));
  } catch (error) {
    if (isExecutionFailure(error)) throw new SimulationFailed(readRevert(revertData(error)));
    throw error;
  }
}

function given<T>(outcome: RpcOutcome): T {
  if (outcome.ok) return outcome.result as T;
  throw new SimulationFailed(readRevert(revertData(outcome.error)));
}

function shortOf(funds: bigint, needed: bigint): SimulationFailed {
  const [has, needs] = [formatDecimal(funds, 18), formatDecimal(needed, 18)];
  return new SimulationFailed({
    name: 'InsufficientEther',
    message: `The address has ${has} ETH, and this needs up to ${needs} ETH with the fees of the chain.`,
  });
}

/** The same as eth_sendTransaction takes it: QUANTITY and DATA of the JSON-RPC specification. */
export const wireTransaction = (prepared: PreparedTransaction): Readonly<Record<string, string>> => ({
  chainId: toQuantity(prepared.chainId),
  from: prepared.from,
  to: prepared.to,
  data: prepared.data,
  value: toQuantity(prepared.value),
  gas: toQuantity(prepared.gas),
  maxFeePerGas: toQuantity(prepared.maxFeePerGas),
  maxPriorityFeePerGas: toQuantity(prepared.maxPriorityFeePerGas),
});
