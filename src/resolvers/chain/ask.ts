import type { App } from '../context.ts';
import { ChainUnavailable } from '../errors.ts';
import { chainOf, revertData, RpcError, type RpcCallOptions, type RpcOutcome, type RpcRequest } from './client.ts';

/** The code of a revert. The others stand for much else too, so that there only the words tell. */
const REVERTED = 3;
/** -32000 (geth), -32003 and -32603 (anvil), -32015 (older nodes). */
const AMBIGUOUS_CODES = new Set([-32_000, -32_003, -32_015, -32_603]);
/** How EVMs call what ends an execution, or keeps a transaction from beginning one. */
const EXECUTION_WORDS =
  /revert|\bgas\b|outofgas|out of bounds|opcode|\bjump|\bstack\b|insufficient funds|write protection|code size|\bEVM\b/i;

/** Whether the chain took the call and its execution failed, so that the same call would fail anywhere. */
export function isExecutionFailure(error: unknown): boolean {
  if (!(error instanceof RpcError) || error.kind !== 'REFUSED') return false;
  if (error.code === REVERTED || revertData(error) !== undefined) return true;
  return error.code !== undefined && AMBIGUOUS_CODES.has(error.code) && EXECUTION_WORDS.test(error.message);
}

/**
 * Asks the chain on behalf of a caller who waits. Throws ChainUnavailable when there is no chain or no answer to be had,
 * and the RpcError itself when what was asked for was executed and failed.
 */
export async function askChain<T>(
  app: Asking,
  method: string,
  params: readonly unknown[],
  options?: RpcCallOptions,
): Promise<T> {
  const { rpc } = chainOf(app);
  try {
    return await rpc.call<T>(method, params, options);
  } catch (error) {
    throw isExecutionFailure(error) ? error : unavailable(app, error);
  }
}

type Asking = Pick<App, 'chain' | 'log'>;
type Outcomes<Calls extends readonly RpcRequest[]> = { readonly [K in keyof Calls]: RpcOutcome };

/**
 * The same for several calls at once, each with an outcome of its own: a result, or that its execution failed. A method
 * that the node does not know has failed likewise, and the others have not.
 */
export async function askChainAll<const Calls extends readonly RpcRequest[]>(
  app: Asking,
  calls: Calls,
  options?: RpcCallOptions,
): Promise<Outcomes<Calls>> {
  const { rpc } = chainOf(app);
  try {
    const outcomes = await rpc.batch(calls, options);
    for (const outcome of outcomes) {
      if (outcome.ok || outcome.error.code === METHOD_NOT_FOUND || isExecutionFailure(outcome.error)) continue;
      throw outcome.error;
    }
    return outcomes as unknown as Outcomes<Calls>;
  } catch (error) {
    throw unavailable(app, error);
  }
}

const METHOD_NOT_FOUND = -32_601;

function unavailable({ log }: Asking, error: unknown): unknown {
  if (!(error instanceof RpcError)) return error;
  log.warn({ err: error, method: error.method }, 'the chain did not answer a call that somebody waits for');
  return new ChainUnavailable();
}
