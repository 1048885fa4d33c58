import { type MemberRow, updateMemberRole } from '../../db/organizations.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permitCaller } from '../permissions.ts';
import { lockMember, refuseLastAdmin } from './members.ts';
import { organizationChanged, updateMemberInput } from './rules.ts';

/** Gives a member another role, for an ADMIN. Throws InputInvalid, NotFound, LastOrganizationAdmin. */
export async function updateMember(ctx: Context, input: unknown): Promise<MemberRow> {
  await permitCaller(ctx, 'member.manage');
  const { memberId, role } = readInput(updateMemberInput, input);
  return transact(ctx, async (tx) => {
    const { member, actorId } = await lockMember(ctx, tx, memberId, 'member.manage');
    if (member.role === role) return member;
    await refuseLastAdmin(tx, member);
    const changed = await updateMemberRole(tx, memberId, role);
    const { organizationId, userId } = member;
    await tell(tx, [organizationChanged(organizationId, 'MEMBER_UPDATED', { userId, role })]);
    await writeAudit(tx, {
      actorId,
      action: 'MEMBER_UPDATED',
      subjectType: 'Organization',
      subjectId: organizationId,
      detail: { userId, from: member.role, to: role },
    });
    return changed;
  });
}
