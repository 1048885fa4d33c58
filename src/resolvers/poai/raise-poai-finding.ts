import type { FindingRow } from '../../db/poai-checks.ts';
import { insertFinding, selectChecksOf, selectFindingsOf } from '../../db/poai-reviews.ts';
import { type Context, transact } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { raiseInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { auditDeed, recordDeed } from './record.ts';

/**
 * Raises a corrective action request (CAR), a clarification request (CL) or a forward action request (FAR) on a check.
 * Throws InputInvalid, NotFound, Forbidden, IllegalTransition.
 */
export async function raisePoaiFinding(ctx: Context, input: unknown): Promise<FindingRow> {
  const { userId: actorId } = await permit(ctx, 'poai.review');
  const { caseId, ...said } = readInput(raiseInput, input);
  return transact(ctx, async (tx) => {
    const { row } = await lockFor(ctx, tx, caseId, 'RAISE_FINDING');
    if (!(await selectChecksOf(tx, [caseId])).some(({ code }) => code === said.code)) {
      throw new InputInvalid([{ path: ['code'], message: 'is no check of the catalogue of this case' }]);
    }
    const most = ctx.app.config.POAI_FINDINGS;
    if ((await selectFindingsOf(tx, [caseId])).length >= most) {
      throw new InputInvalid([{ path: [], message: `would be more than the ${most} findings that a case may have` }]);
    }
    const finding = await insertFinding(tx, { caseId, ...said, raisedBy: actorId });
    const detail = { number: String(finding.number), kind: said.kind, code: said.code };
    await recordDeed(tx, row, { kind: 'RAISE_FINDING', actorId, detail: { ...detail, text: said.text } });
    await auditDeed(tx, row, { actorId, action: 'POAI_FINDING_RAISED', detail });
    return finding;
  });
}
