import {
  type IdentityRow,
  insertIdentity,
  selectIdentitiesOf,
  selectIdentity,
  takeHandover,
} from '../../db/identities.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { securityNoticed } from '../security-events.ts';
import { userOf } from '../users/read.ts';
import { EmailNotVerified, HandoverEnded, IdentityTaken, TooManyIdentities } from './errors.ts';
import { handoverOf } from './handover.ts';
import { proveOwner } from './own.ts';
import { linkIdentityInput } from './rules.ts';

/**
 * Links an account at a provider to the caller, who has just signed in there and proves by the password, or by a second factor,
 * that the account here is theirs. From now on it signs in as them. One that they have linked already stays so. The e-mail
 * address of the account must be verified: else somebody could open one in another's name, and keep a way into it.
 * Throws InputInvalid, HandoverEnded, PasswordWrong, EmailNotVerified, IdentityTaken, TooManyIdentities, SecondFactorNeeded,
 * RateLimited, Busy.
 */
export async function linkIdentity(ctx: Context, input: unknown): Promise<IdentityRow> {
  const { config } = ctx.app;
  const viewer = await permit(ctx, 'identity.manage');
  const { userId } = viewer;
  const { password, ...given } = readInput(linkIdentityInput, input);
  const handover = await handoverOf(ctx, given);
  await proveOwner(ctx, viewer, password);
  if ((await userOf(ctx, userId)).emailVerifiedAt === null) throw new EmailNotVerified();
  const { provider, issuer, subject, email, codeHash } = handover;

  return transact(ctx, async (tx) => {
    await lockPasswordHash(tx, userId);
    if (!(await takeHandover(tx, codeHash))) throw new HandoverEnded();
    const standing = await selectIdentity(tx, handover);
    if (standing && standing.userId !== userId) throw new IdentityTaken();
    if (standing) return standing;
    const most = config.IDENTITIES_PER_USER;
    if ((await selectIdentitiesOf(tx, userId)).length >= most) throw new TooManyIdentities(most);
    const linked = await insertIdentity(tx, { userId, provider, issuer, subject, email });
    // Somebody else was first, in this very moment.
    if (!linked) throw new IdentityTaken();
    await tell(tx, [securityNoticed(userId, 'IDENTITY_LINKED', { provider })]);
    const subjectOf = { subjectType: 'User', subjectId: userId } as const;
    await writeAudit(tx, { actorId: userId, action: 'IDENTITY_LINKED', ...subjectOf, detail: { provider, issuer } });
    return linked;
  });
}
