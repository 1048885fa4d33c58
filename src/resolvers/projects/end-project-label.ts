import { selectLabelsById, updateLabelEnd } from '../../db/project-parts.ts';
import type { LabelRow } from '../../db/projects.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { InputInvalid, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { labelEndInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { recordLabel } from './record.ts';

/**
 * Sets the last day of a label, or an earlier one than it had; for who manages projects. A longer period is another
 * grant with evidence of its own. Throws InputInvalid, NotFound.
 */
export async function endProjectLabel(ctx: Context, input: unknown): Promise<LabelRow> {
  const { userId } = await permit(ctx, 'project.manage');
  const { labelId, validTo, reason } = readInput(labelEndInput, input);
  return transact(ctx, async (tx) => {
    const [found] = await selectLabelsById(tx, [labelId]);
    if (!found) throw new NotFound('label');
    // The project first: that is the order everywhere.
    const { project } = await lockFor(ctx, tx, found.projectId, 'END_LABEL');
    const [label = found] = await selectLabelsById(tx, [labelId]);
    checkEnd(label, validTo);
    const ended = await updateLabelEnd(tx, labelId, validTo);
    await recordLabel(tx, project, { from: label, to: ended, actorId: userId, reason });
    await writeAudit(tx, {
      actorId: userId,
      action: 'PROJECT_LABEL_ENDED',
      subjectType: 'Project',
      subjectId: project.id,
      detail: { code: label.code, validFrom: label.validFrom, validTo, reason },
    });
    return ended;
  });
}

/** Throws InputInvalid. Days in ISO 8601 have the order of their text. */
function checkEnd({ validFrom, validTo: known }: LabelRow, validTo: string): void {
  const issue = (message: string) => new InputInvalid([{ path: ['validTo'], message }]);
  if (validTo < validFrom) throw issue(`is before the label's first day, ${validFrom}`);
  if (known !== null && validTo >= known) throw issue(`is not before its last day, ${known}: grant it anew`);
}
