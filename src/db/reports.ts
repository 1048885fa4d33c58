import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, pgEnum, text, uuid } from 'drizzle-orm/pg-core';
import type { Db } from './client.ts';
import { createdAt, id, instant, json, table } from './columns.ts';
import { documents } from './documents.ts';
import { parties } from './parties.ts';
import { users } from './users.ts';

export const reportKind = pgEnum('report_kind', [
  'ESG_SUMMARY',
  'PROJECT',
  'ACCOUNT_STATEMENT',
  'TRADES',
  'AUDIT_TRAIL',
  'CUSTOM',
  'CAD_TRUST',
  'ARTICLE_6',
  'STATISTICS',
  'PLATFORM_STATISTICS',
]);
export type ReportKind = (typeof reportKind.enumValues)[number];

export const reportFormat = pgEnum('report_format', ['PDF', 'CSV', 'JSON', 'XLSX']);
export type ReportFormat = (typeof reportFormat.enumValues)[number];

export const reportStatus = pgEnum('report_status', ['QUEUED', 'RUNNING', 'READY', 'FAILED', 'CANCELLED']);
export type ReportStatus = (typeof reportStatus.enumValues)[number];

/** Something that an owner wants to know, written into a file that is stored as a document. */
export const reports = table(
  'reports',
  {
    id: id(),
    /** About whom it is, and who may see it: a user or an organization. */
    ownerId: uuid()
      .notNull()
      .references(() => parties.id),
    /** Who asked for it; for an organization it is made as long as they may. */
    actorId: uuid()
      .notNull()
      .references(() => users.id),
    kind: reportKind().notNull(),
    format: reportFormat().notNull(),
    /** What exactly (the shape is `reportParameters`). */
    parameters: json<Readonly<Record<string, unknown>>>().notNull(),
    /** Whether its actor is mailed when it is there. */
    mailed: boolean().notNull(),
    scheduleId: uuid(),
    status: reportStatus().notNull().default('QUEUED'),
    /** Why it FAILED, for people; or why the last attempt did. */
    reason: text(),
    attempts: integer().notNull().default(0),
    /** Which attempt is under way: whoever has lost it to another one writes no more. */
    runId: uuid(),
    rowsDone: bigint({ mode: 'bigint' })
      .notNull()
      .default(sql`0`),
    /** Null until they were counted. */
    rowsTotal: bigint({ mode: 'bigint' }),
    documentId: uuid().references(() => documents.id),
    createdAt: createdAt(),
    startedAt: instant(),
    /** When the attempt was last heard of. */
    heardAt: instant(),
    endedAt: instant(),
  },
  (t) => [
    index('reports_owner').on(t.ownerId, t.id),
    index('reports_open')
      .on(t.ownerId)
      .where(sql`${t.status} in ('QUEUED', 'RUNNING')`),
    index('reports_running')
      .on(t.heardAt)
      .where(sql`${t.status} = 'RUNNING'`),
    index('reports_document')
      .on(t.documentId)
      .where(sql`${t.documentId} is not null`),
    check('reports_rows', sql`${t.rowsDone} >= 0 and ${t.rowsTotal} >= 0 and ${t.attempts} >= 0`),
    check('reports_running_by', sql`(${t.status} = 'RUNNING') = (${t.runId} is not null)`),
    check('reports_ready', sql`(${t.status} = 'READY') = (${t.documentId} is not null)`),
    check('reports_ended', sql`(${t.status} in ('READY', 'FAILED', 'CANCELLED')) = (${t.endedAt} is not null)`),
    check('reports_failed', sql`${t.status} <> 'FAILED' or ${t.reason} is not null`),
  ],
);

export type ReportRow = typeof reports.$inferSelect;

/** Graphile Worker keeps its jobs in a schema of its own, which `migrateDatabase` makes. */
export const QUEUE_SCHEMA = 'graphile_worker';
/** The task by which a report is made; its payload is `{ id }`. */
export const REPORT_TASK = 'report';

/** Asks the workers to make a report, in the transaction that writes it. A second wish for the same job replaces it. */
export async function enqueueReport({ sql }: Db, reportId: string, attempt: number): Promise<void> {
  // Attempts are counted by the report: a job that fails is asked for again with the report, never by the queue alone.
  await sql`
    select from graphile_worker.add_job(${REPORT_TASK}::text, json_build_object('id', ${reportId}::text),
      max_attempts => 1, job_key => ${`report ${reportId} ${attempt}`}::text,
      run_at => now() + make_interval(secs => ${attempt === 0 ? 0 : 2 ** attempt}::float8))`;
}

export async function insertReport({ orm }: Db, row: typeof reports.$inferInsert): Promise<ReportRow> {
  const [inserted] = await orm.insert(reports).values(row).returning();
  return inserted as ReportRow;
}

export async function lockReport({ orm }: Db, reportId: string): Promise<ReportRow | undefined> {
  const [row] = await orm.select().from(reports).where(eq(reports.id, reportId)).for('no key update');
  return row;
}

export async function updateReport(
  { orm }: Db,
  reportId: string,
  change: Partial<Omit<ReportRow, 'id' | 'ownerId' | 'actorId' | 'kind' | 'format'>>,
): Promise<ReportRow> {
  const [row] = await orm.update(reports).set(change).where(eq(reports.id, reportId)).returning();
  return row as ReportRow;
}

/** Notes how far an attempt is; undefined where it has lost the report. */
export async function touchReport(
  { orm }: Db,
  { reportId, runId, ...change }: { reportId: string; runId: string; rowsDone: bigint; rowsTotal: bigint | null },
): Promise<ReportRow | undefined> {
  const [row] = await orm
    .update(reports)
    .set({ ...change, heardAt: sql`clock_timestamp()` })
    .where(and(eq(reports.id, reportId), eq(reports.runId, runId)))
    .returning();
  return row;
}

/** The ids of reports whose worker was not heard of for so long. */
export async function selectLostReports({ orm }: Db, silentS: number, limit: number): Promise<string[]> {
  const rows = await orm
    .select({ id: reports.id })
    .from(reports)
    .where(and(eq(reports.status, 'RUNNING'), sql`${reports.heardAt} < now() - make_interval(secs => ${silentS})`))
    .limit(limit);
  return rows.map((row) => row.id);
}

export async function selectReportsById({ orm }: Db, ids: readonly string[]): Promise<ReportRow[]> {
  return await orm
    .select()
    .from(reports)
    .where(inArray(reports.id, [...ids]));
}

/** How many reports of an owner wait or are made. */
export async function countOpenReports({ orm }: Db, ownerId: string): Promise<number> {
  return await orm.$count(reports, and(eq(reports.ownerId, ownerId), inArray(reports.status, ['QUEUED', 'RUNNING'])));
}

/** An owner's, newest first. */
export async function selectReportsOf(
  { orm }: Db,
  ownerId: string,
  { after, limit }: { readonly after: string | undefined; readonly limit: number },
): Promise<ReportRow[]> {
  const older = after === undefined ? undefined : lt(reports.id, after);
  return await orm
    .select()
    .from(reports)
    .where(and(eq(reports.ownerId, ownerId), older))
    .orderBy(desc(reports.ownerId), desc(reports.id))
    .limit(limit);
}
