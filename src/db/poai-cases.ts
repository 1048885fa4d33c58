import { eq, inArray, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type CaseEventRow, type CaseRow, type CaseStatus, type EventDetail, poaiCases } from './poai.ts';

/** With these ids; who may see them is decided above. */
export async function selectCasesById({ orm }: Db, ids: readonly string[]): Promise<CaseRow[]> {
  return await orm
    .select()
    .from(poaiCases)
    .where(inArray(poaiCases.id, [...ids]));
}

/** Locks a case: after its project, before its proof's document and the audit log. */
export async function lockCaseRow({ orm }: Db, caseId: string): Promise<CaseRow | undefined> {
  const [row] = await orm.select().from(poaiCases).where(eq(poaiCases.id, caseId)).for('no key update');
  return row;
}

/** Breaks `poai_cases_superseded` unless what it supersedes is an approved case of the same subject. */
export async function insertCase({ orm }: Db, row: typeof poaiCases.$inferInsert): Promise<CaseRow> {
  const [inserted] = await orm.insert(poaiCases).values(row).returning();
  return inserted as CaseRow;
}

export type CaseChange = Partial<
  Pick<CaseRow, 'status' | 'opinion' | 'opinionAt' | 'dueAt' | 'reviewStartedAt' | 'decidedAt' | 'decidedBy'>
>;

/**
 * Breaks `poai_cases_open` where another case of the subject is under way; and for an approval what the migration
 * poai_guards names.
 */
export async function updateCase({ orm }: Db, caseId: string, change: CaseChange): Promise<CaseRow> {
  const changed = { ...change, changedAt: sql`clock_timestamp()` };
  const [row] = await orm.update(poaiCases).set(changed).where(eq(poaiCases.id, caseId)).returning();
  return row as CaseRow;
}

/** The approved case of a subject, which a new one has to supersede. */
export async function selectApprovedCase(
  { sql: statement }: Db,
  { projectId, batchId }: Pick<CaseRow, 'projectId' | 'batchId'>,
): Promise<CaseRow | undefined> {
  const [row] = await statement<CaseRow[]>`
    select * from poai_cases
    where project_id = ${projectId} and batch_id is not distinct from ${batchId} and status = 'APPROVED'`;
  return row;
}

/** Whether a case of the project is reviewed at this moment, other than this one. */
export async function hasOpenCase(
  { sql: statement }: Db,
  { projectId, id }: Pick<CaseRow, 'projectId' | 'id'>,
): Promise<boolean> {
  const rows = await statement`
    select from poai_cases where project_id = ${projectId} and id <> ${id}
      and status in ('IN_REVIEW', 'CHANGES_REQUESTED', 'REVIEW_COMPLETE', 'TECHNICAL_REVIEW') limit 1`;
  return rows.length > 0;
}

export interface CaseFilter {
  readonly statuses?: readonly CaseStatus[] | undefined;
  readonly projectId?: string | undefined;
  readonly isOverdue?: boolean | undefined;
}

export interface CasesWanted extends CaseFilter {
  /** Whose: what one of these users and organizations owns, or reviews. Left out: everybody's. */
  readonly of?: readonly string[] | undefined;
  /** Beside those, approved ones and what came of them, of anyone. */
  readonly decided: boolean;
  readonly after: string | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function selectCases(
  { sql: statement }: Db,
  { statuses, projectId, isOverdue, of, decided, after, limit }: CasesWanted,
): Promise<CaseRow[]> {
  return await statement<CaseRow[]>`
    select * from poai_cases c
    where true
      ${after === undefined ? statement`` : statement`and c.id < ${after}`}
      ${statuses === undefined ? statement`` : statement`and c.status = any(${[...statuses]}::poai_case_status[])`}
      ${projectId === undefined ? statement`` : statement`and c.project_id = ${projectId}`}
      ${isOverdue === undefined ? statement`` : statement`and coalesce(c.due_at < now(), false) = ${isOverdue}`}
      ${
        of === undefined
          ? statement``
          : statement`and (
              (c.organization_id is null and c.created_by = any(${[...of]}::uuid[]))
              or c.organization_id = any(${[...of]}::uuid[])
              or exists (select from poai_assignments a where a.case_id = c.id and a.user_id = any(${[...of]}::uuid[]))
              ${decided ? statement`or c.status in ('APPROVED', 'SUPERSEDED', 'REVOKED')` : statement``})`
      }
    order by c.id desc limit ${limit}`;
}

/** The next entry of a case's history; the case is locked by the caller, so that none comes between. */
export async function insertCaseEvent(
  { sql: statement }: Db,
  event: Pick<CaseEventRow, 'caseId' | 'actorId' | 'kind' | 'status'> & { readonly detail: EventDetail },
): Promise<void> {
  await statement`
    insert into poai_case_events (case_id, seq, at, actor_id, kind, status, detail)
    select ${event.caseId}, coalesce(max(seq), 0) + 1, clock_timestamp(), ${event.actorId}, ${event.kind},
           ${event.status}, ${statement.json(event.detail)}
    from poai_case_events where case_id = ${event.caseId}`;
}

/** Oldest first, `limit` entries after the entry `after`. */
export async function selectCaseEvents(
  { sql: statement }: Db,
  { caseId, after, limit }: { caseId: string; after: number; limit: number },
): Promise<CaseEventRow[]> {
  return await statement<CaseEventRow[]>`
    select * from poai_case_events where case_id = ${caseId} and seq > ${after} order by seq limit ${limit}`;
}

/** The number of the last entry of a case's history: as long as it is the same, nothing was done to the case. */
export async function lastEventSeq({ sql: statement }: Db, caseId: string): Promise<number> {
  const [row] = await statement<{ seq: number }[]>`
    select coalesce(max(seq), 0)::int as seq from poai_case_events where case_id = ${caseId}`;
  return row?.seq ?? 0;
}
