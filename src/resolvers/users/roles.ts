import type { Db } from '../../db/client.ts';
import {
  deleteRole,
  insertRole,
  lockHolders,
  type PlatformRole,
  selectUsersById,
  type UserView,
} from '../../db/users.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { NotFound } from '../errors.ts';
import { LastAdmin } from './errors.ts';

export interface RoleChange {
  readonly to: 'GRANTED' | 'REVOKED';
  readonly userId: string;
  readonly role: PlatformRole;
  /** Null: the operator, by command. */
  readonly actorId: string | null;
}

/** Makes the others who change roles wait: who decides is still an admin when the change is made. */
export const lockAdmins = (tx: Db): Promise<number> => lockHolders(tx, 'PLATFORM_ADMIN');

/**
 * Grants or revokes a role and records it; a role that is as wished already is left so, and nothing is recorded. Needs
 * `lockAdmins` first. Throws NotFound, LastAdmin.
 */
export async function changeRole(tx: Db, admins: number, { to, userId, role, actorId }: RoleChange): Promise<UserView> {
  const [user] = await selectUsersById(tx, [userId]);
  if (!user) throw new NotFound('user');
  const changed =
    to === 'GRANTED'
      ? await insertRole(tx, { userId, role, grantedBy: actorId })
      : await deleteRole(tx, { userId, role });
  if (!changed) return user;
  if (to === 'REVOKED' && role === 'PLATFORM_ADMIN' && admins <= 1) throw new LastAdmin();
  await writeAudit(tx, { actorId, action: `ROLE_${to}`, subjectType: 'User', subjectId: userId, detail: { role } });
  return user;
}
