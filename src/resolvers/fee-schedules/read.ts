import { selectFeeSchedules } from '../../db/fee-schedules.ts';
import { selectFeesInForce } from '../../db/settlement.ts';
import type { FeeScheduleRow } from '../../db/trades.ts';
import type { Context } from '../context.ts';
import { versionOfId } from './rules.ts';

/** What a trade would cost at this moment. */
export const feesInForce = (ctx: Context): Promise<FeeScheduleRow> => selectFeesInForce(ctx.app.db);

/** Schedules by their inner ids, null where there is none: every version is public, past and to come. */
export async function feeSchedulesById(ctx: Context, ids: readonly string[]): Promise<(FeeScheduleRow | null)[]> {
  const versions = ids.map((id) => versionOfId(id));
  const rows = await selectFeeSchedules(
    ctx.app.db,
    versions.filter((version) => version !== undefined),
  );
  return versions.map((version) => rows.find((row) => row.version === version) ?? null);
}
