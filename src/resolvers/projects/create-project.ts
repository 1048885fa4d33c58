import type { ProjectRow } from '../../db/projects.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { EMPTY } from './fields.ts';
import { createInput } from './inputs.ts';
import { recordNewProjects, refuseTaken } from './record.ts';
import { checkEditable, checkFields } from './rules.ts';

/** What a draft is before it is one: of it, its owner may say everything that owners say. */
const BLANK = { status: 'DRAFT', suspended: false, publishedAt: null } as const;

/**
 * Writes a draft that nobody but its owner sees, for a PROJECT_OWNER; that of an organization, for one who is its ADMIN as
 * well. Throws InputInvalid, NativeIdTaken.
 */
export async function createProject(ctx: Context, input: unknown): Promise<ProjectRow> {
  await permitCaller(ctx, 'project.create');
  const { wish, organizationId = null, effectiveAt, reason = 'Written' } = readInput(createInput, input);
  const { userId } = await permitFor(ctx, 'project.create', organizationId);
  checkEditable(BLANK, ['OWNER'], Object.keys(wish));
  checkFields({ ...EMPTY, ...wish });
  const work = transact(ctx, async (tx) => {
    const [project] = await recordNewProjects(tx, [
      { fields: wish, organizationId, actorId: userId, reason, effectiveAt },
    ]);
    if (!project) throw new Error('a project was written and is not there');
    await writeAudit(tx, {
      actorId: userId,
      action: 'PROJECT_CREATED',
      subjectType: 'Project',
      subjectId: project.id,
      detail: { organizationId, name: project.name, registry: project.registry, nativeId: project.nativeId },
    });
    return project;
  });
  return refuseTaken(work);
}
