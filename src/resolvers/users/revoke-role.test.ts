import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Db } from '../../db/client.ts';
import { selectRoles } from '../../db/users.ts';
import { race } from '../../../test/accounts.ts';
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

/** Admins, in the order in which each revokes the role of the next, and what came of each. */
async function revokeInTurn(names: readonly string[]) {
  await t.db.sql`delete from user_roles`;
  const crowd = await Promise.all(names.map((name) => t.user(name, { roles: ['PLATFORM_ADMIN'] })));
  const lock = (tx: Db) => tx.sql`select from user_roles order by user_id for update`;
  const next = (i: number) => encodeId('User', crowd[(i + 1) % crowd.length]?.id ?? '');
  const calls = crowd.map(
    ({ ctx }, i) =>
      () =>
        revokeRole(ctx, { userId: next(i), role: 'PLATFORM_ADMIN' }),
  );
  return race(t, lock, calls);
}

test('of two admins who revoke each other at once, one stays', async () => {
  const outcomes = await revokeInTurn(['left', 'right']);
  expect(outcomes).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: expect.any(Forbidden) as Forbidden },
  ]);
  expect(await admins()).toBe(1);
});

test('an admin whose role is revoked meanwhile revokes nobody’s any more', async () => {
  const outcomes = await revokeInTurn(['first', 'second', 'third']);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(outcomes[1]).toMatchObject({ reason: expect.any(Forbidden) as Forbidden });
  expect(await admins()).toBe(1);
});

test('refuses everyone who is no PLATFORM_ADMIN', async () => {
  const ada = await t.user('ada', { roles: ['FINANCE'] });
  const wish = { userId: encodeId('User', ada.id), role: 'FINANCE' };
  await expect(revokeRole(ada.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(revokeRole(t.nobody, wish)).rejects.toThrow(Unauthenticated);
});
