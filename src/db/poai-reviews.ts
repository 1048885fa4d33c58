import { and, eq, inArray } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type AssignmentRow, poaiAssignments, type ReviewRole } from './poai.ts';
import {
  type CheckRow,
  type EvidenceRow,
  type FindingRow,
  poaiAnswerEvidence,
  poaiChecks,
  poaiEvidence,
  poaiFindings,
} from './poai-checks.ts';

/** Of these cases, the reviewer first. */
export async function selectAssignmentsOf({ orm }: Db, caseIds: readonly string[]): Promise<AssignmentRow[]> {
  return await orm
    .select()
    .from(poaiAssignments)
    .where(inArray(poaiAssignments.caseId, [...caseIds]))
    .orderBy(poaiAssignments.caseId, poaiAssignments.role);
}

/**
 * These reviewers instead of those before. Breaks `poai_assignments_owner`, `poai_assignments_apart`,
 * `poai_assignments_recent` or `poai_assignments_member` where one of them is not independent.
 */
export async function replaceAssignments(
  { orm }: Db,
  caseId: string,
  rows: readonly Omit<typeof poaiAssignments.$inferInsert, 'caseId'>[],
): Promise<void> {
  await orm.delete(poaiAssignments).where(eq(poaiAssignments.caseId, caseId));
  await orm.insert(poaiAssignments).values(rows.map((row) => ({ ...row, caseId })));
}

export async function updateSigningAddress(
  { orm }: Db,
  { caseId, role }: { readonly caseId: string; readonly role: ReviewRole },
  address: Buffer,
): Promise<void> {
  await orm
    .update(poaiAssignments)
    .set({ address })
    .where(and(eq(poaiAssignments.caseId, caseId), eq(poaiAssignments.role, role)));
}

export async function insertChecks({ orm }: Db, rows: readonly (typeof poaiChecks.$inferInsert)[]): Promise<void> {
  await orm.insert(poaiChecks).values([...rows]);
}

/** Of these cases, in the order of their trees. */
export async function selectChecksOf({ orm }: Db, caseIds: readonly string[]): Promise<CheckRow[]> {
  return await orm
    .select()
    .from(poaiChecks)
    .where(inArray(poaiChecks.caseId, [...caseIds]))
    .orderBy(poaiChecks.caseId, poaiChecks.tree, poaiChecks.place);
}

export type Completion = Pick<CheckRow, 'result' | 'method' | 'finding' | 'completedBy' | 'completedAt'>;

/** Undefined if the case has no such check. Breaks `poai_work_closed`. */
export async function updateCheck(
  { orm }: Db,
  { caseId, code }: Pick<CheckRow, 'caseId' | 'code'>,
  completion: Completion,
): Promise<CheckRow | undefined> {
  const [row] = await orm
    .update(poaiChecks)
    .set(completion)
    .where(and(eq(poaiChecks.caseId, caseId), eq(poaiChecks.code, code)))
    .returning();
  return row;
}

/** This evidence instead of what the check had. */
export async function replaceEvidence(
  { orm }: Db,
  { caseId, code }: Pick<CheckRow, 'caseId' | 'code'>,
  rows: readonly Pick<EvidenceRow, 'versionId' | 'sha256'>[],
): Promise<void> {
  await orm.delete(poaiEvidence).where(and(eq(poaiEvidence.caseId, caseId), eq(poaiEvidence.code, code)));
  if (rows.length > 0) await orm.insert(poaiEvidence).values(rows.map((row) => ({ ...row, caseId, code })));
}

/** A version of a document as a case refers to it. */
export interface EvidenceView extends EvidenceRow {
  readonly documentId: string;
  readonly number: number;
  readonly name: string;
  readonly mediaType: string;
  readonly size: bigint;
}

/** The same of an answer to a finding. */
export type AnswerEvidenceView = Omit<EvidenceView, 'caseId' | 'code'> & { readonly findingId: string };

/** Of these cases, by check and by the document's age. */
export async function selectEvidenceOf({ sql }: Db, caseIds: readonly string[]): Promise<EvidenceView[]> {
  return await sql<EvidenceView[]>`
    select e.*, v.document_id, v.number, d.name, v.media_type, v.size
    from poai_evidence e join document_versions v on v.id = e.version_id join documents d on d.id = v.document_id
    where e.case_id = any(${[...caseIds]}::uuid[]) order by e.case_id, e.code, e.version_id`;
}

/** What was handed in with answers, by the id of the finding. */
export async function selectAnswerEvidenceOf(
  { sql }: Db,
  findingIds: readonly string[],
): Promise<AnswerEvidenceView[]> {
  return await sql<AnswerEvidenceView[]>`
    select e.*, v.document_id, v.number, d.name, v.media_type, v.size
    from poai_answer_evidence e join document_versions v on v.id = e.version_id join documents d on d.id = v.document_id
    where e.finding_id = any(${[...findingIds]}::uuid[]) order by e.finding_id, e.version_id`;
}

export async function insertAnswerEvidence(
  { orm }: Db,
  findingId: string,
  rows: readonly Pick<EvidenceRow, 'versionId' | 'sha256'>[],
): Promise<void> {
  if (rows.length === 0) return;
  await orm
    .insert(poaiAnswerEvidence)
    .values(rows.map((row) => ({ ...row, findingId })))
    .onConflictDoNothing();
}

/** The next finding of a case that the caller has locked. */
export async function insertFinding(
  { sql }: Db,
  { caseId, kind, code, text, raisedBy }: Pick<FindingRow, 'caseId' | 'kind' | 'code' | 'text' | 'raisedBy'>,
): Promise<FindingRow> {
  const [row] = await sql<FindingRow[]>`
    insert into poai_findings (case_id, number, kind, code, text, raised_by)
    select ${caseId}, coalesce(max(number), 0) + 1, ${kind}, ${code}, ${text}, ${raisedBy}
    from poai_findings where case_id = ${caseId} returning *`;
  return row as FindingRow;
}

/** Of these cases, by number. */
export async function selectFindingsOf({ orm }: Db, caseIds: readonly string[]): Promise<FindingRow[]> {
  return await orm
    .select()
    .from(poaiFindings)
    .where(inArray(poaiFindings.caseId, [...caseIds]))
    .orderBy(poaiFindings.caseId, poaiFindings.number);
}

export async function selectFinding({ orm }: Db, findingId: string): Promise<FindingRow | undefined> {
  const [row] = await orm.select().from(poaiFindings).where(eq(poaiFindings.id, findingId));
  return row;
}

/** Breaks `poai_findings_raised` for one that is closed, `poai_work_closed` once the case is not worked on. */
export async function updateFinding(
  { orm }: Db,
  findingId: string,
  change: Partial<Pick<FindingRow, 'answer' | 'answeredBy' | 'answeredAt' | 'resolution' | 'closedBy' | 'closedAt'>>,
): Promise<FindingRow> {
  const [row] = await orm.update(poaiFindings).set(change).where(eq(poaiFindings.id, findingId)).returning();
  return row as FindingRow;
}

export async function selectFindingsById({ orm }: Db, ids: readonly string[]): Promise<FindingRow[]> {
  return await orm
    .select()
    .from(poaiFindings)
    .where(inArray(poaiFindings.id, [...ids]));
}
