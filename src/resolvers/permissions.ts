import type { Db } from '../db/client.ts';
import { type OrganizationRole, selectMembership } from '../db/organizations.ts';
import { type PlatformRole, selectRoles } from '../db/users.ts';
import type { Context, Viewer } from './context.ts';
import { Forbidden, Unauthenticated } from './errors.ts';

export type Rule = 'SIGNED_IN' | readonly PlatformRole[];

/**
 * The whole table of who may do what, by the roles of the platform. A verb that is not here is open to everyone (register,
 * log in, public reads). For whom one may do it besides oneself is the table below.
 */
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
  'proposal.prepare': ['GOVERNANCE_MEMBER'],
  'wallet.read': 'SIGNED_IN',
  'wallet.read-any': ['FINANCE', 'PLATFORM_ADMIN'],
  'deposit.record': ['FINANCE', 'PLATFORM_ADMIN'],
  'conversion.record': ['FINANCE', 'PLATFORM_ADMIN'],
  'withdrawal.request': 'SIGNED_IN',
  'withdrawal.decide': ['FINANCE', 'PLATFORM_ADMIN'],
  'withdrawal.list': ['FINANCE', 'PLATFORM_ADMIN'],
  'announcement.write': 'SIGNED_IN',
  'announcement.read-own': 'SIGNED_IN',
  'trade.place': 'SIGNED_IN',
  'trade.read-own': 'SIGNED_IN',
  'transfer.send': 'SIGNED_IN',
  'transfer.read-own': 'SIGNED_IN',
  'transfer.read-any': ['PLATFORM_ADMIN'],
  'order.create': 'SIGNED_IN',
  'order.read-own': 'SIGNED_IN',
  'order.read-any': ['FINANCE', 'PLATFORM_ADMIN'],
  'order.refund': ['FINANCE', 'PLATFORM_ADMIN'],
  'basket.write': 'SIGNED_IN',
  'basket.read-own': 'SIGNED_IN',
  'basket.publish': ['PLATFORM_ADMIN'],
  'payment.pay': 'SIGNED_IN',
  'payment.read-own': 'SIGNED_IN',
  'payment.read-any': ['FINANCE', 'PLATFORM_ADMIN'],
  'payment.refund': ['FINANCE', 'PLATFORM_ADMIN'],
  'statement.import': ['FINANCE', 'PLATFORM_ADMIN'],
  'fee-schedule.publish': ['PLATFORM_ADMIN'],
  'fees.read-own': 'SIGNED_IN',
  'organization-fees.publish': ['PLATFORM_ADMIN'],
  'processor-terms.publish': ['PLATFORM_ADMIN'],
  'pricing.publish': ['PLATFORM_ADMIN'],
  'quote.create': 'SIGNED_IN',
  'quote.read-own': 'SIGNED_IN',
  'quote.read-any': ['FINANCE', 'PLATFORM_ADMIN'],
  'audit.read': ['PLATFORM_ADMIN'],
  'carbon.credit': ['PLATFORM_ADMIN'],
  'credits.issue': ['PLATFORM_ADMIN'],
  'credits.deposit': ['PLATFORM_ADMIN'],
  'proof.anchor': ['PLATFORM_ADMIN'],
  'intent.read': 'SIGNED_IN',
  'intent.read-any': ['FINANCE', 'PLATFORM_ADMIN'],
  'intent.manage': ['PLATFORM_ADMIN'],
  'document.read': 'SIGNED_IN',
  'document.write': 'SIGNED_IN',
  'document.audit': 'SIGNED_IN',
  'document.read-any': ['PLATFORM_ADMIN'],
  'document.manage': ['PLATFORM_ADMIN'],
  'project.create': ['PROJECT_OWNER'],
  'project.update': 'SIGNED_IN',
  'project.manage': ['PLATFORM_ADMIN'],
  'project.read-own': 'SIGNED_IN',
  'project.read-any': ['PLATFORM_ADMIN'],
  'poai.own': 'SIGNED_IN',
  'poai.read-own': 'SIGNED_IN',
  'poai.read-any': ['PLATFORM_ADMIN'],
  'poai.review': ['POAI_REVIEWER'],
  'poai.manage': ['PLATFORM_ADMIN'],
  'poai.reject': ['POAI_REVIEWER', 'PLATFORM_ADMIN'],
  'retirement.request': 'SIGNED_IN',
  'retirement.read-own': 'SIGNED_IN',
  'certificate.read-own': 'SIGNED_IN',
  'certificate.reissue': 'SIGNED_IN',
  'certificate.manage': ['PLATFORM_ADMIN'],
  'certificate-template.publish': 'SIGNED_IN',
  'analytics.read-own': 'SIGNED_IN',
  'analytics.read-any': ['FINANCE', 'PLATFORM_ADMIN'],
  'report.create': 'SIGNED_IN',
  'report.read-own': 'SIGNED_IN',
  'notification.read': 'SIGNED_IN',
  'notification.update': 'SIGNED_IN',
  'notification.channels': 'SIGNED_IN',
  'notification.manage': ['PLATFORM_ADMIN'],
  'webhook.read': 'SIGNED_IN',
  'webhook.manage': 'SIGNED_IN',
  'organization.create': ['ENTERPRISE_USER', 'PLATFORM_ADMIN'],
  'organization.update': 'SIGNED_IN',
  'organization.read-own': 'SIGNED_IN',
  'member.read': 'SIGNED_IN',
  'member.manage': 'SIGNED_IN',
  'member.join': 'SIGNED_IN',
  'member.leave': 'SIGNED_IN',
  'api-key.manage': 'SIGNED_IN',
  'second-factor.manage': 'SIGNED_IN',
  'identity.manage': 'SIGNED_IN',
} as const satisfies Record<string, Rule>;

export type Action = keyof typeof permissions;

const EVERY_MEMBER = ['ADMIN', 'FINANCE', 'AUDITOR', 'VIEWER'] as const;
/** As in a bank's mandate: who moves money, who sees it too and touches nothing, and who does not see it (VIEWER). */
const PAYS = ['ADMIN', 'FINANCE'] as const;
const SEES_MONEY = ['ADMIN', 'FINANCE', 'AUDITOR'] as const;

/**
 * What can be done for an organization, and as what in it; the table above must allow it as well. What is not here, one does
 * for oneself alone: so withdrawals and addresses of the chain stay a person's.
 */
export const organizationPermissions = {
  'organization.update': ['ADMIN'],
  'organization.read-own': EVERY_MEMBER,
  'member.read': EVERY_MEMBER,
  'member.manage': ['ADMIN'],
  'member.leave': EVERY_MEMBER,
  'wallet.read': SEES_MONEY,
  'announcement.write': PAYS,
  'announcement.read-own': EVERY_MEMBER,
  'trade.place': PAYS,
  'trade.read-own': EVERY_MEMBER,
  'fees.read-own': SEES_MONEY,
  'quote.create': PAYS,
  'quote.read-own': SEES_MONEY,
  'transfer.send': PAYS,
  'transfer.read-own': SEES_MONEY,
  'order.create': PAYS,
  'order.read-own': EVERY_MEMBER,
  'basket.write': PAYS,
  'basket.read-own': EVERY_MEMBER,
  'payment.pay': PAYS,
  'payment.read-own': SEES_MONEY,
  'retirement.request': PAYS,
  'retirement.read-own': SEES_MONEY,
  'certificate.read-own': SEES_MONEY,
  'certificate.reissue': ['ADMIN'],
  'certificate-template.publish': ['ADMIN'],
  'analytics.read-own': SEES_MONEY,
  'report.create': SEES_MONEY,
  'report.read-own': SEES_MONEY,
  'document.read': EVERY_MEMBER,
  'document.write': ['ADMIN'],
  'document.audit': ['ADMIN', 'AUDITOR'],
  'project.create': ['ADMIN'],
  'project.update': ['ADMIN'],
  'project.read-own': EVERY_MEMBER,
  'poai.own': ['ADMIN'],
  'poai.read-own': EVERY_MEMBER,
  'webhook.read': ['ADMIN'],
  'webhook.manage': ['ADMIN'],
  'api-key.manage': ['ADMIN'],
} as const satisfies Partial<Record<Action, readonly OrganizationRole[]>>;

/** As what in an organization one may do it for the organization; as nothing, where it is not in the table. */
export const memberRule = (action: Action): readonly OrganizationRole[] =>
  (organizationPermissions as Partial<Record<Action, readonly OrganizationRole[]>>)[action] ?? [];

/** Whether a member with this role may do it for the organization, as far as this table says. */
export const isForMembers = (action: Action, role: string | null): boolean =>
  memberRule(action).some((allowed) => allowed === role);

/** What no API key can do: whatever gives power over an account, or to somebody else. */
export const NEVER_BY_KEY: ReadonlySet<Action> = new Set([
  'session.list',
  'session.revoke',
  'session.logout',
  'password.change',
  'profile.update',
  'email.verify-again',
  'role.grant',
  'role.revoke',
  'address.link',
  'organization.create',
  'organization.update',
  'member.manage',
  'member.join',
  'member.leave',
  'notification.channels',
  'webhook.manage',
  'api-key.manage',
  'second-factor.manage',
  'identity.manage',
]);

const TOKEN_REFUSED =
  'The access token has expired or is not valid: get a new one by `sessionRefresh` or `sessionLogin`. An API key that is refused was revoked, has expired or is none.';

/** Throws Unauthenticated. */
export function callerOf(ctx: Context): Viewer {
  if (ctx.viewer) return ctx.viewer;
  throw ctx.tokenRefused ? new Unauthenticated(TOKEN_REFUSED) : new Unauthenticated();
}

const isOpenTo = (rule: Rule, roles: readonly PlatformRole[]): boolean =>
  rule === 'SIGNED_IN' || roles.some((role) => rule.includes(role));

const isInScope = ({ key }: Viewer, action: Action): boolean => !key || key.scopes.has(action);

/**
 * Gives the caller if the platform lets them do it at all, for themselves or for an organization: for whom is asked by
 * `permitFor`, `mayFor` or `permitOn` (standings.ts). Throws Unauthenticated or Forbidden. Roles are read afresh.
 */
export async function permitCaller(ctx: Context, action: Action, db: Db = ctx.app.db): Promise<Viewer> {
  const viewer = callerOf(ctx);
  if (!isInScope(viewer, action)) throw new Forbidden(`This API key does not have the scope "${action}".`);
  const rule: Rule = permissions[action];
  if (rule !== 'SIGNED_IN' && !isOpenTo(rule, await selectRoles(db, viewer.userId))) throw new Forbidden();
  return viewer;
}

/** Gives the caller, who acts for themselves, if the table allows it. Throws Unauthenticated or Forbidden. */
export async function permit(ctx: Context, action: Action, db?: Db): Promise<Viewer> {
  return await permitFor(ctx, action, null, db);
}

/**
 * Gives the caller and the owner for whom they act, if the tables allow it: the organization, or themselves where none is
 * given. Throws Unauthenticated or Forbidden; an organization that does not exist looks like one of others.
 */
export async function permitFor(
  ctx: Context,
  action: Action,
  organizationId: string | null | undefined,
  db: Db = ctx.app.db,
): Promise<Viewer & { readonly ownerId: string }> {
  const viewer = await permitCaller(ctx, action, db);
  const { userId, key } = viewer;
  if (key && key.organizationId !== (organizationId ?? null)) throw new Forbidden(BOUND_KEY);
  if (organizationId) {
    const role = await selectMembership(db, { organizationId, userId });
    if (!isForMembers(action, role ?? null)) throw new Forbidden(NOT_FOR_ORGANIZATION);
  }
  return { ...viewer, ownerId: organizationId ?? userId };
}

const BOUND_KEY = 'This API key acts for one owner alone, you or one organization, and this would be for another.';
const NOT_FOR_ORGANIZATION = 'You have no role in this organization that allows this.';

/**
 * Whether the tables allow the caller the action on everybody's: for what is shown to some and hidden from others. Inside
 * a transaction give it, so that no second connection is waited for while the first is held.
 */
export async function isPermitted(ctx: Context, action: Action, tx?: Db): Promise<boolean> {
  const { viewer } = ctx;
  if (!viewer || !isInScope(viewer, action) || viewer.key?.organizationId) return false;
  return isGranted(ctx, viewer, action, tx);
}

async function isGranted(ctx: Context, { userId }: Viewer, action: Action, tx: Db | undefined): Promise<boolean> {
  const rule: Rule = permissions[action];
  if (rule === 'SIGNED_IN') return true;
  return isOpenTo(rule, tx ? await selectRoles(tx, userId) : ((await ctx.loaders.roles.load(userId))?.roles ?? []));
}

/** For whom the caller may do it: themselves, and organizations in which their role lets them. Nobody, for nobody. */
export async function ownersFor(ctx: Context, action: Action): Promise<string[]> {
  const { viewer } = ctx;
  if (!viewer) return [];
  const memberships = await ctx.loaders.memberships.load(viewer.userId);
  const owners = [viewer.userId, ...memberships.map(({ organizationId }) => organizationId)];
  const allowed = await Promise.all(owners.map((ownerId) => mayFor(ctx, action, ownerId)));
  return owners.filter((_, index) => allowed[index]);
}

/** Whether the caller may do it to what belongs to this user or organization; to what belongs to nobody, nobody may. */
export async function mayFor(ctx: Context, action: Action, ownerId: string | null, tx?: Db): Promise<boolean> {
  const { viewer } = ctx;
  if (!viewer || ownerId === null || !isInScope(viewer, action)) return false;
  const { userId, key } = viewer;
  if (key && (key.organizationId ?? userId) !== ownerId) return false;
  if (ownerId === userId) return isGranted(ctx, viewer, action, tx);
  const role = tx
    ? await selectMembership(tx, { organizationId: ownerId, userId })
    : (await ctx.loaders.memberships.load(userId)).find(({ organizationId }) => organizationId === ownerId)?.role;
  return isForMembers(action, role ?? null) && isGranted(ctx, viewer, action, tx);
}
