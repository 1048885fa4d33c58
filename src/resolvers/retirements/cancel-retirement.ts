import { z } from 'zod';
import { lockIntent } from '../../db/chain-intents.ts';
import { lockRetirements } from '../../db/retirement-writes.ts';
import { type RetirementRow, selectRetirementsById } from '../../db/retirements.ts';
import { type Context, transact } from '../context.ts';
import { Busy, IllegalTransition, NotFound } from '../errors.ts';
import { nodeId, readInput } from '../input.ts';
import { cancelIntent } from '../intents/cancel-chain-intent.ts';
import { isCarriedOut, isGivenUp } from '../intents/rules.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { revertRetirement } from './follow-intent.ts';
import { canStep } from './rules.ts';

const input = z.object({ retirementId: nodeId('Retirement') });

/**
 * Has a retirement not carried out. One whose transaction the chain was not given yet is REVERTED at once. Else an empty
 * transaction is to take its place, and whichever is mined decides: it may still become FINALIZED. Asked twice it is one
 * wish. Throws InputInvalid, NotFound, IllegalTransition (the chain has it, or it is over), Busy.
 */
export async function cancelRetirement(ctx: Context, given: unknown): Promise<RetirementRow> {
  await permitCaller(ctx, 'retirement.request');
  const { retirementId } = readInput(input, given);
  return transact(ctx, async (tx) => {
    const [found] = await selectRetirementsById(tx, [retirementId]);
    if (!found || !(await mayFor(ctx, 'retirement.request', found.ownerId, tx))) throw new NotFound('retirement');
    // The intent first, as those who send it do; what it is then leads to the retirement.
    const intent = found.intentId === null ? undefined : await lockIntent(tx, found.intentId);
    const [retirement] = await lockRetirements(tx, [retirementId]);
    if (!retirement) throw new NotFound('retirement');
    const refusal = new IllegalTransition('retirement', retirement.status, 'cancelled');
    if (!canStep(retirement.status, 'REVERT') || retirement.blockNumber !== null) throw refusal;
    if (intent) {
      if (isCarriedOut(intent.status) || isGivenUp(intent.status)) throw refusal;
      if (!intent.cancelRequestedAt) await cancelIntent(tx, ctx, intent);
    } else if (retirement.intentId === null) {
      await revertRetirement(tx, retirement, 'It was cancelled before it was sent.');
    } else {
      // Its transaction was ordered between the two looks.
      throw new Busy();
    }
    const [now] = await selectRetirementsById(tx, [retirementId]);
    return now as RetirementRow;
  });
}
