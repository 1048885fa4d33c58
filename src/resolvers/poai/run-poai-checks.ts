import type { CaseRow } from '../../db/poai.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { caseInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { probeById } from './automated.ts';
import { auditDeed } from './record.ts';
import { recordAutomated } from './automated-results.ts';

/**
 * Checks once more what the platform can check by itself, where no reviewer has said otherwise since. Throws
 * InputInvalid, NotFound, Forbidden, IllegalTransition.
 */
export async function runPoaiChecks(ctx: Context, input: unknown): Promise<CaseRow> {
  const { userId: actorId } = await permit(ctx, 'poai.review');
  const { caseId } = readInput(caseInput, input);
  const found = await probeById(ctx, caseId, 'RUN_CHECKS');
  return transact(ctx, async (tx) => {
    const { row } = await lockFor(ctx, tx, caseId, 'RUN_CHECKS');
    const results = await recordAutomated(tx, row, found);
    await auditDeed(tx, row, { actorId, action: 'POAI_CHECKS_RUN', detail: { results } });
    return row;
  });
}
