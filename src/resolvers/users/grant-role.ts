import type { UserView } from '../../db/users.ts';
import { type Context, transact } from '../context.ts';
import { readInput } from '../input.ts';
import { permit } from '../permissions.ts';
import { changeRole, lockAdmins } from './roles.ts';
import { roleInput } from './rules.ts';

/** Gives a user a role, for a PLATFORM_ADMIN; recorded in the audit log. Throws InputInvalid, NotFound. */
export async function grantRole(ctx: Context, input: unknown): Promise<UserView> {
  await permit(ctx, 'role.grant');
  const { userId, role } = readInput(roleInput, input);
  const user = await transact(ctx, async (tx) => {
    const admins = await lockAdmins(tx);
    // Asked again under the lock: the caller's own role may have been revoked while this waited.
    const { userId: actorId } = await permit(ctx, 'role.grant', tx);
    return changeRole(tx, admins, { to: 'GRANTED', userId, role, actorId });
  });
  ctx.loaders.roles.clear(userId);
  return user;
}
