import type { Db } from '../db/client.ts';
import { type PlatformRole, selectRoles } from '../db/users.ts';
import type { Context, Viewer } from './context.ts';
import { Forbidden, Unauthenticated } from './errors.ts';

type Rule = 'SIGNED_IN' | readonly PlatformRole[];

/** The whole table of who may do what. A verb that is not here is open to everyone (register, log in, public reads). */
export const permissions = {
  'session.list': 'SIGNED_IN',
  'session.revoke': 'SIGNED_IN',
  'session.logout': 'SIGNED_IN',
  'password.change': 'SIGNED_IN',
  'user.read-private': 'SIGNED_IN',
  'user.read-others-private': ['PLATFORM_ADMIN'],
  'profile.update': 'SIGNED_IN',
  'email.verify-again': 'SIGNED_IN',
  'role.grant': ['PLATFORM_ADMIN'],
  'role.revoke': ['PLATFORM_ADMIN'],
  'user.list': ['PLATFORM_ADMIN'],
  'address.read': 'SIGNED_IN',
  'address.link': 'SIGNED_IN',
  'transaction.prepare': 'SIGNED_IN',
  'wallet.read': 'SIGNED_IN',
  'wallet.read-any': ['FINANCE', 'PLATFORM_ADMIN'],
  'deposit.record': ['FINANCE', 'PLATFORM_ADMIN'],
  'conversion.record': ['FINANCE', 'PLATFORM_ADMIN'],
  'withdrawal.request': 'SIGNED_IN',
  'withdrawal.decide': ['FINANCE', 'PLATFORM_ADMIN'],
  'withdrawal.list': ['FINANCE', 'PLATFORM_ADMIN'],
  'announcement.write': 'SIGNED_IN',
  'trade.place': 'SIGNED_IN',
  'trade.read-own': 'SIGNED_IN',
  'transfer.send': 'SIGNED_IN',
  'transfer.read-own': 'SIGNED_IN',
  'transfer.read-any': ['PLATFORM_ADMIN'],
  'fee-schedule.publish': ['PLATFORM_ADMIN'],
  'audit.read': ['PLATFORM_ADMIN'],
  'carbon.credit': ['PLATFORM_ADMIN'],
  'credits.issue': ['PLATFORM_ADMIN'],
  'proof.anchor': ['PLATFORM_ADMIN'],
  'intent.read': 'SIGNED_IN',
  'intent.read-any': ['FINANCE', 'PLATFORM_ADMIN'],
  'intent.manage': ['PLATFORM_ADMIN'],
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof permissions;

const TOKEN_REFUSED =
  'The access token has expired or is not valid: get a new one by `sessionRefresh` or `sessionLogin`.';

/** Gives the caller if the table allows the action, else throws Unauthenticated or Forbidden. Roles are read afresh. */
export async function permit(ctx: Context, action: Action, db: Db = ctx.app.db): Promise<Viewer> {
  if (!ctx.viewer) throw ctx.tokenRefused ? new Unauthenticated(TOKEN_REFUSED) : new Unauthenticated();
  const rule: Rule = permissions[action];
  if (rule !== 'SIGNED_IN') {
    const roles = await selectRoles(db, ctx.viewer.userId);
    if (!roles.some((role) => rule.includes(role))) throw new Forbidden();
  }
  return ctx.viewer;
}

/** Whether the table allows the caller the action: for what is shown to some and hidden from others. */
export async function isPermitted(ctx: Context, action: Action): Promise<boolean> {
  if (!ctx.viewer) return false;
  const rule: Rule = permissions[action];
  if (rule === 'SIGNED_IN') return true;
  const held = await ctx.loaders.roles.load(ctx.viewer.userId);
  return held?.roles.some((role) => rule.includes(role)) ?? false;
}
