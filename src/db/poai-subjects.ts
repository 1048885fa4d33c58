import type { BlockRow } from './batches.ts';
import type { Db } from './client.ts';
import type { CaseRow } from './poai.ts';

/** The serial blocks that a case is about, in the order of the registry, at most `limit`. */
export async function selectSubjectBlocks(
  { sql }: Db,
  { projectId, batchId }: Pick<CaseRow, 'projectId' | 'batchId'>,
  limit: number,
): Promise<BlockRow[]> {
  return await sql<BlockRow[]>`
    select s.id, s.batch_id, s.registry, s.prefix, s.block_start, s.block_end, s.suffix, s.serial, s.state, s.holder,
           s.issued_on::text, s.created_at
    from batches b join serial_blocks s on s.batch_id = b.id
    where b.project_id = ${projectId} ${batchId === null ? sql`` : sql`and b.id = ${batchId}`}
    order by s.registry, s.prefix, s.block_start limit ${limit}`;
}

/**
 * Whether a user reads a document as a reviewer: of the project while the review goes on, and for good what their own
 * cases rest on. Leaves of proofs are for the reviewers of that proof alone.
 */
export async function isReviewersDocument(
  { sql }: Db,
  userId: string,
  { id, kind, projectId }: { readonly id: string; readonly kind: string; readonly projectId: string | null },
): Promise<boolean> {
  const rows = await sql`
    select from poai_assignments a join poai_cases c on c.id = a.case_id
    where a.user_id = ${userId} and (
      (c.project_id = ${projectId} and ${kind} <> 'POAI_BUNDLE'
        and c.status in ('ASSIGNED', 'IN_REVIEW', 'CHANGES_REQUESTED', 'REVIEW_COMPLETE', 'TECHNICAL_REVIEW'))
      or exists (
        select from poai_evidence e join document_versions v on v.id = e.version_id
        where e.case_id = c.id and v.document_id = ${id})
      or exists (
        select from poai_findings f join poai_answer_evidence e on e.finding_id = f.id
        join document_versions v on v.id = e.version_id where f.case_id = c.id and v.document_id = ${id})
      or exists (
        select from poai_proofs p join document_versions v on v.id = p.version_id
        where p.case_id = c.id and v.document_id = ${id})
    ) limit 1`;
  return rows.length > 0;
}
