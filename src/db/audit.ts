import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { bytes, instant, table } from './columns.ts';

/**
 * Who did what, append-only. Each row holds the hash of the row before it, and `hash` is the SHA-256 over the
 * canonical JSON (RFC 8785) of the row without it: a row changed or removed later breaks the chain from there on.
 */
export const auditLog = table(
  'audit_log',
  {
    seq: bigint({ mode: 'bigint' }).primaryKey(),
    at: instant().notNull(),
    actorId: uuid(),
    action: text().notNull(),
    subjectType: text().notNull(),
    subjectId: text().notNull(),
    detail: jsonb()
      .notNull()
      .default(sql`'{}'`),
    previousHash: bytes().notNull(),
    hash: bytes().notNull(),
  },
  (t) => [index('audit_log_actor').on(t.actorId, t.seq), index('audit_log_subject').on(t.subjectId, t.seq)],
);

export type AuditRow = typeof auditLog.$inferSelect;

/** What is hashed and written; the seq and the links are the chain's own. */
export type NewAuditRow = Omit<AuditRow, 'detail'> & { readonly detail: AuditDetail };

/** What was decided, in text: numbers would lose their form on the way through jsonb and back. */
export type AuditDetail = { readonly [name: string]: string | boolean | null | readonly string[] };

/** Where the chain ends, and the time that its next row gets, in whole milliseconds. */
export interface AuditHead {
  readonly seq: bigint;
  readonly hash: Buffer | null;
  readonly now: Date;
}

const AUDIT_LOCK = 4_207_002;

/**
 * Locks the end of the chain until this transaction is over, and gives it. Every writer of the log waits here, so take
 * it after all other locks.
 */
export async function lockAuditHead({ sql }: Db): Promise<AuditHead> {
  const [, [head]] = await Promise.all([
    sql`select pg_advisory_xact_lock(${AUDIT_LOCK})`,
    // A statement of its own: its snapshot must be younger than the lock.
    sql<AuditHead[]>`
      select coalesce(newest.seq, 0) as seq, newest.hash, date_trunc('milliseconds', clock_timestamp()) as now
      from (select 1) as one left join (select seq, hash from audit_log order by seq desc limit 1) as newest on true`,
  ]);
  return head as AuditHead;
}

export async function insertAuditRow({ sql }: Db, row: NewAuditRow): Promise<void> {
  await sql`
    insert into audit_log (seq, at, actor_id, action, subject_type, subject_id, detail, previous_hash, hash)
    values (${row.seq}, ${row.at}, ${row.actorId}, ${row.action}, ${row.subjectType}, ${row.subjectId},
            ${sql.json(row.detail)}, ${row.previousHash}, ${row.hash})`;
}

/** Rows from `from` to `to`, both included, oldest first. */
export async function selectAuditRange(
  { sql }: Db,
  { from, to, limit }: { from: bigint; to: bigint; limit: number },
): Promise<AuditRow[]> {
  return await sql<AuditRow[]>`
    select * from audit_log where seq between ${from} and ${to} order by seq limit ${limit}`;
}

/** The number of the newest row, 0 when there is none. */
export async function selectLastAuditSeq({ sql }: Db): Promise<bigint> {
  const [row] = await sql<{ seq: bigint }[]>`select coalesce(max(seq), 0) as seq from audit_log`;
  return row?.seq ?? 0n;
}

/** Newest first, `limit` rows before the row `before`. */
export async function selectAuditLog(
  { sql }: Db,
  { before, actorId, subjectId, limit }: AuditFilter & { before: bigint | undefined; limit: number },
): Promise<AuditRow[]> {
  return await sql<AuditRow[]>`
    select * from audit_log
    where true
      ${before === undefined ? sql`` : sql`and seq < ${before}`}
      ${actorId === undefined ? sql`` : sql`and actor_id = ${actorId}`}
      ${subjectId === undefined ? sql`` : sql`and subject_id = ${subjectId}`}
    order by seq desc limit ${limit}`;
}

export interface AuditFilter {
  readonly actorId?: string | undefined;
  readonly subjectId?: string | undefined;
}
