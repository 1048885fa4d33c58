import { describe, expect, test } from 'vitest';
import { ChainUnavailable } from '../errors.ts';
import { askChain, askChainAll, isExecutionFailure } from './ask.ts';
import { type Chain, RpcError, type RpcErrorKind } from './client.ts';
import type { App } from '../context.ts';

const refused = (code: number, message: string, data?: unknown): RpcError =>
  new RpcError('REFUSED', message, { method: 'eth_call', code, data });

describe('an execution that failed', () => {
  test.each([
    [refused(3, 'execution reverted', '0x')],
    [refused(-32_000, 'execution reverted')],
    [refused(-32_000, 'out of gas')],
    [refused(-32_000, 'invalid opcode: INVALID')],
    [refused(-32_000, 'insufficient funds for gas * price + value: address 0x1 have 0 want 1')],
    [refused(-32_603, 'EVM error OutOfGas')],
    [refused(-32_015, 'VM execution error.', '0x08c379a0')],
  ])('is told by %s', (error) => {
    expect(isExecutionFailure(error)).toBe(true);
  });

  test.each([
    [refused(-32_005, 'limit exceeded')],
    [refused(-32_000, 'header not found')],
    [refused(-32_000, 'daily request count exceeded, request rate limited')],
    [refused(-32_603, 'Internal error')],
    [refused(-32_602, 'invalid argument 0')],
    [new RpcError('TIMEOUT', 'no answer in time', { method: 'eth_call' })],
    [new Error('execution reverted')],
  ])('is not told by %s', (error) => {
    expect(isExecutionFailure(error)).toBe(false);
  });
});

const warnings: unknown[] = [];
/** An app whose chain answers with this error, or with these outcomes. */
function appWith(answer: RpcError | readonly (RpcError | string)[]): Pick<App, 'chain' | 'log'> {
  const outcome = (one: RpcError | string) =>
    typeof one === 'string' ? { ok: true, result: one } : { ok: false, error: one };
  const settle = (): Promise<unknown> =>
    answer instanceof RpcError ? Promise.reject(answer) : Promise.resolve(answer.map(outcome));
  const chain = { rpc: { call: settle, batch: settle } } as unknown as Chain;
  return { chain, log: { warn: (fields: unknown) => warnings.push(fields) } as unknown as App['log'] };
}

describe('a question to the chain', () => {
  test.each<RpcErrorKind>(['TIMEOUT', 'NETWORK', 'HTTP', 'RESPONSE'])(
    'that meets %s says so, and it is logged',
    async (kind) => {
      const app = appWith(new RpcError(kind, 'no', { method: 'eth_call' }));
      const before = warnings.length;
      await expect(askChain(app, 'eth_call', [])).rejects.toThrow(ChainUnavailable);
      await expect(askChainAll(app, [])).rejects.toThrow(ChainUnavailable);
      expect(warnings.length).toBe(before + 2);
    },
  );

  test('that reverts gives the revert', async () => {
    const reverted = refused(3, 'execution reverted', '0x1234');
    await expect(askChain(appWith(reverted), 'eth_call', [])).rejects.toBe(reverted);
    const calls = [{ method: 'eth_call', params: [] }] as const;
    const [outcome] = await askChainAll(appWith([reverted]), calls);
    expect(outcome).toEqual({ ok: false, error: reverted });
  });

  test('one of which the node does not know leaves the others answered; one without an answer fails all', async () => {
    const calls = [
      { method: 'eth_maxPriorityFeePerGas', params: [] },
      { method: 'eth_chainId', params: [] },
    ] as const;
    const [unknown, known] = await askChainAll(appWith([refused(-32_601, 'Method not found'), '0x1']), calls);
    expect([unknown.ok, known]).toEqual([false, { ok: true, result: '0x1' }]);
    await expect(askChainAll(appWith([refused(-32_005, 'limit exceeded'), '0x1']), calls)).rejects.toThrow(
      ChainUnavailable,
    );
  });

  test('needs a chain', async () => {
    const { log } = appWith([]);
    await expect(askChain({ chain: undefined, log }, 'eth_call', [])).rejects.toThrow(ChainUnavailable);
  });
});
