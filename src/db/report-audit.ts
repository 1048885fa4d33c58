import type { AuditRow } from './audit.ts';
import { type Period, type RowSource, type Snapshot, within } from './report-snapshot.ts';

/** The audit log of a period, row by row; rows between the first and the last are never left out. */
export const auditOf = (snapshot: Snapshot, period: Period): RowSource<AuditRow> =>
  snapshot.source(() => {
    const { sql } = snapshot;
    return sql`
      select * from audit_log
      where seq >= (select min(seq) from audit_log where ${within(sql, 'at', period)})
        and seq <= (select max(seq) from audit_log where ${within(sql, 'at', period)})
      order by seq`;
  });

/** The row before this one; undefined where there is none. */
export async function auditRowAt({ sql }: Snapshot, seq: bigint): Promise<AuditRow | undefined> {
  const [row] = await sql<AuditRow[]>`select * from audit_log where seq = ${seq}`;
  return row;
}
