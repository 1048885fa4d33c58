import { deleteMember, type MemberRow, selectMembersById } from '../../db/organizations.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { lockMember, refuseLastAdmin } from './members.ts';
import { organizationChanged, removeMemberInput } from './rules.ts';

/**
 * Removes a member, for an ADMIN; anybody may leave by themselves. What was done in the organization's name stays, and so
 * do its things. Throws InputInvalid, NotFound, LastOrganizationAdmin.
 */
export async function removeMember(ctx: Context, input: unknown): Promise<MemberRow> {
  const { userId: callerId } = await permitCaller(ctx, 'member.leave');
  const { memberId } = readInput(removeMemberInput, input);
  const [found] = await selectMembersById(ctx.app.db, [memberId]);
  const action = found?.userId === callerId ? 'member.leave' : 'member.manage';
  return transact(ctx, async (tx) => {
    const { member, actorId } = await lockMember(ctx, tx, memberId, action);
    await refuseLastAdmin(tx, member);
    await deleteMember(tx, memberId);
    const { organizationId, userId, role } = member;
    await tell(tx, [organizationChanged(organizationId, 'MEMBER_REMOVED', { userId, role: null })]);
    await writeAudit(tx, {
      actorId,
      action: 'MEMBER_REMOVED',
      subjectType: 'Organization',
      subjectId: organizationId,
      detail: { userId, role },
    });
    return member;
  });
}
