import type { Db } from '../../db/client.ts';
import { lockOrganization, type OrganizationRow } from '../../db/organizations.ts';
import type { Context } from '../context.ts';
import { type Action, permitFor } from '../permissions.ts';

/**
 * Locks an organization that the caller may do this to. The role is read under the lock: it may have been taken away while
 * this waited. Throws Unauthenticated, or Forbidden for what does not exist as for what is not theirs.
 */
export async function lockFor(
  ctx: Context,
  tx: Db,
  organizationId: string,
  action: Action,
): Promise<{ readonly organization: OrganizationRow; readonly userId: string }> {
  const organization = await lockOrganization(tx, organizationId);
  const { userId } = await permitFor(ctx, action, organizationId, tx);
  if (!organization) throw new Error(`organization ${organizationId} has members and does not exist`);
  return { organization, userId };
}
