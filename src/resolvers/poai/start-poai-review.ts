import type { CaseRow } from '../../db/poai.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { moveProject } from '../projects/move-project.ts';
import { caseInput } from './inputs.ts';
import { lockWithProject } from './own.ts';
import { probeById } from './automated.ts';
import { auditDeed, moveCase } from './record.ts';
import { recordAutomated } from './automated-results.ts';

/**
 * Begins the review: what the platform can check by itself is checked, and a project that is LISTED is UNDER_VALIDATION
 * from now on. Throws InputInvalid, NotFound, Forbidden, IllegalTransition.
 */
export async function startPoaiReview(ctx: Context, input: unknown): Promise<CaseRow> {
  const { userId: actorId } = await permit(ctx, 'poai.review');
  const { caseId } = readInput(caseInput, input);
  const found = await probeById(ctx, caseId, 'START_REVIEW');
  return transact(ctx, async (tx) => {
    const { row, project } = await lockWithProject(ctx, tx, caseId, 'START_REVIEW');
    const moved = await moveCase(ctx, tx, row, {
      step: 'START_REVIEW',
      actorId,
      change: { reviewStartedAt: new Date() },
    });
    await recordAutomated(tx, moved, found);
    const reason = `PoAI case ${caseId}`;
    if (project.status === 'LISTED') await moveProject(tx, project, { to: 'UNDER_VALIDATION', actorId, reason });
    await auditDeed(tx, moved, { actorId, action: 'POAI_CASE_MOVED', detail: { step: 'START_REVIEW' } });
    return moved;
  });
}
