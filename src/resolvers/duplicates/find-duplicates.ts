import { claimDuplicateSearch, reportDuplicates, takeQueuedProjects } from '../../db/duplicate-search.ts';
import { type Context, transact } from '../context.ts';

export interface DuplicatesFound {
  /** Projects that were looked at. */
  readonly searched: number;
  /** New reports. */
  readonly reported: number;
}

/**
 * Looks for duplicates of the projects that changed since they were looked for, so many in one transaction, and reports
 * what may be one activity, or one serial, under two registries. What it reports people decide about.
 */
export async function findDuplicates(ctx: Context): Promise<DuplicatesFound> {
  const { config } = ctx.app;
  return transact(ctx, async (tx) => {
    // Elsewhere somebody is at it.
    if (!(await claimDuplicateSearch(tx))) return { searched: 0, reported: 0 };
    const ids = await takeQueuedProjects(tx, config.DUPLICATE_BATCH);
    if (ids.length === 0) return { searched: 0, reported: 0 };
    const reported = await reportDuplicates(tx, ids, {
      distanceM: config.DUPLICATE_DISTANCE_M,
      widestM: config.DUPLICATE_AREA_M,
      alike: config.DUPLICATE_NAME_PERCENT / 100,
      same: config.DUPLICATE_SAME_PERCENT / 100,
      mostReports: config.DUPLICATE_REPORTS,
    });
    return { searched: ids.length, reported };
  });
}
