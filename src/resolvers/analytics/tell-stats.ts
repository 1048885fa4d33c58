import { claimUntold } from '../../db/rollup-writes.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';

/**
 * Tells that the sums have changed, once for all that changed since it was last told and at most once in
 * PLATFORM_STATS_EVERY_MS, however many processes ask. Gives whether it did.
 */
export const tellStats = (ctx: Context): Promise<boolean> =>
  transact(ctx, async (tx) => {
    const version = await claimUntold(tx, ctx.app.config.PLATFORM_STATS_EVERY_MS);
    if (version === undefined) return false;
    const payload = { version: version.toString() };
    await tell(tx, [{ topic: 'platformStats', key: 'platform', payload }]);
    return true;
  });
