import { selectMethodologiesOf } from '../../db/project-parts.ts';
import type { ProjectRow } from '../../db/projects.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { VersionConflict } from './errors.ts';
import { changesOf, fieldsOf, inOrder } from './fields.ts';
import { updateInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { recordChange, refuseTaken } from './record.ts';
import { checkComplete, checkEditable, checkFields } from './rules.ts';

/**
 * Changes fields of a project, for its owner or who manages projects; which, its status decides. What is the same as
 * before is no change and needs no right. Throws InputInvalid, NotFound, VersionConflict, NativeIdTaken, Forbidden.
 */
export async function updateProject(ctx: Context, input: unknown): Promise<ProjectRow> {
  const { userId } = await permitCaller(ctx, 'project.update');
  const { projectId, version, wish, effectiveAt, reason = 'Updated' } = readInput(updateInput, input);
  const work = transact(ctx, async (tx) => {
    const { project, as } = await lockFor(ctx, tx, projectId, 'UPDATE');
    if (project.version !== version) throw new VersionConflict(project.version);
    const before = fieldsOf(project, await selectMethodologiesOf(tx, [projectId]));
    const after = inOrder({ ...before, ...wish });
    const changed = Object.keys(changesOf(before, after));
    checkEditable(project, as, changed);
    checkFields(after);
    checkComplete(after, project.status, before);
    const updated = await recordChange(tx, project, { change: wish, actorId: userId, reason, effectiveAt });
    if (updated.version === version) return updated;
    await writeAudit(tx, {
      actorId: userId,
      action: 'PROJECT_UPDATED',
      subjectType: 'Project',
      subjectId: projectId,
      detail: { fields: changed, version: String(updated.version), reason },
    });
    return updated;
  });
  return refuseTaken(work);
}
