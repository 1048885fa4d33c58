import type { ProjectRow } from '../../db/projects.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { IllegalTransition } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { suspensionInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { recordChange } from './record.ts';
import { projectActions } from './rules.ts';

/** Sets or takes back the flag, for who manages projects. Throws InputInvalid, NotFound, IllegalTransition. */
export async function setSuspended(ctx: Context, input: unknown, suspended: boolean): Promise<ProjectRow> {
  const { userId } = await permit(ctx, 'project.manage');
  const { projectId, reason, effectiveAt } = readInput(suspensionInput, input);
  return transact(ctx, async (tx) => {
    const action = suspended ? 'SUSPEND' : 'RESUME';
    const { project } = await lockFor(ctx, tx, projectId, action);
    if (!projectActions[action].when(project)) {
      const state = project.suspended ? 'SUSPENDED' : project.status;
      throw new IllegalTransition('project', state, suspended ? 'suspended' : 'resumed');
    }
    const changed = await recordChange(tx, project, { change: { suspended }, actorId: userId, reason, effectiveAt });
    await writeAudit(tx, {
      actorId: userId,
      action: suspended ? 'PROJECT_SUSPENDED' : 'PROJECT_RESUMED',
      subjectType: 'Project',
      subjectId: projectId,
      detail: { reason },
    });
    return changed;
  });
}
