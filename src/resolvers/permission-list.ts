import type { OrganizationRole } from '../db/organizations.ts';
import type { PlatformRole } from '../db/users.ts';
import { type Action, memberRule, NEVER_BY_KEY, permissions, type Rule } from './permissions.ts';

// The tables of permissions as one reads them: what can be given to an API key, and every row.

/** What an API key can be let do. */
export const scopes: readonly Action[] = (Object.keys(permissions) as Action[]).filter(
  (action) => !NEVER_BY_KEY.has(action),
);

/** Scopes under one name: READ for all that changes nothing, and "project.*" and its like for all of one noun. */
export function scopesOf(name: string): readonly Action[] {
  if (name === 'READ') return scopes.filter((scope) => /\.(?:read|list|audit)/.test(scope));
  return scopes.filter((scope) => scope === name || `${scope.split('.')[0]}.*` === name);
}

/** A row of the tables, as anybody may read it. */
export interface PermissionView {
  readonly action: Action;
  /** Null: whoever is signed in. */
  readonly platformRoles: readonly PlatformRole[] | null;
  /** Null: it cannot be done for an organization. */
  readonly organizationRoles: readonly OrganizationRole[] | null;
  readonly byApiKey: boolean;
}

/** All of the tables, by the names of the actions. */
export function listPermissions(): PermissionView[] {
  const actions = (Object.keys(permissions) as Action[]).toSorted();
  return actions.map((action) => {
    const rule: Rule = permissions[action];
    const members = memberRule(action);
    return {
      action,
      platformRoles: rule === 'SIGNED_IN' ? null : rule,
      organizationRoles: members.length === 0 ? null : members,
      byApiKey: scopes.includes(action),
    };
  });
}
