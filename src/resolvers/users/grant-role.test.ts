import { afterAll, beforeAll, expect, test } from 'vitest';
import { v7 as newId } from 'uuid';
import { platformRole, selectRoles } from '../../db/users.ts';
import { openTestApp, type TestApp } from '../../../test/harness.ts';
import { Forbidden, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { grantRole } from './grant-role.ts';

let t: TestApp;
beforeAll(async () => {
  t = await openTestApp();
});
afterAll(() => t[Symbol.asyncDispose]());

const auditOf = (userId: string) =>
  t.db.sql`select actor_id, action, detail from audit_log where subject_id = ${userId} order by seq`;

test('gives the role and records who gave it; twice is once', async () => {
  const [admin, ada] = [await t.user('admin', { roles: ['PLATFORM_ADMIN'] }), await t.user('ada')];
  const wish = { userId: encodeId('User', ada.id), role: 'FINANCE' };
  expect(await grantRole(admin.ctx, wish)).toMatchObject({ id: ada.id });
  await grantRole(admin.ctx, wish);
  expect(await selectRoles(t.db, ada.id)).toEqual(['FINANCE']);
  expect(await auditOf(ada.id)).toEqual([{ actorId: admin.id, action: 'ROLE_GRANTED', detail: { role: 'FINANCE' } }]);
});

test('refuses everyone who is no PLATFORM_ADMIN, whatever other roles they have', async () => {
  const others = platformRole.enumValues.filter((role) => role !== 'PLATFORM_ADMIN');
  const mallory = await t.user('mallory', { roles: others });
  const wish = { userId: encodeId('User', mallory.id), role: 'PLATFORM_ADMIN' };
  await expect(grantRole(mallory.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(grantRole((await t.user('plain')).ctx, wish)).rejects.toThrow(Forbidden);
  await expect(grantRole(t.nobody, wish)).rejects.toThrow(Unauthenticated);
  expect(await selectRoles(t.db, mallory.id)).toEqual(others);
  expect(await auditOf(mallory.id)).toEqual([]);
});

test('refuses a user or a role that does not exist', async () => {
  const { ctx, id } = await t.user('boss', { roles: ['PLATFORM_ADMIN'] });
  await expect(grantRole(ctx, { userId: encodeId('User', newId()), role: 'FINANCE' })).rejects.toThrow(NotFound);
  await expect(grantRole(ctx, { userId: encodeId('Wallet', id), role: 'FINANCE' })).rejects.toThrow(InputInvalid);
  await expect(grantRole(ctx, { userId: encodeId('User', id), role: 'GOD' })).rejects.toThrow(InputInvalid);
});
