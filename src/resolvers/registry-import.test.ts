import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../test/harness.ts';
import { platformContext } from './context.ts';
import { importRegistryRows, type RegistryFileRow, type RegistryImport, type Taken } from './registry-import.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ REGISTRY_IMPORT_BATCH: '3', REGISTRY_REFUSALS: '4' });
});
afterAll(() => t[Symbol.asyncDispose]());

async function* linesTo(last: number): AsyncGenerator<RegistryFileRow> {
  for (let line = 2; line <= last; line += 1) yield { line, cells: {} };
}
const taken = (stored: number): Taken => ({ stored, changed: 0, unchanged: 0, refused: [] });
const run = (given: Partial<RegistryImport<number>>, last: number) =>
  importRegistryRows<number>(platformContext(t.app, 'test'), {
    rows: linesTo(last),
    read: ({ line }) => line,
    take: async (_, lines) => taken(lines.length),
    ...given,
  });

test('rows are taken in parts, and what was refused is told in order, so much of it', async () => {
  const parts: number[][] = [];
  const report = await run(
    {
      read: ({ line }) => (line % 2 === 0 ? line : `${line} is odd`),
      take: async (_, lines) => {
        parts.push([...lines]);
        return { ...taken(lines.length - 1), refused: [{ line: lines[0] ?? 0, reason: 'the first of its part' }] };
      },
    },
    9,
  );
  expect(parts).toEqual([[2, 4], [6], [8]]);
  expect(report).toMatchObject({ read: 8, stored: 1, refused: 7 });
  expect(report.refusals.map(({ line }) => line)).toEqual([2, 3, 5, 6]);
  expect(await run({}, 1)).toEqual({ read: 0, stored: 0, changed: 0, unchanged: 0, refused: 0, refusals: [] });
});

test('a transaction that failed for what may pass is tried once more, and for anything else not at all', async () => {
  let calls = 0;
  const failing = (times: number): RegistryImport<number>['take'] => {
    calls = 0;
    return async (_, lines) => {
      calls += 1;
      if (calls <= times) throw new Error('met another');
      return taken(lines.length);
    };
  };
  expect(await run({ take: failing(1), mayPass: () => true }, 4)).toMatchObject({ stored: 3 });
  await expect(run({ take: failing(2), mayPass: () => true }, 4)).rejects.toThrow('met another');
  expect(calls).toBe(2);
  await expect(run({ take: failing(1), mayPass: () => false }, 4)).rejects.toThrow('met another');
  expect(calls).toBe(1);
});
