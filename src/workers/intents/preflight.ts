import type { Config } from '../../config.ts';
import { type Chain, type Hex, revertData, RpcError, type RpcOutcome } from '../../resolvers/chain/client.ts';
import { readRevert, type Revert } from '../../resolvers/chain/reverts.ts';
import type { Call } from '../../resolvers/intents/calls.ts';
import { Code, quantity, readOutcome, toQuantity } from './answers.ts';
import { feeCalls, feeLimits, type Fees, feesFor, readMarket } from './fees.ts';

/** What the chain said of a call before anything was signed. */
export type Preflight =
  | {
      readonly ok: true;
      readonly gasLimit: bigint;
      readonly fees: Fees;
      readonly minedNonce: bigint;
      readonly balance: bigint;
    }
  /** It cannot be sent now; nothing is known that would forbid it later. */
  | { readonly ok: false; readonly code: string; readonly text: string }
  /** The contract refuses it. */
  | { readonly ok: false; readonly revert: Revert; readonly minedNonce: bigint }
  /** It will never be sent as it is. */
  | { readonly ok: false; readonly hopeless: true; readonly code: string; readonly text: string };

/**
 * Asks everything that can be known before a transaction is signed, in one request: that it is the right chain and the
 * contract is there, that the call succeeds as the signer at this moment, what it costs, and that the signer can pay.
 * @throws RpcError when the chain gives no answer, AnswersDisagree when it is none
 */
export async function preflight(
  { chain, config }: { readonly chain: Chain; readonly config: Config },
  signer: Hex,
  call: Call,
  signal?: AbortSignal,
): Promise<Preflight> {
  const request = { from: signer, to: call.to, data: call.data, value: toQuantity(call.value) };
  const [chainId, code, balance, count, simulated, estimated, ...market] = await chain.rpc.batch(
    [
      { method: 'eth_chainId', params: [] },
      { method: 'eth_getCode', params: [call.to, 'latest'] },
      { method: 'eth_getBalance', params: [signer, 'latest'] },
      { method: 'eth_getTransactionCount', params: [signer, 'latest'] },
      { method: 'eth_call', params: [request, 'latest'] },
      { method: 'eth_estimateGas', params: [request] },
      ...feeCalls,
    ],
    signal && { signal },
  );
  const actual = readOutcome(quantity, chainId, 'the id of the chain');
  if (actual !== BigInt(config.CHAIN_ID) || chain.deployment.chainId !== config.CHAIN_ID) {
    return refuse('WRONG_CHAIN', `the RPC serves chain ${actual}, the deployment is of ${chain.deployment.chainId}`);
  }
  if (call.data !== '0x' && readOutcome(Code, code, 'the code of the contract') === '0x') {
    return refuse('NO_CONTRACT', `there is no contract at ${call.to}`);
  }
  const minedNonce = readOutcome(quantity, count, 'the nonce of the signer');
  const revert = revertOf(simulated) ?? revertOf(estimated);
  if (revert) return { ok: false, revert, minedNonce };
  const gas = gasLimitFor(readOutcome(quantity, estimated, 'the estimate of gas'), config);
  if (gas === undefined) {
    return { ...refuse('GAS_OVER_LIMIT', `it needs more than ${config.CHAIN_GAS_LIMIT} gas`), hopeless: true };
  }
  const prices = readMarket(market);
  const fees = feesFor(prices, feeLimits(config));
  if (!fees) {
    return refuse('FEES_TOO_HIGH', `a unit of gas costs ${prices.baseFee} wei, over ${config.CHAIN_MAX_FEE_GWEI} gwei`);
  }
  const held = readOutcome(quantity, balance, 'the balance of the signer');
  const needed = call.value + gas * fees.maxFeePerGas;
  if (held < needed) return refuse('INSUFFICIENT_ETHER', `${signer} holds ${held} wei and may need ${needed}`);
  return { ok: true, gasLimit: gas, fees, minedNonce, balance: held };
}

const refuse = (code: string, text: string) => ({ ok: false, code, text }) as const;

/** The estimate with a margin, since state moves on until it is mined; undefined if even the estimate is over the cap. */
function gasLimitFor(estimate: bigint, config: Config): bigint | undefined {
  const cap = BigInt(config.CHAIN_GAS_LIMIT);
  if (estimate > cap) return undefined;
  const withMargin = (estimate * BigInt(100 + config.CHAIN_GAS_MARGIN_PERCENT)) / 100n;
  return withMargin < cap ? withMargin : cap;
}

/** The refusal of a contract, undefined for an answer or for a failure of another kind. */
function revertOf(outcome: RpcOutcome | undefined): Revert | undefined {
  return outcome && !outcome.ok ? revertOfError(outcome.error) : undefined;
}

/** JSON-RPC's code for a revert (EIP-1474 has none; geth and its like use 3). */
const REVERTED = 3;

/** What the contract said, if the error is of the call itself and not of the node that should have run it. */
export function revertOfError(error: unknown): Revert | undefined {
  if (!(error instanceof RpcError) || error.kind !== 'REFUSED') return undefined;
  const data = revertData(error);
  const isRevert = data !== undefined || error.code === REVERTED || /\brevert(?:ed)?\b/i.test(error.message);
  return isRevert ? readRevert(data) : undefined;
}
