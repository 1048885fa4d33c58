import { brokenConstraint } from '../../db/client.ts';
import type { CaseRow } from '../../db/poai.ts';
import type { ProjectStatus } from '../../db/projects.ts';
import { type Context, transact } from '../context.ts';
import { IllegalTransition } from '../errors.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { CaseExists } from './errors.ts';
import { caseInput } from './inputs.ts';
import { lockWithProject } from './own.ts';
import { auditDeed, moveCase } from './record.ts';

/** Of such a project there is something to prove. */
const REVIEWABLE: ReadonlySet<ProjectStatus> = new Set([
  'LISTED',
  'UNDER_VALIDATION',
  'VALIDATED',
  'REGISTERED',
  'COMPLETED',
]);

/**
 * Hands a case in, for reviewers to be assigned. Throws InputInvalid, NotFound, Forbidden, IllegalTransition (also for a
 * project that is not listed), CaseExists.
 */
export async function submitPoaiCase(ctx: Context, input: unknown): Promise<CaseRow> {
  const { userId: actorId } = await permitCaller(ctx, 'poai.own');
  const { caseId } = readInput(caseInput, input);
  const submitted = transact(ctx, async (tx) => {
    const { row, project } = await lockWithProject(ctx, tx, caseId, 'SUBMIT');
    if (!REVIEWABLE.has(project.status) || project.suspended) {
      throw new IllegalTransition('project', project.suspended ? 'SUSPENDED' : project.status, 'reviewed');
    }
    const moved = await moveCase(ctx, tx, row, { step: 'SUBMIT', actorId });
    await auditDeed(tx, moved, { actorId, action: 'POAI_CASE_MOVED', detail: { step: 'SUBMIT' } });
    return moved;
  });
  return submitted.catch((error: unknown) => {
    if (brokenConstraint(error) !== 'poai_cases_open') throw error;
    throw new CaseExists('Another case about this is under way: wait until it is decided.');
  });
}
