import { insertFeeSchedule } from '../../db/fee-schedules.ts';
import { selectFeesInForce } from '../../db/settlement.ts';
import type { FeeScheduleRow } from '../../db/trades.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { recordOfSchedule } from './record.ts';
import { effectiveFromOf, feeScheduleInput } from './rules.ts';

/**
 * Publishes what trades and orders cost from a moment on, as a new version; recorded in the audit log. Tiers, limits and shares
 * that are left out stay as they are now. Of two schedules for the
 * same moment the newer version holds, so one that has not begun yet can be replaced. Throws InputInvalid.
 */
export async function publishFeeSchedule(ctx: Context, input: unknown): Promise<FeeScheduleRow> {
  const { userId } = await permit(ctx, 'fee-schedule.publish');
  const { effectiveFrom, ...wish } = readInput(feeScheduleInput, input);
  return transact(ctx, async (tx) => {
    // By the clock of the database: it decides as well which schedule a trade falls under.
    const { now, ...before } = await selectFeesInForce(tx);
    const { makerBps, takerBps, tiers = before.tiers, limits = before.limits, shares = before.shares } = wish;
    const terms = { makerBps, takerBps, tiers, limits, shares, effectiveFrom: effectiveFromOf(effectiveFrom, now) };
    const published = await insertFeeSchedule(tx, { ...terms, authorId: userId });
    await writeAudit(tx, recordOfSchedule(published));
    return published;
  });
}
