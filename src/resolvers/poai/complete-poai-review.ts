import type { CaseRow } from '../../db/poai.ts';
import { addressBytes, isLinkedTo } from '../../db/linked-addresses.ts';
import { selectChecksOf, updateSigningAddress } from '../../db/poai-reviews.ts';
import { AddressNotLinked } from '../addresses/errors.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { CaseIncomplete } from './errors.ts';
import { completeReviewInput } from './inputs.ts';
import { lockFor } from './own.ts';
import { auditDeed, moveCase } from './record.ts';
import { TECHNICAL_CHECK } from './rules.ts';

/**
 * Ends the review: every check has a result, the reviewer states an opinion and says with which linked address they will
 * sign. Throws InputInvalid, NotFound, Forbidden, IllegalTransition, CaseIncomplete, AddressNotLinked.
 */
export async function completePoaiReview(ctx: Context, input: unknown): Promise<CaseRow> {
  const { userId: actorId } = await permit(ctx, 'poai.review');
  const { caseId, opinion, address } = readInput(completeReviewInput, input);
  return transact(ctx, async (tx) => {
    const { row } = await lockFor(ctx, tx, caseId, 'COMPLETE_REVIEW');
    const open = (await selectChecksOf(tx, [caseId])).filter(
      ({ code, result }) => result === null && code !== TECHNICAL_CHECK,
    );
    if (open.length > 0) throw new CaseIncomplete(open.map(({ code }) => `a result of ${code}`));
    if (!(await isLinkedTo(tx, actorId, address))) throw new AddressNotLinked();
    await updateSigningAddress(tx, { caseId, role: 'REVIEWER' }, addressBytes(address));
    const moved = await moveCase(ctx, tx, row, {
      step: 'COMPLETE_REVIEW',
      actorId,
      change: { opinion, opinionAt: new Date() },
      detail: { opinion },
    });
    await auditDeed(tx, moved, { actorId, action: 'POAI_CASE_MOVED', detail: { step: 'COMPLETE_REVIEW' } });
    return moved;
  });
}
