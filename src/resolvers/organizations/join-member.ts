import { selectInvitationByToken, takeInvitation } from '../../db/organization-invitations.ts';
import { insertMember, lockOrganization, type MemberRow } from '../../db/organizations.ts';
import { selectUsersById } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { TokenInvalid } from '../sessions/errors.ts';
import { hashSecret } from '../sessions/secrets.ts';
import { AlreadyMember, InvitationOfAnother } from './errors.ts';
import { joinMemberInput, organizationChanged } from './rules.ts';

/**
 * Accepts an invitation by the token that was mailed. The caller's account must have that very address, and have proven
 * it: who got hold of a mail that was passed on gets in no further. Throws InputInvalid, TokenInvalid,
 * InvitationOfAnother, AlreadyMember.
 */
export async function joinMember(ctx: Context, input: unknown): Promise<MemberRow> {
  const { userId } = await permit(ctx, 'member.join');
  const tokenHash = hashSecret(readInput(joinMemberInput, input).token);
  const asked = await selectInvitationByToken(ctx.app.db, tokenHash);
  if (!asked) throw new TokenInvalid();
  const { organizationId, role } = asked;
  return transact(ctx, async (tx) => {
    await lockOrganization(tx, organizationId);
    const [user] = await selectUsersById(tx, [userId]);
    if (!user?.emailVerifiedAt || user.email.toLowerCase() !== asked.email.toLowerCase()) {
      throw new InvitationOfAnother();
    }
    const invitation = await takeInvitation(tx, { id: asked.id, userId });
    if (!invitation) throw new TokenInvalid();
    const member = await insertMember(tx, { organizationId, userId, role });
    if (!member) throw new AlreadyMember();
    await tell(tx, [organizationChanged(organizationId, 'MEMBER_JOINED', { userId, role })]);
    await writeAudit(tx, {
      actorId: userId,
      action: 'MEMBER_JOINED',
      subjectType: 'Organization',
      subjectId: organizationId,
      detail: { invitationId: invitation.id, role },
    });
    return member;
  });
}
