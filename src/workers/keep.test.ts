import { pino } from 'pino';
import { expect, test } from 'vitest';
import { until } from '../../test/clients.ts';
import { keep } from './keep.ts';

const silent = pino({ level: 'silent' });
/** A pause that no test outlives: only what cuts it short goes on. */
const NEVER_MS = 3_600_000;

test('passes run one at a time, at once while there is more to do, then after a pause', async () => {
  let running = 0;
  let most = 0;
  let passes = 0;
  const kept = keep(
    {
      name: 'counter',
      everyMs: 1,
      run: async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        passes += 1;
        return passes < 5;
      },
    },
    silent,
  );
  // Wakes while a pass runs must not start a second one beside it.
  await until(() => {
    kept.wake();
    return passes >= 20;
  });
  await kept.stop();
  expect(most).toBe(1);
});

test('a pass that has more to do is followed by the next without a pause', async () => {
  let passes = 0;
  const kept = keep({ name: 'busy', everyMs: NEVER_MS, run: async () => (passes += 1) < 7 }, silent);
  await until(() => passes === 7);
  await kept.stop();
  expect(passes).toBe(7);
});

test('a failure is told and survived', async () => {
  let passes = 0;
  const told: unknown[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => told.push(JSON.parse(line)) });
  const fail = async (): Promise<void> => {
    passes += 1;
    if (passes <= 2) throw new Error(`broken ${passes}`);
  };
  const kept = keep({ name: 'fragile', everyMs: NEVER_MS, run: fail }, log);
  const startedAt = kept.lastPassAt;
  await until(() => kept.lastError === 'broken 1');
  kept.wake();
  await until(() => kept.lastError === 'broken 2');
  expect(kept.lastPassAt).toBe(startedAt);
  kept.wake();
  await until(() => kept.lastError === undefined);
  expect(kept.lastPassAt).not.toBe(startedAt);
  await kept.stop();
  expect(told).toMatchObject([
    { worker: 'fragile', err: { message: 'broken 1' } },
    { worker: 'fragile', err: { message: 'broken 2' } },
  ]);
});

test('a pass that throws before it waits for anything is a failure like another', async () => {
  let passes = 0;
  const run = (): Promise<void> => {
    passes += 1;
    if (passes === 1) throw new TypeError('at once');
    return Promise.resolve();
  };
  const kept = keep({ name: 'abrupt', everyMs: NEVER_MS, run }, silent);
  await until(() => kept.lastError === 'at once');
  kept.wake();
  await until(() => kept.lastError === undefined);
  await kept.stop();
});

test('a wake cuts the pause, and one that comes during a pass is not forgotten', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let begun = 0;
  const run = async (): Promise<void> => {
    begun += 1;
    await gates[begun - 1]?.promise;
  };
  const kept = keep({ name: 'sleeper', everyMs: NEVER_MS, run }, silent);
  await until(() => begun === 1);
  kept.wake();
  expect(begun).toBe(1);
  gates[0]?.resolve();
  await until(() => begun === 2);
  gates[1]?.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  // Both passes were asked for; nobody asked for a third.
  expect(begun).toBe(2);
  kept.wake();
  await until(() => begun === 3);
  await kept.stop();
});

test('stop tells the pass that is running, waits for it, and lets no other begin', async () => {
  const gate = Promise.withResolvers<void>();
  let passes = 0;
  let told = false;
  const run = async (stopping: AbortSignal): Promise<boolean> => {
    passes += 1;
    stopping.addEventListener('abort', () => {
      told = true;
    });
    await gate.promise;
    return true;
  };
  const kept = keep({ name: 'last', everyMs: NEVER_MS, run }, silent);
  await until(() => passes === 1);
  let stopped = false;
  const stopping = kept.stop().then(() => {
    stopped = true;
  });
  expect(told).toBe(true);
  await new Promise((resolve) => setImmediate(resolve));
  expect(stopped).toBe(false);
  gate.resolve();
  await stopping;
  kept.wake();
  expect(passes).toBe(1);
});

test('stop cuts the pause', async () => {
  let passes = 0;
  const kept = keep({ name: 'resting', everyMs: NEVER_MS, run: async () => void (passes += 1) }, silent);
  await until(() => passes === 1);
  await kept.stop();
  expect(passes).toBe(1);
});
