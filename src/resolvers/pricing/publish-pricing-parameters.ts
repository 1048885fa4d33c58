import { insertModel, lockPricing, type PricingModelRow, selectModelInForce } from '../../db/pricing.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { effectiveFromOf } from '../fee-schedules/rules.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { recordOfModel } from './record.ts';
import { publishPricingInput } from './rules.ts';

/**
 * Publishes parameters of the pricing model, together, as a new version that holds from a moment on; all others stay as they
 * are. Recorded in the audit log. Throws InputInvalid: of what is outside its limits, too, and of a start that has passed.
 */
export async function publishPricingParameters(ctx: Context, input: unknown): Promise<PricingModelRow> {
  const { userId } = await permit(ctx, 'pricing.publish');
  const { reason, effectiveFrom, parameters } = readInput(publishPricingInput, input);
  return transact(ctx, async (tx) => {
    // One at a time, and dated under the lock: so a version that is in force holds what it held for good.
    await lockPricing(tx);
    const { now } = await selectModelInForce(tx);
    const start = effectiveFromOf(effectiveFrom, now);
    const model = await insertModel(tx, { reason, effectiveFrom: start, authorId: userId }, parameters);
    await writeAudit(tx, recordOfModel(model, parameters));
    return model;
  });
}
