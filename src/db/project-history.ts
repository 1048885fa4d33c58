import { and, desc, eq, gte, lt } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type HistoryRow, projectHistory } from './projects.ts';

/** What the field of a label begins with; its id follows. Such a change is effective when it is recorded. */
export const LABEL_FIELD = 'label:';

/** Each with a version that its project has or gets in this transaction. */
export async function insertHistory({ orm }: Db, rows: readonly HistoryRow[]): Promise<void> {
  if (rows.length > 0) await orm.insert(projectHistory).values([...rows]);
}

/** The clock by which history is recorded, and since when the fields are as they are now (null: they were never set). */
export interface HistoryClock {
  /** In whole milliseconds, and read now: a transaction that waited for the project records after who held it. */
  readonly now: Date;
  readonly since: Date | null;
}

/** To be asked under the lock of the project. */
export async function readHistoryClock(
  { sql }: Db,
  projectId: string,
  fields: readonly string[],
): Promise<HistoryClock> {
  const [row] = await sql<HistoryClock[]>`
    select date_trunc('milliseconds', clock_timestamp()) as now, max(effective_at) as since
    from project_history where project_id = ${projectId} and changes ?| ${[...fields]}::text[]`;
  return row as HistoryClock;
}

export interface HistoryWanted {
  /** The last version of the page before. */
  readonly before: number | undefined;
  /** Only what was recorded from this moment on. */
  readonly recordedFrom?: Date | undefined;
  readonly limit: number;
}

/** The last recorded first. */
export async function selectHistory(
  { orm }: Db,
  projectId: string,
  { before, recordedFrom, limit }: HistoryWanted,
): Promise<HistoryRow[]> {
  return await orm
    .select()
    .from(projectHistory)
    .where(
      and(
        eq(projectHistory.projectId, projectId),
        before === undefined ? undefined : lt(projectHistory.seq, before),
        recordedFrom === undefined ? undefined : gte(projectHistory.recordedAt, recordedFrom),
      ),
    )
    .orderBy(desc(projectHistory.seq))
    .limit(limit);
}

/** What each field was at a moment, as it was known at another; labels say themselves on which days they hold. */
export async function selectFieldsAsOf(
  { sql }: Db,
  projectId: string,
  { effectiveAt, recordedAt }: { readonly effectiveAt: Date; readonly recordedAt: Date },
): Promise<{ readonly field: string; readonly value: unknown }[]> {
  return await sql<{ field: string; value: unknown }[]>`
    select distinct on (field) field, change -> 'to' as value
    from project_history, jsonb_each(changes) as each (field, change)
    where project_id = ${projectId} and recorded_at <= ${recordedAt}
      and (effective_at <= ${effectiveAt} or field like ${`${LABEL_FIELD}%`})
    order by field, effective_at desc, seq desc`;
}
