import { expect, test } from 'vitest';
import { listPermissions, scopes } from './permission-list.ts';
import { isForMembers, organizationPermissions, permissions } from './permissions.ts';

test('the list has every row of the tables, as they are enforced', () => {
  const rows = listPermissions();
  expect(rows.map(({ action }) => action)).toEqual(Object.keys(permissions).toSorted());
  for (const { action, platformRoles, organizationRoles, byApiKey } of rows) {
    expect(platformRoles ?? 'SIGNED_IN', action).toEqual(permissions[action]);
    expect(byApiKey, action).toBe(scopes.includes(action));
    const roles = (['ADMIN', 'FINANCE', 'AUDITOR', 'VIEWER'] as const).filter((role) => isForMembers(action, role));
    expect(organizationRoles ?? [], action).toEqual(roles);
  }
});

test('an ADMIN may do whatever another member may, and nobody without a role anything', () => {
  const known = Object.entries(organizationPermissions);
  expect(known.filter(([, roles]) => !(roles as readonly string[]).includes('ADMIN'))).toEqual([]);
  expect(listPermissions().filter(({ action }) => isForMembers(action, null))).toEqual([]);
});

test('what leaves the platform is nobody’s but a person’s', () => {
  const persons = /^(?:withdrawal|address|session|password|email|profile)\./;
  expect(Object.keys(organizationPermissions).filter((action) => persons.test(action))).toEqual([]);
});

test('auditors and viewers of an organization change nothing of it: reports are what they see, written down', () => {
  const touches = Object.entries(organizationPermissions).filter(
    ([action, roles]) =>
      (roles as readonly string[]).some((role) => role === 'AUDITOR' || role === 'VIEWER') &&
      !/\.(?:read|audit)/.test(action) &&
      !['member.leave', 'report.create'].includes(action),
  );
  expect(touches).toEqual([]);
});
