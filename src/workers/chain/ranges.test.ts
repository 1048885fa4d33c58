import { describe, expect, test } from 'vitest';
import { RpcError } from '../../resolvers/chain/client.ts';
import { AnswersDisagree, type RawLog } from './answers.ts';
import type { BlockRange, FetchedRange } from './fetch-range.ts';
import { fetchInOrder, type RangeLimits, type RangesOptions, type RangeWidth, remedyFor } from './ranges.ts';

const limits: RangeLimits = { mostBlocks: 64, aimLogs: 100, inFlight: 3, attempts: 3, backoffMs: 1 };
const refused = (message: string, code = -32_000) => new RpcError('REFUSED', message, { method: 'eth_getLogs', code });

/** A range whose blocks hold `logs` each. */
const fetched = (range: BlockRange, logs = 0): FetchedRange => ({
  ...range,
  headers: [],
  logs: Array.from({ length: (range.to - range.from + 1) * logs }, () => ({}) as RawLog),
  recovered: [],
});

async function collect(
  options: Partial<RangesOptions>,
  width: RangeWidth = { blocks: 8 },
): Promise<[number, number][]> {
  const all: [number, number][] = [];
  const given: RangesOptions = {
    from: 0,
    to: 99,
    headersFrom: 1_000,
    bounds: [],
    limits,
    fetch: (range) => Promise.resolve(fetched(range)),
    onFailure: () => {},
    signal: new AbortController().signal,
    ...options,
  };
  for await (const { from, to } of fetchInOrder(given, width)) all.push([from, to]);
  return all;
}

/** Whether ranges are one after the other, from 0 to 99. */
function expectWhole(ranges: readonly [number, number][]): void {
  expect(ranges[0]?.[0]).toBe(0);
  expect(ranges.at(-1)?.[1]).toBe(99);
  for (const [i, [from]] of ranges.entries()) if (i > 0) expect(from).toBe((ranges[i - 1]?.[1] ?? 0) + 1);
}

describe('ranges', () => {
  test('come in order, however long each takes, and never more at once than may', async () => {
    let [under, most] = [0, 0];
    const waiting: (() => void)[] = [];
    const ranges = collect({
      fetch: async (range) => {
        most = Math.max(most, (under += 1));
        // The last that was asked for is answered first.
        await new Promise<void>((resolve) => {
          waiting.unshift(resolve);
          setImmediate(() => setImmediate(() => waiting.shift()?.()));
        });
        under -= 1;
        return fetched(range);
      },
    });
    expectWhole(await ranges);
    expect(most).toBe(limits.inFlight);
  });

  test('grow while there is little in them, and shrink to what a transaction takes', async () => {
    const width = { blocks: 2 };
    expectWhole(await collect({}, width));
    expect(width.blocks).toBe(limits.mostBlocks);
    await collect({ fetch: (range) => Promise.resolve(fetched(range, 20)) }, width);
    expect(width.blocks).toBe(limits.aimLogs / 20);
  });

  test('go across no bound, and need headers above finality', async () => {
    const seen: BlockRange[] = [];
    const ranges = await collect({
      bounds: [10, 41],
      headersFrom: 41,
      fetch: (range) => {
        seen.push(range);
        return Promise.resolve(fetched(range));
      },
    });
    expectWhole(ranges);
    expect(ranges.map(([from]) => from)).toEqual(expect.arrayContaining([10, 41]));
    for (const { from, allHeaders } of seen) expect(allHeaders).toBe(from >= 41);
  });

  test('are halved until the node can give them', async () => {
    const width = { blocks: 64 };
    const fetch: RangesOptions['fetch'] = (range) =>
      range.to - range.from >= 3
        ? Promise.reject(refused('block range is too wide'))
        : Promise.resolve(fetched(range, 30));
    const ranges = await collect({ fetch }, width);
    expectWhole(ranges);
    expect(Math.max(...ranges.map(([from, to]) => to - from + 1))).toBeLessThanOrEqual(3);
    expect(width.blocks).toBeLessThanOrEqual(3);
  });

  test('end with the failure that asking again does not help, and with what else was under way', async () => {
    const left: AbortSignal[] = [];
    const fetch: RangesOptions['fetch'] = (range, signal) => {
      if (range.from === 0) return Promise.reject(refused('no'));
      left.push(signal);
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    };
    let failures = 0;
    await expect(collect({ fetch, onFailure: () => (failures += 1) })).rejects.toThrow('no');
    expect(failures).toBe(limits.attempts);
    expect(left.length).toBe(limits.inFlight - 1);
    expect(left.every(({ aborted }) => aborted)).toBe(true);
  });
});

test.each([
  ['HALVE', refused('query returned more than 10000 results', -32_005)],
  ['HALVE', refused('exceed maximum block range: 5000')],
  ['HALVE', refused('Log response size exceeded')],
  ['HALVE', refused('query timeout exceeded')],
  ['HALVE', new RpcError('TIMEOUT', 'no answer', { method: 'eth_getLogs' })],
  ['HALVE', new RpcError('RESPONSE', 'cut off', { method: 'eth_getLogs' })],
  ['HALVE', new RpcError('HTTP', '413', { method: 'eth_getLogs', status: 413 })],
  ['HALVE', new RpcError('HTTP', '429', { method: 'eth_getLogs', status: 429 })],
  ['RETRY', new RpcError('HTTP', '500', { method: 'eth_getLogs', status: 500 })],
  ['RETRY', new RpcError('NETWORK', 'reset', { method: 'eth_getLogs' })],
  ['RETRY', refused('header not found')],
  ['RETRY', new AnswersDisagree('another block')],
  ['GIVE_UP', new RpcError('HTTP', '401', { method: 'eth_getLogs', status: 401 })],
  ['GIVE_UP', new Error('of our own')],
])('%s: %s', (remedy, error) => {
  expect(remedyFor(error)).toBe(remedy);
});
