import { ChainUnavailable } from '../errors.ts';

/** Bytes as text, `0x` first. Addresses are checksummed where people read them and lower case where they are keys. */
export type Hex = `0x${string}`;

/** Every contract of ours, as contracts/artifacts and deployments name it. */
export const contractNames = [
  'CarbonToken',
  'CarbonAccount',
  'CarbonPayment',
  'CarbonStaking',
  'CreditRegistry',
  'CarbonCustody',
  'CarbonTimelock',
  'CarbonGovernor',
  'CarbonParameters',
] as const;
export type ContractName = (typeof contractNames)[number];

export interface DeployedContract {
  /** Where it is called (for a proxy: the proxy), checksummed. */
  readonly address: Hex;
  /** The first block that can hold a log of it. */
  readonly deployedAtBlock: number;
  /** What stood behind the proxy when it was deployed; an upgrade changes that on the chain, not here. */
  readonly implementation?: Hex;
}

/** What contracts/deployments/<chainId>.json says once a deployment is complete. */
export interface Deployment {
  readonly chainId: number;
  /** The first block that can hold a log of any contract: where an index begins. */
  readonly deployedAtBlock: number;
  readonly contracts: Readonly<Record<ContractName, DeployedContract>>;
}

export interface RpcCallOptions {
  readonly signal?: AbortSignal;
  /** For this call alone; else CHAIN_RPC_TIMEOUT_MS. */
  readonly timeoutMs?: number;
}

export interface RpcRequest {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** One answer of a batch: each call of it succeeds or is refused by itself. */
export type RpcOutcome<T = unknown> =
  | { readonly ok: true; readonly result: T }
  | { readonly ok: false; readonly error: RpcError };

/**
 * The one way to a chain's JSON-RPC. Nothing is tried twice inside: who calls knows what may be repeated. Both throw an
 * `RpcError`, or the signal's reason when the caller's own signal ends the call.
 */
export interface ChainRpc {
  /** The `result` of one call; its shape is the method's and is not checked here. */
  call<T = unknown>(method: string, params: readonly unknown[], options?: RpcCallOptions): Promise<T>;
  /**
   * Answers in the order of the calls. Throws only when the request as a whole fails; goes out in several requests where
   * CHAIN_RPC_BATCH is smaller.
   */
  batch<T = unknown>(calls: readonly RpcRequest[], options?: RpcCallOptions): Promise<RpcOutcome<T>[]>;
}

/** The chain that this process works with. */
export interface Chain {
  readonly chainId: number;
  readonly deployment: Deployment;
  readonly rpc: ChainRpc;
  /** Where new blocks can be heard of by WebSocket; without it the chain is polled. */
  readonly socketUrl: string | undefined;
}

/**
 * What went wrong between us and the chain:
 * - TIMEOUT: no full answer in time; what was asked for may have happened all the same;
 * - NETWORK: no connection, or it broke;
 * - HTTP: a status that is not 2xx, without a JSON-RPC error in it;
 * - RESPONSE: an answer that is none: not JSON, cut off, too large, for another request, neither result nor error;
 * - REFUSED: a JSON-RPC error, with its code, message and data (a revert's data is what the contract said).
 */
export type RpcErrorKind = 'TIMEOUT' | 'NETWORK' | 'HTTP' | 'RESPONSE' | 'REFUSED';

export interface RpcErrorDetails {
  readonly method: string;
  /** The code of the JSON-RPC error (REFUSED). */
  readonly code?: number | undefined;
  /** The data of the JSON-RPC error: for a revert, its bytes as hex. */
  readonly data?: unknown;
  /** The HTTP status (HTTP, and REFUSED where the error came with one). */
  readonly status?: number | undefined;
  /** What the server asks for with Retry-After. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A call that did not give a result. Messages never hold the URL, which may hold a key. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly kind: RpcErrorKind;
  readonly method: string;
  readonly code: number | undefined;
  readonly data: unknown;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(kind: RpcErrorKind, message: string, details: RpcErrorDetails) {
    super(`${details.method}: ${message}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.method = details.method;
    this.code = details.code;
    this.data = details.data;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** The bytes with which a contract reverted, or undefined when the error is none of a contract. */
export function revertData(error: unknown): Hex | undefined {
  if (!(error instanceof RpcError) || error.kind !== 'REFUSED') return undefined;
  // Geth and anvil put the bytes into `data`; some providers wrap them once more.
  const { data } = error;
  const bytes = typeof data === 'object' && data !== null && 'data' in data ? data.data : data;
  return typeof bytes === 'string' && /^0x(?:[\da-f]{2})*$/i.test(bytes) ? (bytes as Hex) : undefined;
}

/** The chain, where a verb cannot do without. @throws ChainUnavailable when this process has none. */
export function chainOf(app: { readonly chain: Chain | undefined }): Chain {
  if (!app.chain) throw new ChainUnavailable();
  return app.chain;
}
