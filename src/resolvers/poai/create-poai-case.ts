import { selectBatchesById } from '../../db/batches.ts';
import type { Db } from '../../db/client.ts';
import type { CaseRow } from '../../db/poai.ts';
import { insertCase, selectApprovedCase } from '../../db/poai-cases.ts';
import { insertChecks } from '../../db/poai-reviews.ts';
import { lockProject, type ProjectRow } from '../../db/projects.ts';
import { type Context, transact } from '../context.ts';
import { Forbidden, IllegalTransition, InputInvalid, NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { ownerOf, seesProject } from '../projects/own.ts';
import { opensCases, projectActions } from '../projects/rules.ts';
import { standingsOf } from '../standings.ts';
import { currentCatalogue } from './catalogue.ts';
import { CaseExists } from './errors.ts';
import { createInput } from './inputs.ts';
import { auditDeed, recordDeed } from './record.ts';

/**
 * Opens a case about a project, or about one batch of its credits, with every check of the catalogue of today. For who
 * acts for the owner of the project; of one that came from a registry and has none, PLATFORM_ADMIN.
 * Throws InputInvalid, NotFound, Forbidden, IllegalTransition (of a project that has ended or is suspended), CaseExists.
 */
export async function createPoaiCase(ctx: Context, input: unknown): Promise<CaseRow> {
  const { userId } = await permitCaller(ctx, 'poai.own');
  const { projectId, batchId = null, supersedesId = null, ...criteria } = readInput(createInput, input);
  return transact(ctx, async (tx) => {
    const project = await lockProject(tx, projectId);
    if (!project || !(await seesProject(ctx, project, tx))) throw new NotFound('project');
    await refuseStranger(ctx, tx, project);
    if (batchId !== null) {
      const [batch] = await selectBatchesById(tx, [batchId]);
      if (batch?.projectId !== projectId) throw new NotFound('batch of this project');
    }
    const standing = await selectApprovedCase(tx, { projectId, batchId });
    if (standing && supersedesId === null) {
      throw new CaseExists('A case about this is approved: name it as the one that the new case supersedes.');
    }
    if (supersedesId !== null && standing?.id !== supersedesId) {
      throw new InputInvalid([{ path: ['supersedesId'], message: 'is not the approved case about this' }]);
    }
    const { version, checks } = currentCatalogue();
    const subject = { projectId, batchId, supersedesId, organizationId: project.organizationId };
    const row = await insertCase(tx, { ...subject, ...criteria, catalogue: version, createdBy: userId });
    await insertChecks(
      tx,
      checks.map(({ code, tree, mandatory }, place) => ({ caseId: row.id, code, tree, mandatory, place })),
    );
    const deed = { actorId: userId, detail: { projectId, batchId, supersedesId, catalogue: version } };
    await recordDeed(tx, row, { ...deed, kind: 'CREATE' });
    await auditDeed(tx, row, { ...deed, action: 'POAI_CASE_CREATED' });
    return row;
  });
}

async function refuseStranger(ctx: Context, tx: Db, project: ProjectRow): Promise<void> {
  const rule = projectActions.OPEN_CASE;
  const openers = (await standingsOf(ctx, rule, ownerOf(project), tx)).filter((as) => opensCases(project, as));
  if (openers.length === 0) throw new Forbidden('Only who acts for the owner of the project opens a case about it.');
  if (openers.some((as) => rule.when(project, as))) return;
  throw new IllegalTransition('project', project.suspended ? 'SUSPENDED' : project.status, 'reviewed');
}
