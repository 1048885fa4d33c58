import { insertProcessorTerms, type ProcessorTermsRow } from '../../db/fee-terms.ts';
import { selectFeesInForce } from '../../db/settlement.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { effectiveFromOf, idOfVersion, processorTermsInput } from './rules.ts';

/**
 * Publishes what the processor of a way of paying takes of each charge from a moment on: payers are charged so much more.
 * Recorded in the audit log. Throws InputInvalid.
 */
export async function publishProcessorTerms(ctx: Context, input: unknown): Promise<ProcessorTermsRow> {
  const { userId } = await permit(ctx, 'processor-terms.publish');
  const { effectiveFrom, ...terms } = readInput(processorTermsInput, input);
  return transact(ctx, async (tx) => {
    const { now } = await selectFeesInForce(tx);
    const start = effectiveFromOf(effectiveFrom, now);
    const published = await insertProcessorTerms(tx, { ...terms, effectiveFrom: start, authorId: userId });
    await writeAudit(tx, {
      actorId: userId,
      action: 'PROCESSOR_TERMS_PUBLISHED',
      subjectType: 'ProcessorTerms',
      subjectId: idOfVersion(published.version),
      detail: {
        method: terms.method,
        currency: terms.currency,
        rateBps: String(terms.rateBps),
        fixed: terms.fixed.toString(),
        source: terms.source,
        effectiveFrom: start.toISOString(),
      },
    });
    return published;
  });
}
