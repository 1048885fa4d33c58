import { afterAll, beforeAll, expect, test } from 'vitest';
import { passAnalytics } from '../../../test/analytics.ts';
import { until } from '../../../test/clients.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { platformContext } from '../context.ts';
import { registerUser } from '../users/register-user.ts';
import { tellStats } from './tell-stats.ts';

const EVERY_MS = 300;
let t: TestApp;
beforeAll(async () => {
  t = await openTestApp({ PLATFORM_STATS_EVERY_MS: String(EVERY_MS) });
  await passAnalytics(t);
});
afterAll(() => t[Symbol.asyncDispose]());

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
