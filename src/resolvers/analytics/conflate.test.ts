import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../../test/clients.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { encodeCursor, tell } from '../feed.ts';
import { watchPlatformStats } from './watch.ts';

const EVERY_MS = 300;
let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ PLATFORM_STATS_EVERY_MS: String(EVERY_MS) });
});
afterAll(() => t[Symbol.asyncDispose]());

const say = (...versions: string[]) =>
  t.db.transact((tx) =>
    tell(
      tx,
      versions.map((version) => ({ topic: 'platformStats', key: 'platform', payload: { version } })),
    ),
  );
const versionOf = async (next: Promise<IteratorResult<{ payload: { version: string } }, void>>) => {
  const { value } = await next;
  return value?.payload.version;
};

test('of what comes at once the first is told at once, and of the rest only the newest once the time is over', async () => {
  const stream = watchPlatformStats(t.nobody, {});
  await say('1', '2', '3', '4');
  await t.broadcast();
  expect(await versionOf(stream.next())).toBe('1');
  const told = performance.now();
  expect(await versionOf(stream.next())).toBe('4');
  // A timer may be a little early by this clock.
  expect(performance.now() - told).toBeGreaterThanOrEqual(EVERY_MS - 2);
  await stream.return?.();
  expect(await stream.next()).toMatchObject({ done: true });
});

test('whoever was away is told once', async () => {
  const after = encodeCursor(t.app.feed.head);
  for (let n = 10; n < 40; n += 1) await say(String(n));
  await t.broadcast();
  const stream = watchPlatformStats(t.nobody, { after });
  const seen = [await versionOf(stream.next()), await versionOf(stream.next())];
  expect(seen).toEqual(['10', '39']);
  await stream.return?.();
});

test('who leaves while it waits is let go at once, and a waiting reader is ended', async () => {
  const stream = watchPlatformStats(t.nobody, {});
  await say('50');
  await t.broadcast();
  expect(await versionOf(stream.next())).toBe('50');
  const waiting = stream.next();
  await stream.return?.();
  expect(await waiting).toMatchObject({ done: true });
  await until(async () => t.app.feed.idle);
});
