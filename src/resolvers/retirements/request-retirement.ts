import { selectContributionsById } from '../../db/retirement-writes.ts';
import { selectBeneficiariesById, selectRetirementsById, selectRetirementsOfRequest } from '../../db/retirements.ts';
import { findBatch } from '../batches/read.ts';
import { chainOf } from '../chain/client.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { once } from '../once.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import { assignRetirement } from './assign-retirement.ts';
import { type EnteredRetirement, enterRetirement } from './enter-retirement.ts';
import { requestRetirementInput } from './inputs.ts';

/**
 * Retires credits of a batch that the caller (or an organization) holds, or CARBON, for a beneficiary. They are held at
 * once, and used up for ever once the chain has made that final. CARBON may be a fraction of a tonne: it is held for its
 * beneficiary until it is a whole one. Without a chain it is refused, since only a chain makes a retirement final.
 * Throws InputInvalid, NotFound, InsufficientCredits, InsufficientFunds, InventoryShort, DebtOutstanding, ChainUnavailable,
 * IdempotencyConflict.
 */
export async function requestRetirement(ctx: Context, input: unknown): Promise<EnteredRetirement> {
  await permitCaller(ctx, 'retirement.request');
  const { idempotencyKey: key, organizationId, ...wish } = readInput(requestRetirementInput, input);
  const { userId, ownerId } = await permitFor(ctx, 'retirement.request', organizationId);
  chainOf(ctx.app);
  const { batchId, quantity, claim } = wish;
  if (batchId !== undefined && !(await findBatch(ctx, batchId))) throw new NotFound('credit batch');
  const entered = await once(ctx, {
    actorId: userId,
    operation: 'retirementRequest',
    key,
    input: { ...wish, ownerId },
    work: (tx, requestId) =>
      enterRetirement(tx, ctx.app, { requestId, ownerId, actorId: userId, batchId, quantity, claim }),
    again: (requestId) => enteredBefore(ctx, requestId),
  });
  // The passes would do it as well; so whoever asks sees at once which serial numbers are used up.
  for (const { id } of entered.retirements) await assignRetirement(ctx, id);
  const retirements = await selectRetirementsById(
    ctx.app.db,
    entered.retirements.map(({ id }) => id),
  );
  return { ...entered, retirements: retirements.toSorted((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** What came of a wish, as it is now. */
async function enteredBefore({ app: { db } }: Context, requestId: string): Promise<EnteredRetirement> {
  const retirements = await selectRetirementsOfRequest(db, requestId);
  const [contribution] = await selectContributionsById(db, [requestId]);
  const beneficiaryId = contribution?.beneficiaryId ?? retirements[0]?.beneficiaryId ?? '';
  const [beneficiary] = await selectBeneficiariesById(db, [beneficiaryId]);
  if (!beneficiary) throw new Error(`retirement request ${requestId} has no beneficiary`);
  return { requestId, beneficiary, retirements };
}
