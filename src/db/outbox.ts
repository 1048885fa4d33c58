import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, jsonb, primaryKey, text } from 'drizzle-orm/pg-core';
import { createdAt, table, xid8 } from './columns.ts';
import type { Db } from './client.ts';

/**
 * Every event, written in the transaction that made it true. Order is (xid, position): positions alone are handed out
 * before the commit, so a reader that keeps only the last position would pass over a transaction that commits late.
 * Reading stops below the oldest transaction still running (pg_snapshot_xmin), where nothing can appear any more. It lies in
 * partitions by time, so that what is old is dropped as a whole (outbox-retention.ts).
 */
export const outbox = table(
  'outbox',
  {
    position: bigint({ mode: 'bigint' }).generatedAlwaysAsIdentity(),
    xid: xid8()
      .notNull()
      .default(sql`pg_current_xact_id()`),
    topic: text().notNull(),
    /** The thing that changed; events of one key keep their order. */
    key: text().notNull(),
    payload: jsonb().notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.position, t.createdAt] }),
    index('outbox_order').on(t.xid, t.position),
    index('outbox_age').on(t.createdAt),
  ],
);

/** One row: up to which place events were forgotten. Kept by whatever deletes events. */
export const outboxFloors = table(
  'outbox_floor',
  {
    only: boolean().primaryKey().default(true),
    xid: xid8().notNull(),
    position: bigint({ mode: 'bigint' }).notNull(),
  },
  (t) => [check('outbox_floor_only', sql`${t.only}`)],
);

export interface OutboxRow {
  readonly xid: string;
  readonly position: bigint;
  readonly topic: string;
  readonly key: string;
  readonly payload: unknown;
  readonly createdAt: Date;
}

/** A place in the order of events; `''` is before all of them. Clients keep it as an opaque text. */
export interface Cursor {
  readonly xid: string;
  readonly position: bigint;
}

export const OUTBOX_CHANNEL = 'outbox';

/** Writes events in the caller's transaction. */
export async function insertEvents(
  { sql }: Db,
  events: readonly { topic: string; key: string; payload: unknown }[],
): Promise<void> {
  if (events.length === 0) return;
  await sql`
    insert into outbox (topic, key, payload)
    select topic, key, payload::jsonb from unnest(
      ${events.map((event) => event.topic)}::text[],
      ${events.map((event) => event.key)}::text[],
      -- As text[]: the items of a jsonb[] would be made JSON a second time, and be strings.
      ${events.map((event) => JSON.stringify(event.payload))}::text[]) as event (topic, key, payload)`;
}

/** Wakes every process that listens. It carries no more than who sent it: who wakes reads the table. */
export async function notifyOutbox({ sql }: Db, sender: string): Promise<void> {
  await sql`select pg_notify(${OUTBOX_CHANNEL}, ${sender})`;
}

/** Events after `from` (exclusive) and up to `to` (inclusive, if given) that can no longer be preceded by others. */
export async function readEvents({ sql }: Db, from: Cursor, limit: number, to?: Cursor): Promise<OutboxRow[]> {
  return await sql<OutboxRow[]>`
    select xid::text, position, topic, key, payload, created_at
    from outbox
    where (xid, position) > (${from.xid}::xid8, ${from.position})
      and xid < pg_snapshot_xmin(pg_current_snapshot())
      ${to === undefined ? sql`` : sql`and (xid, position) <= (${to.xid}::xid8, ${to.position})`}
    order by outbox.xid, outbox.position
    limit ${limit}`;
}

/** The newest place that readers may stand at: everything before it is visible, nothing will appear before it. */
export async function outboxHead({ sql }: Db): Promise<Cursor> {
  const [head] = await sql<Cursor[]>`
    select coalesce(max(xid)::text, '0') as xid, coalesce((array_agg(position order by xid desc, position desc))[1], 0) as position
    from (select xid, position from outbox where xid < pg_snapshot_xmin(pg_current_snapshot())
          order by xid desc, position desc limit 1) as newest`;
  return head ?? { xid: '0', position: 0n };
}

/** Whether every transaction up to this place has ended, so that readers may have been there. */
export async function isPastPlace({ sql }: Db, { xid }: Cursor): Promise<boolean> {
  const [row] = await sql<{ past: boolean }[]>`
    select ${xid}::xid8 < pg_snapshot_xmin(pg_current_snapshot()) as past`;
  return row?.past ?? false;
}

/** Up to this place events are not all there any more; every one after it is. */
export async function outboxFloor({ sql }: Db): Promise<Cursor> {
  const [floor] = await sql<Cursor[]>`select xid::text, position from outbox_floor`;
  return floor ?? { xid: '0', position: 0n };
}

/** Age in milliseconds of the oldest event after `from`, 0 if there is none. */
export async function outboxLagMs({ sql }: Db, from: Cursor): Promise<number> {
  const [lag] = await sql<{ lagMs: number }[]>`
    select coalesce(extract(epoch from clock_timestamp() - min(created_at)) * 1000, 0)::float8 as lag_ms
    from (select created_at from outbox where (xid, position) > (${from.xid}::xid8, ${from.position})
          order by xid, position limit 1) as oldest`;
  return lag?.lagMs ?? 0;
}
