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
  'document.read': 'SIGNED_IN',
  'document.write': 'SIGNED_IN',
  'document.read-any': ['PLATFORM_ADMIN'],
  'project.create': ['PROJECT_OWNER'],
  'project.update': 'SIGNED_IN',
  'project.manage': ['PLATFORM_ADMIN'],
  'project.read-own': 'SIGNED_IN',
  'project.read-any': ['PLATFORM_ADMIN'],
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof permissions;

const TOKEN_REFUSED =
  'The access token has expired or is not valid: get a new one by `sessionRefresh` or `sessionLogin`.';

/** Throws Unauthenticated. */
function callerOf(ctx: Context): Viewer {
  if (ctx.viewer) return ctx.viewer;
  throw ctx.tokenRefused ? new Unauthenticated(TOKEN_REFUSED) : new Unauthenticated();
}

const isOpenTo = (rule: Rule, roles: readonly PlatformRole[]): boolean =>
  rule === 'SIGNED_IN' || roles.some((role) => rule.includes(role));

/** Gives the caller if the table allows the action, else throws Unauthenticated or Forbidden. Roles are read afresh. */
export async function permit(ctx: Context, action: Action, db: Db = ctx.app.db): Promise<Viewer> {
  const viewer = callerOf(ctx);
  const rule: Rule = permissions[action];
  if (rule !== 'SIGNED_IN' && !isOpenTo(rule, await selectRoles(db, viewer.userId))) throw new Forbidden();
  return viewer;
}

/**
 * Whether the table allows the caller the action: for what is shown to some and hidden from others. Inside a transaction
 * give it, so that no second connection is waited for while the first is held.
 */
export async function isPermitted(ctx: Context, action: Action, tx?: Db): Promise<boolean> {
  if (!ctx.viewer) return false;
  const rule: Rule = permissions[action];
  if (rule === 'SIGNED_IN') return true;
  const { userId } = ctx.viewer;
  return isOpenTo(rule, tx ? await selectRoles(tx, userId) : ((await ctx.loaders.roles.load(userId))?.roles ?? []));
}

/** As whom one acts on a thing: it is one's own, or the platform lets one act on everybody's. */
export type Standing = 'OWNER' | 'ANYONE';

/** One action on things of a kind: which row of the table lets whom do it, and in which state of the thing it can be done. */
export interface ThingRule<T> {
  /** Its owner needs this; left out, being the owner allows nothing. */
  readonly owner?: Action;
  /** Whoever has this needs not be the owner. */
  readonly anyone?: Action;
  readonly when: (thing: T, as: Standing) => boolean;
}

/** All that can be done to things of a kind: verbs enforce it, and clients read it as `allowedActions`. */
export type ThingRules<T, Name extends string> = Readonly<Record<Name, ThingRule<T>>>;

const waysOf = <T>({ owner, anyone }: ThingRule<T>, owns: boolean): (readonly [Standing, Action])[] => [
  ...(owner && owns ? [['OWNER', owner] as const] : []),
  ...(anyone ? [['ANYONE', anyone] as const] : []),
];

/** As whom the caller may do it, whatever the state of the thing. Throws Unauthenticated, or Forbidden if as nobody. */
export async function permitOn<T>(
  ctx: Context,
  rule: ThingRule<T>,
  owns: boolean,
  db: Db = ctx.app.db,
): Promise<[Standing, ...Standing[]]> {
  const { userId } = callerOf(ctx);
  const roles = await selectRoles(db, userId);
  const [first, ...others] = waysOf(rule, owns)
    .filter(([, action]) => isOpenTo(permissions[action], roles))
    .map(([standing]) => standing);
  if (!first) throw new Forbidden();
  return [first, ...others];
}

/** What the caller can do to the thing as it is now, by the tables that enforce it. */
export async function allowedActions<T, Name extends string>(
  ctx: Context,
  rules: ThingRules<T, Name>,
  thing: T,
  owns: boolean,
): Promise<Name[]> {
  const names = Object.keys(rules) as Name[];
  const allowed = await Promise.all(
    names.map(async (name) => {
      const ways = waysOf(rules[name], owns).filter(([as]) => rules[name].when(thing, as));
      return (await Promise.all(ways.map(([, action]) => isPermitted(ctx, action)))).includes(true);
    }),
  );
  return names.filter((_, index) => allowed[index]);
}
