import type { Db } from '../../db/client.ts';
import { selectMethodologiesOf } from '../../db/project-parts.ts';
import type { ProjectRow, ProjectStatus } from '../../db/projects.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { fieldsOf } from './fields.ts';
import { type Deed, recordChange } from './record.ts';
import { checkComplete, stepTo } from './rules.ts';

/**
 * Takes a project, locked by the caller, the step that leads to a status. For verbs that have decided that it may be;
 * whose right it is, they know. It writes the audit log, so no lock may be waited for after it. Throws
 * IllegalTransition, InputInvalid.
 */
export async function moveProject(
  tx: Db,
  project: ProjectRow,
  { to, ...deed }: Deed & { readonly to: ProjectStatus },
): Promise<ProjectRow> {
  const step = stepTo(project, to);
  checkComplete(fieldsOf(project, await selectMethodologiesOf(tx, [project.id])), to);
  const moved = await recordChange(tx, project, { ...deed, change: { status: to } });
  await writeAudit(tx, {
    actorId: deed.actorId,
    action: 'PROJECT_STATUS_CHANGED',
    subjectType: 'Project',
    subjectId: project.id,
    detail: { step, from: project.status, to, reason: deed.reason },
  });
  return moved;
}
