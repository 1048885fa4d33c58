import { type DuplicateRow, lockDuplicate, updateDuplicate } from '../../db/project-duplicates.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { decideInput, mayBecome } from './rules.ts';

/**
 * Decides whether two projects are one, or opens the question again, for who manages projects. What follows of it (to
 * suspend one of them) is a step of its own. Throws InputInvalid, NotFound, IllegalTransition.
 */
export async function decideProjectDuplicate(ctx: Context, input: unknown): Promise<DuplicateRow> {
  const { userId } = await permit(ctx, 'project.manage');
  const { duplicateId, status, note } = readInput(decideInput, input);
  return transact(ctx, async (tx) => {
    const report = await lockDuplicate(tx, duplicateId);
    if (!report) throw new NotFound('report');
    if (!mayBecome(report.status, status)) throw new IllegalTransition('report', report.status, `made ${status}`);
    const decided = await updateDuplicate(tx, duplicateId, { status, note, decidedBy: userId });
    await writeAudit(tx, {
      actorId: userId,
      action: 'PROJECT_DUPLICATE_DECIDED',
      subjectType: 'ProjectDuplicate',
      subjectId: duplicateId,
      detail: { status, note, first: report.firstId, second: report.secondId },
    });
    return decided;
  });
}
