import type { CaseRow } from '../../db/poai.ts';
import { hasOpenCase } from '../../db/poai-cases.ts';
import { voidProof } from '../../db/poai-proofs.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { moveProject } from '../projects/move-project.ts';
import { reasonInput } from './inputs.ts';
import { lockWithProject } from './own.ts';
import { auditDeed, moveCase } from './record.ts';

/**
 * Rejects a case in its technical review, and says why. Its bundle, if there is one, leaves its number to the next; a
 * project that was UNDER_VALIDATION for it alone is LISTED again. Throws InputInvalid, NotFound, Forbidden,
 * IllegalTransition.
 */
export async function rejectPoaiCase(ctx: Context, input: unknown): Promise<CaseRow> {
  const { userId: actorId } = await permit(ctx, 'poai.reject');
  const { caseId, reason } = readInput(reasonInput, input);
  return transact(ctx, async (tx) => {
    const { row, project } = await lockWithProject(ctx, tx, caseId, 'REJECT');
    await voidProof(tx, caseId);
    const change = { decidedAt: new Date(), decidedBy: actorId };
    const moved = await moveCase(ctx, tx, row, { step: 'REJECT', actorId, change, detail: { reason } });
    const isFree = project.status === 'UNDER_VALIDATION' && !project.suspended && !(await hasOpenCase(tx, row));
    if (isFree) await moveProject(tx, project, { to: 'LISTED', actorId, reason: `PoAI case ${caseId} was rejected` });
    await auditDeed(tx, moved, { actorId, action: 'POAI_CASE_REJECTED', detail: { reason } });
    return moved;
  });
}
