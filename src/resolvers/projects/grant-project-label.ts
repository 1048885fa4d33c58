import { v7 as newId } from 'uuid';
import { brokenConstraint } from '../../db/client.ts';
import { insertLabel } from '../../db/project-parts.ts';
import type { LabelRow } from '../../db/projects.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { IllegalTransition, InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { labelGrantInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { recordLabel } from './record.ts';
import { projectActions } from './rules.ts';

/**
 * Notes that a project has a label from one day to another, with the evidence of it; for who manages projects. Throws
 * InputInvalid (also where it has the label on one of these days already), NotFound, IllegalTransition.
 */
export async function grantProjectLabel(ctx: Context, input: unknown): Promise<LabelRow> {
  const { userId } = await permit(ctx, 'project.manage');
  const { projectId, reason = 'Label granted', ...label } = readInput(labelGrantInput, input);
  const work = transact(ctx, async (tx) => {
    const { project } = await lockFor(ctx, tx, projectId, 'GRANT_LABEL');
    if (!projectActions.GRANT_LABEL.when(project)) throw new IllegalTransition('project', project.status, 'labelled');
    const granted = await insertLabel(tx, { ...label, projectId, id: newId() });
    await recordLabel(tx, project, { from: null, to: granted, actorId: userId, reason });
    await writeAudit(tx, {
      actorId: userId,
      action: 'PROJECT_LABEL_GRANTED',
      subjectType: 'Project',
      subjectId: projectId,
      detail: { ...label, reason },
    });
    return granted;
  });
  return refuseOverlap(work);
}

async function refuseOverlap<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (brokenConstraint(error) !== 'project_labels_overlap') throw error;
    throw new InputInvalid([{ path: ['validFrom'], message: 'begins a period in which the project has this label' }]);
  }
}
