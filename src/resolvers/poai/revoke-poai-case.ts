import type { CaseRow } from '../../db/poai.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { reasonInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { auditDeed, moveCase } from './record.ts';

/**
 * Takes an approval back, for good: the proof stays on the chain, and whoever verifies it here is told. Throws
 * InputInvalid, NotFound, IllegalTransition.
 */
export async function revokePoaiCase(ctx: Context, input: unknown): Promise<CaseRow> {
  const { userId: actorId } = await permit(ctx, 'poai.manage');
  const { caseId, reason } = readInput(reasonInput, input);
  return transact(ctx, async (tx) => {
    const { row } = await lockFor(ctx, tx, caseId, 'REVOKE');
    const moved = await moveCase(ctx, tx, row, { step: 'REVOKE', actorId, detail: { reason } });
    await auditDeed(tx, moved, { actorId, action: 'POAI_CASE_REVOKED', detail: { reason } });
    return moved;
  });
}
