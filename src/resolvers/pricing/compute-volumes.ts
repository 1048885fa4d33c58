import { insertVolumes, lockVolumes, refreshFeeStandings, selectVolumeDay } from '../../db/fee-terms.ts';
import { selectOwnerVolumes } from '../../db/market-trades.ts';
import { assetScale, PRICE_SCALE } from '../amounts.ts';
import type { Context } from '../context.ts';
import { dayBefore, readEuros } from './euros.ts';

/** What tiers go by: 30 whole days (UTC), so that an owner's fees do not change in the middle of one. */
const VOLUME_DAYS = 30;
/** Trades of the last moment of a day may be committed a little later; then the day is summed once and for all. */
const SETTLED_AFTER_MS = 300_000;
const DAY_MS = 86_400_000;

/**
 * Sums up what every owner bought and sold on a day that is over, both sides, in cents of the euro, and from those days
 * anew what each traded in the last 30: their tier. True while another day waits to be summed. What cannot be exchanged,
 * for want of a rate, does not count.
 */
export async function computeVolumes(ctx: Context, now: Date = new Date()): Promise<boolean> {
  const today = new Date(now.getTime() - SETTLED_AFTER_MS).toISOString().slice(0, 10);
  return ctx.app.db.transact(async (tx) => {
    if (!(await lockVolumes(tx))) return false;
    const last = await selectVolumeDay(tx);
    const oldest = dayBefore(today, VOLUME_DAYS);
    const next = last === undefined || last < dayBefore(oldest, 1) ? oldest : dayBefore(last, -1);
    if (next >= today) return false;
    const [sums, inEuros] = await Promise.all([selectOwnerVolumes(tx, next), readEuros(tx, next, next)]);
    const volumes = new Map<string, bigint>();
    for (const { ownerId, currency, total } of sums) {
      const euros = inEuros(total * 10n ** BigInt(PRICE_SCALE - assetScale[currency]), currency, next) ?? 0n;
      volumes.set(ownerId, (volumes.get(ownerId) ?? 0n) + euros);
    }
    const cents = [...volumes].flatMap(([ownerId, euros]) => {
      const volume = euros / 10n ** BigInt(PRICE_SCALE - assetScale.EUR);
      return volume === 0n ? [] : [{ ownerId, volume }];
    });
    await insertVolumes(tx, next, cents);
    const hasMore = Date.parse(next) + DAY_MS < Date.parse(today);
    if (!hasMore) await refreshFeeStandings(tx, oldest, today);
    return hasMore;
  });
}
