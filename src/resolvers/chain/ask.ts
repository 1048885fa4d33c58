import type { App } from '../context.ts';
import { ChainUnavailable } from '../errors.ts';
import { chainOf, revertData, RpcError, type RpcCallOptions } from './client.ts';

/** Codes under which nodes report that a call ran and failed: 3 (revert), -32000 (geth), -32003 (anvil), -32015 (older). */
const EXECUTION_CODES = new Set([3, -32_000, -32_003, -32_015]);

/** Whether the chain took the call and its execution failed, so that the same call would fail anywhere. */
export function isExecutionFailure(error: unknown): error is RpcError {
  if (!(error instanceof RpcError) || error.kind !== 'REFUSED') return false;
  if (revertData(error) !== undefined) return true;
  return error.code !== undefined && EXECUTION_CODES.has(error.code);
}

/**
 * Asks the chain on behalf of a caller who waits. Throws ChainUnavailable when there is no chain or no answer to be had,
 * and the RpcError itself when what was asked for was executed and failed.
 */
export async function askChain<T>(
  app: Pick<App, 'chain' | 'log'>,
  method: string,
  params: readonly unknown[],
  options?: RpcCallOptions,
): Promise<T> {
  const { rpc } = chainOf(app);
  try {
    return await rpc.call<T>(method, params, options);
  } catch (error) {
    if (isExecutionFailure(error) || !(error instanceof RpcError)) throw error;
    app.log.warn({ err: error, method }, 'the chain did not answer a call that somebody waits for');
    throw new ChainUnavailable();
  }
}
