import type { ProjectRow } from '../../db/projects.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { permitOn } from '../standings.ts';
import { statusInput } from './inputs.ts';
import { moveProject } from './move-project.ts';
import { lockSeen, ownerOf } from './own.ts';
import { projectActions, stepTo } from './rules.ts';

/**
 * Takes a project the step that leads to a status: its owner lists, lists again and withdraws it, who manages projects
 * decides the rest. Throws InputInvalid, NotFound, IllegalTransition, Forbidden.
 */
export async function changeProjectStatus(ctx: Context, input: unknown): Promise<ProjectRow> {
  const { userId } = await permitCaller(ctx, 'project.update');
  const { projectId, status, reason, effectiveAt } = readInput(statusInput, input);
  return transact(ctx, async (tx) => {
    const project = await lockSeen(ctx, tx, projectId);
    const step = stepTo(project, status);
    await permitOn(ctx, projectActions[step], ownerOf(project), tx);
    return moveProject(tx, project, { to: status, actorId: userId, reason, effectiveAt });
  });
}
