import { lockConsumer } from '../../db/consumers.ts';
import { clearRollups, rebuildNext, type RebuildProgress, selectRebuild } from '../../db/rollup-rebuild.ts';
import { addChanges, touchRollups } from '../../db/rollup-writes.ts';
import type { Context } from '../context.ts';

/** The name of the consumer that keeps the sums: its lock is held by whoever writes them. */
export const ANALYTICS = 'analytics';

/**
 * Counts what was there before there were sums, or before they were cleared: ANALYTICS_REBUILD_BATCH rows in a transaction
 * of its own, so it goes on where it was left off. Gives how far it is; undefined if there is nothing left to do, or
 * somebody else writes the sums just now.
 */
export async function rebuildRollups(ctx: Context): Promise<RebuildProgress | undefined> {
  const { db, config } = ctx.app;
  // Looked up first: the lock is not taken for nothing each time.
  if ((await selectRebuild(db)).every(({ done }) => done)) return undefined;
  return db.transact(async (tx) => {
    if (!(await lockConsumer(tx, ANALYTICS))) return undefined;
    const progress = await rebuildNext(tx, config.ANALYTICS_REBUILD_BATCH);
    if (progress) await touchRollups(tx);
    return progress;
  });
}

/** Begins it anew. False if somebody else writes the sums just now. */
export async function restartRebuild(ctx: Context): Promise<boolean> {
  return ctx.app.db.transact(async (tx) => {
    if (!(await lockConsumer(tx, ANALYTICS))) return false;
    await clearRollups(tx);
    return true;
  });
}

/** Adds what triggers noted of users and serial numbers; gives how many notes. They wait until the rebuild has taken the rest. */
export async function foldChanges(ctx: Context): Promise<number> {
  const { db, config } = ctx.app;
  const [noted] = await selectRebuild(db);
  if (!noted?.done) return 0;
  return db.transact(async (tx) => {
    if (!(await lockConsumer(tx, ANALYTICS))) return 0;
    const notes = await addChanges(tx, config.ANALYTICS_REBUILD_BATCH);
    if (notes > 0) await touchRollups(tx);
    return notes;
  });
}
