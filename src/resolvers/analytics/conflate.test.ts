import { afterAll, beforeAll, expect, test } from 'vitest';
import { passAnalytics } from '../../../test/analytics.ts';
import { until } from '../../../test/clients.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { platformContext } from '../context.ts';
import { encodeCursor, tell } from '../feed.ts';
import { registerUser } from '../users/register-user.ts';
import { tellStats } from './tell-stats.ts';
import { watchPlatformStats } from './watch.ts';

const EVERY_MS = 300;
let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ PLATFORM_STATS_EVERY_MS: String(EVERY_MS) });
  await passAnalytics(t);
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

test('changes of the sums are told once for all of them, by one process, and not sooner than agreed', async () => {
  const ctx = platformContext(t.app, 'test');
  await until(() => tellStats(ctx));
  for (const n of [1, 2, 3]) {
    await registerUser(t.nobody, {
      username: `person${n}`,
      email: `p${n}@example.org`,
      password: 'three green turtles',
    });
    await passAnalytics(t);
  }
  const begun = performance.now();
  await until(async () => {
    const told = await Promise.all([tellStats(ctx), tellStats(ctx), tellStats(ctx)]);
    expect(told.filter(Boolean).length).toBeLessThanOrEqual(1);
    return told.some(Boolean);
  });
  expect(performance.now() - begun).toBeLessThan(10 * EVERY_MS);
  // Nothing has changed since, however long ago that was.
  await t.db.sql`update rollup_clock set told_at = now() - interval '1 hour'`;
  expect(await tellStats(ctx)).toBe(false);
});
