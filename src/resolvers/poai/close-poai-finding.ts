import type { FindingRow } from '../../db/poai-checks.ts';
import { updateFinding } from '../../db/poai-reviews.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { lockFinding } from './held-finding.ts';
import { closeInput } from './inputs.ts';
import { auditDeed, recordDeed } from './record.ts';

/** Closes a finding, and says how it was resolved. Throws InputInvalid, NotFound, Forbidden, IllegalTransition. */
export async function closePoaiFinding(ctx: Context, input: unknown): Promise<FindingRow> {
  const { userId: actorId } = await permit(ctx, 'poai.review');
  const { findingId, resolution } = readInput(closeInput, input);
  return transact(ctx, async (tx) => {
    const { row, finding } = await lockFinding(ctx, tx, findingId, 'CLOSE_FINDING');
    const closed = await updateFinding(tx, findingId, { resolution, closedBy: actorId, closedAt: new Date() });
    const number = String(finding.number);
    await recordDeed(tx, row, { kind: 'CLOSE_FINDING', actorId, detail: { number, resolution } });
    await auditDeed(tx, row, { actorId, action: 'POAI_FINDING_CLOSED', detail: { number } });
    return closed;
  });
}
