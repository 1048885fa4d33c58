import { type InvitationRow, revokeInvitations, selectInvitationsById } from '../../db/organization-invitations.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { mayFor, permitCaller } from '../permissions.ts';
import { lockFor } from './lock.ts';
import { organizationChanged, revokeInvitationInput } from './rules.ts';

/** Takes an open invitation back, for an ADMIN: its token serves no longer. Throws InputInvalid, NotFound. */
export async function revokeInvitation(ctx: Context, input: unknown): Promise<InvitationRow> {
  await permitCaller(ctx, 'member.manage');
  const { invitationId } = readInput(revokeInvitationInput, input);
  const [found] = await selectInvitationsById(ctx.app.db, [invitationId]);
  if (!found || !(await mayFor(ctx, 'member.manage', found.organizationId))) throw new NotFound('invitation');
  const { organizationId } = found;
  return transact(ctx, async (tx) => {
    const { userId } = await lockFor(ctx, tx, organizationId, 'member.manage');
    const [revoked] = await revokeInvitations(tx, organizationId, { id: invitationId });
    if (!revoked) throw new NotFound('open invitation');
    await tell(tx, [organizationChanged(organizationId, 'INVITATION_REVOKED')]);
    await writeAudit(tx, {
      actorId: userId,
      action: 'INVITATION_REVOKED',
      subjectType: 'Organization',
      subjectId: organizationId,
      detail: { invitationId, email: revoked.email },
    });
    return revoked;
  });
}
