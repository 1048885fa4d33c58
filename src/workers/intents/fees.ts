import { type ChainRpc, RpcError, type RpcOutcome, type RpcRequest } from '../../resolvers/chain/client.ts';
import { FeeHistory, quantity, readOutcome } from './answers.ts';

/** What a transaction offers for a unit of gas, in wei (EIP-1559). */
export interface Fees {
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
}

export interface FeeLimits {
  /** The most that a unit of gas may cost. */
  readonly capWei: bigint;
  /** The least that the proposer of a block is offered. */
  readonly minTipWei: bigint;
}

export const feeLimits = (config: { CHAIN_MAX_FEE_GWEI: number; CHAIN_MIN_TIP_WEI: number }): FeeLimits => ({
  capWei: BigInt(config.CHAIN_MAX_FEE_GWEI) * 10n ** 9n,
  minTipWei: BigInt(config.CHAIN_MIN_TIP_WEI),
});

/** What the chain asks for at this moment. */
export interface FeeMarket {
  readonly baseFee: bigint;
  readonly tip: bigint;
}

const BLOCKS = '0x5';
const MEDIAN = 50;

/** The calls that tell the market, and how their answers are read. */
export const feeCalls: readonly RpcRequest[] = [
  { method: 'eth_feeHistory', params: [BLOCKS, 'latest', [MEDIAN]] },
  { method: 'eth_maxPriorityFeePerGas', params: [] },
];

export function readMarket([history, suggested]: readonly (RpcOutcome | undefined)[]): FeeMarket {
  const { baseFeePerGas, reward } = readOutcome(FeeHistory, history, 'the history of fees');
  const paid = (reward ?? []).flatMap(([median]) => median ?? []).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const median = paid[Math.floor(paid.length / 2)] ?? 0n;
  return { baseFee: baseFeePerGas.at(-1) ?? 0n, tip: suggestedTip(suggested) ?? median };
}

/** Not every chain suggests a tip. */
function suggestedTip(outcome: RpcOutcome | undefined): bigint | undefined {
  if (outcome && !outcome.ok && outcome.error instanceof RpcError && outcome.error.kind === 'REFUSED') return undefined;
  return readOutcome(quantity, outcome, 'the suggested tip');
}

export async function askMarket(rpc: ChainRpc, signal?: AbortSignal): Promise<FeeMarket> {
  return readMarket(await rpc.batch(feeCalls, signal && { signal }));
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * What to offer: the tip of the market, and a base fee that may double before it is mined. Never over the cap; undefined
 * where even the next block's base fee with the least tip would be.
 */
export function feesFor({ baseFee, tip }: FeeMarket, { capWei, minTipWei }: FeeLimits): Fees | undefined {
  if (baseFee + minTipWei > capWei) return undefined;
  const maxPriorityFeePerGas = most(minTipWei, least(tip, capWei - baseFee));
  return { maxFeePerGas: least(capWei, 2n * baseFee + maxPriorityFeePerGas), maxPriorityFeePerGas };
}

/** Nodes take another transaction with the same nonce only for a tenth more (geth, reth, anvil); an eighth is safe. */
const raised = (fee: bigint): bigint => most(fee + 1n, (fee * 1125n + 999n) / 1000n);

/** What a replacement offers: an eighth more than before, or what the market asks; undefined if the cap forbids it. */
export function raiseFees(before: Fees, market: FeeMarket, limits: FeeLimits): Fees | undefined {
  const leastFee = raised(before.maxFeePerGas);
  const leastTip = raised(before.maxPriorityFeePerGas);
  if (leastFee > limits.capWei || leastTip > limits.capWei) return undefined;
  const now = feesFor(market, limits);
  const maxFeePerGas = most(leastFee, now?.maxFeePerGas ?? 0n);
  return { maxFeePerGas, maxPriorityFeePerGas: least(maxFeePerGas, most(leastTip, now?.maxPriorityFeePerGas ?? 0n)) };
}

/** The highest offers among several transactions: what a replacement has to beat. */
export const highestOf = (offers: readonly [Fees, ...Fees[]]): Fees =>
  offers.reduce((a, b) => ({
    maxFeePerGas: most(a.maxFeePerGas, b.maxFeePerGas),
    maxPriorityFeePerGas: most(a.maxPriorityFeePerGas, b.maxPriorityFeePerGas),
  }));
