import { brokenConstraint, type Db } from '../../db/client.ts';
import { selectMembershipsOf } from '../../db/organizations.ts';
import type { CaseRow } from '../../db/poai.ts';
import { replaceAssignments } from '../../db/poai-reviews.ts';
import { selectRoles } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { type Conflict, ConflictOfInterest } from './errors.ts';
import { assignInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { auditDeed, moveCase } from './record.ts';

const CONFLICTS: Readonly<Record<string, Conflict>> = {
  poai_assignments_owner: 'OWNER',
  poai_assignments_apart: 'SAME_PARTY',
  poai_assignments_recent: 'RECENT_REVIEW',
};

/** Says in words why the database does not take somebody for independent. Throws ConflictOfInterest. */
export function refuseConflict(error: unknown): never {
  const conflict = CONFLICTS[brokenConstraint(error) ?? ''];
  throw conflict ? new ConflictOfInterest(conflict) : error;
}

/**
 * Gives a case its reviewer and its technical reviewer, or others as long as the review has not begun. Throws
 * InputInvalid, NotFound, IllegalTransition, ConflictOfInterest.
 */
export async function assignPoaiCase(ctx: Context, input: unknown): Promise<CaseRow> {
  const { userId: actorId } = await permit(ctx, 'poai.manage');
  const { caseId, reviewer, technicalReviewer } = readInput(assignInput, input);
  const { POAI_INDEPENDENCE_YEARS: independenceYears } = ctx.app.config;
  const assigned = transact(ctx, async (tx) => {
    const { row } = await lockFor(ctx, tx, caseId, 'ASSIGN');
    const seats = [
      { role: 'REVIEWER', ...(await seatOf(tx, 'reviewer', reviewer)) },
      { role: 'TECHNICAL_REVIEWER', ...(await seatOf(tx, 'technicalReviewer', technicalReviewer)) },
    ] as const;
    await replaceAssignments(
      tx,
      caseId,
      seats.map((seat) => ({ ...seat, independenceYears, assignedBy: actorId })),
    );
    const detail = { reviewer: reviewer.userId, technicalReviewer: technicalReviewer.userId };
    const moved = await moveCase(ctx, tx, row, { step: 'ASSIGN', actorId, detail });
    await auditDeed(tx, moved, { actorId, action: 'POAI_CASE_MOVED', detail: { step: 'ASSIGN', ...detail } });
    return moved;
  });
  return assigned.catch(refuseConflict);
}

interface Wish {
  readonly userId: string;
  readonly organizationId: string | undefined;
}

/** Who is in one organization acts for it; who is in several, for the one that is named. Throws InputInvalid. */
async function seatOf(tx: Db, field: string, { userId, organizationId }: Wish) {
  const refuse = (path: string, message: string) => new InputInvalid([{ path: [field, path], message }]);
  const roles = await selectRoles(tx, userId);
  if (!roles.includes('POAI_REVIEWER')) throw refuse('userId', 'is not a user with the role POAI_REVIEWER');
  const memberships = await selectMembershipsOf(tx, [userId]);
  const [only] = memberships;
  if (organizationId === undefined) {
    if (memberships.length > 1) throw refuse('organizationId', 'is needed: this user is in several organizations');
    return { userId, organizationId: only?.organizationId ?? null };
  }
  if (memberships.some((each) => each.organizationId === organizationId)) return { userId, organizationId };
  throw refuse('organizationId', 'is not an organization of this user');
}
