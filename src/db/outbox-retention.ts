import type { Database, Db } from './client.ts';
import { selectSlowest } from './consumers.ts';
import { lockForCut, partitionedTables, selectPartitions } from './partitions.ts';

/**
 * Forgets the oldest partitions of the outbox: those that ended before `until`, as far as every consumer has read all of
 * them. Gives how many. Where one must stay, those after it stay as well. Throws if it could not be locked soon.
 */
export async function dropOldEvents(db: Database, until: Date): Promise<number> {
  const { parts } = await selectPartitions(db, partitionedTables.outbox);
  let dropped = 0;
  // The last stays in any case: the next begins where it ends.
  for (const { name, upper } of parts.slice(0, -1)) {
    if (new Date(upper) > until || !(await mayGo(db, name))) break;
    const gone = await db.transact(async (tx) => {
      await lockForCut(tx, partitionedTables.outbox);
      // Asked again: now nobody writes.
      if (!(await mayGo(tx, name))) return false;
      await raiseFloor(tx, name);
      await tx.sql.unsafe(`drop table ${name}`);
      return true;
    });
    if (!gone) break;
    dropped += 1;
  }
  return dropped;
}

/** Whether nobody needs these events any more: everybody has read them, and those who wrote them have ended. */
async function mayGo(db: Db, partition: string): Promise<boolean> {
  const slowest = await selectSlowest(db);
  const [unread] = await db.sql`
    select from ${db.sql(partition)} where xid >= pg_snapshot_xmin(pg_current_snapshot())
      ${slowest ? db.sql`or (xid, position) > (${slowest.xid}::xid8, ${slowest.position})` : db.sql``} limit 1`;
  return unread === undefined;
}

/** Says that events up to the last of this partition are not all there any more. */
async function raiseFloor({ sql }: Db, partition: string): Promise<void> {
  await sql`
    update outbox_floor as f set xid = gone.xid, position = gone.position
    from (select xid, position from ${sql(partition)} as o order by o.xid desc, position desc limit 1) as gone
    where (f.xid, f.position) < (gone.xid, gone.position)`;
}

/**
 * Deletes old events from the last partition, where none should be: a clock that was wrong has put them there. Gives how
 * many, at most `limit`.
 */
export async function deleteStrayEvents(db: Db, until: Date, limit: number): Promise<number> {
  const slowest = await selectSlowest(db);
  const gone = await db.sql`
    delete from outbox where tableoid = 'outbox_rest'::regclass and position in (
      select position from outbox_rest where created_at < ${until}
        ${slowest ? db.sql`and (xid, position) <= (${slowest.xid}::xid8, ${slowest.position})` : db.sql``}
      limit ${limit})`;
  return gone.count;
}
