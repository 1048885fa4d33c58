import { afterAll, beforeAll, expect, test } from 'vitest';
import { selectRoles } from '../../db/users.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { Forbidden, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { LastAdmin } from './errors.ts';
import { revokeRole } from './revoke-role.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const admins = async () => {
  const rows = await t.db.sql`select from user_roles where role = 'PLATFORM_ADMIN'`;
  return rows.length;
};

test('takes the role and records who took it; twice is once; the last admin stays', async () => {
  const [one, two] = [
    await t.user('one', { roles: ['PLATFORM_ADMIN'] }),
    await t.user('two', { roles: ['PLATFORM_ADMIN'] }),
  ];
  const wish = { userId: encodeId('User', two.id), role: 'PLATFORM_ADMIN' };
  await revokeRole(one.ctx, wish);
  await revokeRole(one.ctx, wish);
  expect(await selectRoles(t.db, two.id)).toEqual([]);
  const audited = await t.db.sql`select actor_id, action, detail from audit_log where subject_id = ${two.id}`;
  expect(audited).toEqual([{ actorId: one.id, action: 'ROLE_REVOKED', detail: { role: 'PLATFORM_ADMIN' } }]);
  await expect(revokeRole(two.ctx, wish)).rejects.toThrow(Forbidden);

  await expect(revokeRole(one.ctx, { ...wish, userId: encodeId('User', one.id) })).rejects.toThrow(LastAdmin);
  expect(await selectRoles(t.db, one.id)).toEqual(['PLATFORM_ADMIN']);
  expect(await t.db.sql`select from audit_log where subject_id = ${one.id}`).toHaveLength(0);
});

test('many admins who revoke each other at once leave one', async () => {
  const crowd = await Promise.all(
    Array.from({ length: 6 }, (_, i) => t.user(`crowd${i}`, { roles: ['PLATFORM_ADMIN'] })),
  );
  await t.db.sql`delete from user_roles where user_id <> all(${crowd.map(({ id }) => id)})`;
  const outcomes = await Promise.allSettled(
    crowd.map(({ ctx }, i) => {
      const userId = encodeId('User', crowd[(i + 1) % crowd.length]?.id ?? '');
      return revokeRole(ctx, { userId, role: 'PLATFORM_ADMIN' });
    }),
  );
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  expect(reasons.every((reason) => reason instanceof Forbidden || reason instanceof LastAdmin)).toBe(true);
  expect(await admins()).toBeGreaterThanOrEqual(1);
  expect(await admins()).toBe(crowd.length - (outcomes.length - reasons.length));
});

test('refuses everyone who is no PLATFORM_ADMIN', async () => {
  const ada = await t.user('ada', { roles: ['FINANCE'] });
  const wish = { userId: encodeId('User', ada.id), role: 'FINANCE' };
  await expect(revokeRole(ada.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(revokeRole(t.nobody, wish)).rejects.toThrow(Unauthenticated);
});
