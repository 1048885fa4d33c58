import type { Db } from '../../db/client.ts';
import { countMembers, type MemberRow, selectMembersById } from '../../db/organizations.ts';
import type { Context } from '../context.ts';
import { NotFound } from '../errors.ts';
import { type Action, mayFor } from '../permissions.ts';
import { LastOrganizationAdmin } from './errors.ts';
import { lockFor } from './lock.ts';

/**
 * Locks the organization of a member to whom the caller may do this, and reads the member as they are then. Throws
 * NotFound for whom there is not as for those of whom the caller may know nothing, and Forbidden.
 */
export async function lockMember(
  ctx: Context,
  tx: Db,
  memberId: string,
  action: Action,
): Promise<{ readonly member: MemberRow; readonly actorId: string }> {
  const [found] = await selectMembersById(tx, [memberId]);
  if (!found || !(await mayFor(ctx, 'member.read', found.organizationId, tx))) throw new NotFound('member');
  const { userId: actorId } = await lockFor(ctx, tx, found.organizationId, action);
  const [member] = await selectMembersById(tx, [memberId]);
  if (!member) throw new NotFound('member');
  return { member, actorId };
}

/** Needs the lock of the organization. The database refuses it as well, at the commit. Throws LastOrganizationAdmin. */
export async function refuseLastAdmin(tx: Db, { organizationId, role }: MemberRow): Promise<void> {
  if (role !== 'ADMIN') return;
  if ((await countMembers(tx, organizationId, 'ADMIN')) <= 1) throw new LastOrganizationAdmin();
}
