import { type OrganizationRow, updateOrganizationRow } from '../../db/organizations.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { refuseTakenLei } from './create-organization.ts';
import { lockFor } from './lock.ts';
import { organizationChanged, updateOrganizationInput } from './rules.ts';

/** Changes what an organization says of itself, for its ADMIN. Throws InputInvalid, LeiTaken, Forbidden. */
export async function updateOrganization(ctx: Context, input: unknown): Promise<OrganizationRow> {
  await permitCaller(ctx, 'organization.update');
  const { organizationId, ...given } = readInput(updateOrganizationInput, input);
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const work = transact(ctx, async (tx) => {
    const { organization, userId } = await lockFor(ctx, tx, organizationId, 'organization.update');
    if (Object.keys(changes).length === 0) return organization;
    const changed = await updateOrganizationRow(tx, organizationId, changes);
    await tell(tx, [organizationChanged(organizationId, 'UPDATED')]);
    await writeAudit(tx, {
      actorId: userId,
      action: 'ORGANIZATION_UPDATED',
      subjectType: 'Organization',
      subjectId: organizationId,
      detail: { fields: Object.keys(changes).join(' '), legalName: changed.legalName, lei: changed.lei },
    });
    return changed;
  });
  return refuseTakenLei(work);
}
