import { insertInvitationMail } from '../../db/mails.ts';
import { type InvitationRow, insertInvitation, revokeInvitations } from '../../db/organization-invitations.ts';
import { countSeats, selectMembership } from '../../db/organizations.ts';
import { countHits } from '../../db/throttles.ts';
import { selectUserByEmail } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { RateLimited } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permitFor, permitCaller } from '../permissions.ts';
import { MAIL_WINDOW_S } from '../sessions/rules.ts';
import { keyOf } from '../throttle-keys.ts';
import { AlreadyMember, OrganizationFull } from './errors.ts';
import { lockFor } from './lock.ts';
import { inviteMemberInput, organizationChanged } from './rules.ts';

/**
 * Asks somebody by e-mail to become a member, for an ADMIN. A new invitation to an address takes the place of the one
 * before. Throws InputInvalid, AlreadyMember, OrganizationFull, RateLimited, Forbidden.
 */
export async function inviteMember(ctx: Context, input: unknown): Promise<InvitationRow> {
  await permitCaller(ctx, 'member.manage');
  const { organizationId, email, role } = readInput(inviteMemberInput, input);
  const { config, db } = ctx.app;
  // Asked before the count: a stranger must not use up the mails that an address may get.
  await permitFor(ctx, 'member.manage', organizationId);
  const [count] = await countHits(db, [{ key: `mail:${keyOf(email)}`, hits: 1, windowS: MAIL_WINDOW_S }]);
  if (count && count.hits > config.MAILS_PER_ADDRESS) throw new RateLimited(Math.ceil(count.endsInS));

  return transact(ctx, async (tx) => {
    const { userId } = await lockFor(ctx, tx, organizationId, 'member.manage');
    const known = await selectUserByEmail(tx, email);
    if (known?.emailVerifiedAt && (await selectMembership(tx, { organizationId, userId: known.id }))) {
      throw new AlreadyMember();
    }
    await revokeInvitations(tx, organizationId, { email });
    if ((await countSeats(tx, organizationId)) >= config.ORGANIZATION_MEMBERS) throw new OrganizationFull();
    const ttlS = config.INVITATION_TTL_S;
    const invitation = await insertInvitation(tx, { organizationId, email, role, invitedBy: userId, ttlS });
    await insertInvitationMail(tx, invitation.id);
    await tell(tx, [organizationChanged(organizationId, 'MEMBER_INVITED')]);
    await writeAudit(tx, {
      actorId: userId,
      action: 'MEMBER_INVITED',
      subjectType: 'Organization',
      subjectId: organizationId,
      detail: { invitationId: invitation.id, email, role },
    });
    return invitation;
  });
}
