import { selectPlaces } from '../src/db/consumers.ts';
import type { Cursor } from '../src/db/outbox.ts';
import { foldChanges, rebuildRollups } from '../src/resolvers/analytics/rebuild.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { comparePlaces } from '../src/resolvers/feed.ts';
import { analytics } from '../src/workers/analytics.ts';
import { passConsumer } from '../src/workers/consume.ts';
import { until } from './clients.ts';
import type { TestApp } from './harness.ts';

/** Has everything that happened added to the sums, as the passes do. */
export async function passAnalytics(t: Pick<TestApp, 'app' | 'db'>): Promise<void> {
  const ctx = platformContext(t.app, 'test');
  const [newest] = await t.db.sql<Cursor[]>`
    select xid::text, position from outbox order by outbox.xid desc, position desc limit 1`;
  while (await rebuildRollups(ctx));
  // Reading stops below the oldest transaction of the whole server, which another test may be running just now.
  await until(async () => {
    while (await passConsumer(ctx, analytics));
    const [at] = await selectPlaces(t.db, analytics.name);
    return newest === undefined || (at !== undefined && comparePlaces(at.place, newest) >= 0);
  });
  while ((await foldChanges(ctx)) > 0);
}
