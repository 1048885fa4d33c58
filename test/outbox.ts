import { selectPlaces } from '../src/db/consumers.ts';
import { platformContext } from '../src/resolvers/context.ts';
import { comparePlaces, type Topic } from '../src/resolvers/feed.ts';
import { type Consumer, passConsumer } from '../src/workers/consume.ts';
import { until } from './clients.ts';
import { newestPlace } from './databases.ts';
import type { TestApp } from './harness.ts';

/** Has a consumer read every event that there is. */
export async function passUpToNow<T extends Topic>(
  t: Pick<TestApp, 'app' | 'db'>,
  consumer: Consumer<T>,
): Promise<void> {
  const newest = await newestPlace(t.db);
  // Reading stops below the oldest transaction of the whole server, which another test may be running just now.
  await until(async () => {
    while (await passConsumer(platformContext(t.app, 'test'), consumer));
    const [at] = await selectPlaces(t.db, consumer.name);
    return newest === undefined || (at !== undefined && comparePlaces(at.place, newest) >= 0);
  });
}
