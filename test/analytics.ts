import { foldChanges, rebuildRollups } from '../src/resolvers/analytics/rebuild.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { analytics } from '../src/workers/analytics.ts';
import type { TestApp } from './harness.ts';
import { passUpToNow } from './outbox.ts';

/** Has everything that happened added to the sums, as the passes do. */
export async function passAnalytics(t: Pick<TestApp, 'app' | 'db'>): Promise<void> {
  const ctx = platformContext(t.app, 'test');
  while (await rebuildRollups(ctx));
  await passUpToNow(t, analytics);
  while ((await foldChanges(ctx)) > 0);
}
