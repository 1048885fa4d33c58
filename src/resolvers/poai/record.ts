import type { Db } from '../../db/client.ts';
import type { CaseRow, EventDetail } from '../../db/poai.ts';
import { type CaseChange, insertCaseEvent, updateCase } from '../../db/poai-cases.ts';
import { selectAssignmentsOf } from '../../db/poai-reviews.ts';
import type { AuditAction } from '../audit/rules.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Context } from '../context.ts';
import { tell } from '../feed.ts';
import { type CaseStep, dueFrom, nextCaseStatus } from './rules.ts';

/** What was done to a case, by whom, and what was said. */
export interface Deed {
  /** Null: the platform itself. */
  readonly actorId: string | null;
  readonly detail?: EventDetail;
}

/**
 * Takes a locked case a step, with its entry in the history, and tells of it. The audit log is the caller's to write, last.
 * Throws IllegalTransition.
 */
export async function moveCase(
  ctx: Context,
  tx: Db,
  row: CaseRow,
  { step, change = {}, ...deed }: Deed & { readonly step: CaseStep; readonly change?: CaseChange },
): Promise<CaseRow> {
  const status = nextCaseStatus(row.status, step);
  const dueAt = dueFrom(ctx.app.config, status, new Date());
  const moved = await updateCase(tx, row.id, { ...change, status, dueAt });
  await recordDeed(tx, moved, { ...deed, kind: step });
  return moved;
}

/** Notes what was done to a locked case without a step, and tells of it. */
export async function recordDeed(
  tx: Db,
  row: CaseRow,
  { actorId, kind, detail = {} }: Deed & { readonly kind: string },
): Promise<void> {
  const { id, projectId, createdBy, organizationId, status } = row;
  await insertCaseEvent(tx, { caseId: id, actorId, kind, status, detail });
  const reviewers = await selectAssignmentsOf(tx, [id]);
  const payload = {
    id,
    projectId,
    ownerId: organizationId === null ? createdBy : null,
    organizationId,
    reviewerIds: reviewers.map(({ userId }) => userId),
    kind,
    status,
  };
  await tell(tx, [{ topic: 'poaiCase', key: id, payload }]);
}

/** Writes the deed into the audit log: the last of what a verb does. */
export const auditDeed = (
  tx: Db,
  { id }: Pick<CaseRow, 'id'>,
  { actorId, action, detail = {} }: Deed & { readonly action: AuditAction },
): Promise<void> => writeAudit(tx, { actorId, action, subjectType: 'PoaiCase', subjectId: id, detail });
