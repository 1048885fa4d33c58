import { deleteIdentity, type IdentityRow } from '../../db/identities.ts';
import { endChallenges } from '../../db/second-factors.ts';
import { lockPasswordHash } from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { type Context, transact } from '../context.ts';
import { NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { securityNoticed } from '../security-events.ts';
import { proveOwner } from './own.ts';
import { unlinkIdentityInput } from './rules.ts';

/**
 * Ends the link to an account at a provider: it does not sign in as the caller any more. Throws InputInvalid, NotFound,
 * PasswordWrong, SecondFactorNeeded, RateLimited, Busy.
 */
export async function unlinkIdentity(ctx: Context, input: unknown): Promise<IdentityRow> {
  const viewer = await permit(ctx, 'identity.manage');
  const { userId } = viewer;
  const { identityId, password } = readInput(unlinkIdentityInput, input);
  await proveOwner(ctx, viewer, password);
  return transact(ctx, async (tx) => {
    await lockPasswordHash(tx, userId);
    const ended = await deleteIdentity(tx, { id: identityId, userId });
    if (!ended) throw new NotFound('identity');
    await endChallenges(tx, userId);
    const { provider, issuer } = ended;
    await tell(tx, [securityNoticed(userId, 'IDENTITY_UNLINKED', { provider })]);
    const subject = { subjectType: 'User', subjectId: userId } as const;
    await writeAudit(tx, { actorId: userId, action: 'IDENTITY_UNLINKED', ...subject, detail: { provider, issuer } });
    return ended;
  });
}
