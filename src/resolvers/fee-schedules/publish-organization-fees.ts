import { insertOrganizationFees, type OrganizationFeesRow } from '../../db/fee-terms.ts';
import { selectOrganizationsById } from '../../db/organizations.ts';
import { selectFeesInForce } from '../../db/settlement.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { effectiveFromOf, organizationFeesInput } from './rules.ts';

/**
 * Publishes what an organization pays from a moment on, whatever it trades; without basis points for a side it pays there
 * what everybody does. Recorded in the audit log. Throws InputInvalid, NotFound.
 */
export async function publishOrganizationFees(ctx: Context, input: unknown): Promise<OrganizationFeesRow> {
  const { userId } = await permit(ctx, 'organization-fees.publish');
  const { effectiveFrom, ...terms } = readInput(organizationFeesInput, input);
  const { organizationId, makerBps, takerBps, reason } = terms;
  return transact(ctx, async (tx) => {
    const [organization] = await selectOrganizationsById(tx, [organizationId]);
    if (!organization) throw new NotFound('organization');
    const { now } = await selectFeesInForce(tx);
    const start = effectiveFromOf(effectiveFrom, now);
    const published = await insertOrganizationFees(tx, { ...terms, effectiveFrom: start, authorId: userId });
    await writeAudit(tx, {
      actorId: userId,
      action: 'ORGANIZATION_FEES_PUBLISHED',
      subjectType: 'Organization',
      subjectId: organizationId,
      detail: {
        makerBps: makerBps === null ? null : String(makerBps),
        takerBps: takerBps === null ? null : String(takerBps),
        reason,
        effectiveFrom: start.toISOString(),
      },
    });
    return published;
  });
}
