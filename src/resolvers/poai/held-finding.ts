import type { Db } from '../../db/client.ts';
import type { CaseRow } from '../../db/poai.ts';
import type { FindingRow } from '../../db/poai-checks.ts';
import { selectFinding } from '../../db/poai-reviews.ts';
import type { Context } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { lockFor } from './own.ts';

/**
 * An open finding whose case the caller has locked to do this to it. Throws NotFound, Forbidden, IllegalTransition (also
 * for one that is closed).
 */
export async function lockFinding(
  ctx: Context,
  tx: Db,
  findingId: string,
  action: 'ANSWER_FINDING' | 'CLOSE_FINDING',
): Promise<{ readonly row: CaseRow; readonly finding: FindingRow }> {
  const known = await selectFinding(tx, findingId);
  if (!known) throw new NotFound('finding');
  const { row } = await lockFor(ctx, tx, known.caseId, action);
  const finding = (await selectFinding(tx, findingId)) ?? known;
  if (finding.closedAt)
    throw new IllegalTransition('finding', 'CLOSED', action === 'CLOSE_FINDING' ? 'closed' : 'answered');
  return { row, finding };
}
