import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { selectMembership, selectMembershipsOf } from '../../db/organizations.ts';
import { Forbidden, InputInvalid, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { myWallets } from '../wallets/read.ts';
import { createOrganization } from './create-organization.ts';
import { LeiTaken } from './errors.ts';

let t: TestApp;
let [ann, bob] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  [ann, bob] = await Promise.all([t.user('ann', { roles: ['ENTERPRISE_USER'] }), t.user('bob')]);
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = { legalName: 'Moss AG', country: 'CH' };

test('founds it with its first ADMIN and a wallet of each asset, all empty, and records it', async () => {
  const { id } = await createOrganization(ann.ctx, { ...wish, vatId: 'CHE 1' });
  expect(await selectMembership(t.db, { organizationId: id, userId: ann.id })).toBe('ADMIN');
  const wallets = await myWallets(ann.ctx, { organizationId: encodeId('Organization', id) });
  expect(wallets.map(({ ownerId, asset, available, held }) => [ownerId, asset, available, held])).toEqual(
    ['USD', 'EUR', 'ETH', 'CARBON'].map((asset) => [id, asset, 0n, 0n]),
  );
  const [parted] = await t.db.sql`select kind from parties where id = ${id}`;
  expect(parted).toEqual({ kind: 'ORGANIZATION' });
  const [audit] = await t.db.sql`select actor_id, action, detail from audit_log where subject_id = ${id}`;
  expect(audit).toMatchObject({
    actorId: ann.id,
    action: 'ORGANIZATION_CREATED',
    detail: { legalName: 'Moss AG', country: 'CH', lei: null },
  });
  const told = await t.db.sql`select payload from outbox where topic = 'organization' and key = ${id}`;
  expect(told).toMatchObject([{ payload: { id, change: 'CREATED', userId: ann.id, role: 'ADMIN' } }]);
});

test('of two that take the same LEI at once, one gets it, and the other leaves nothing', async () => {
  const before = await selectMembershipsOf(t.db, [ann.id]);
  const lei = '7LTWFZYICNSX8D621K86';
  const outcomes = await Promise.allSettled([1, 2].map(() => createOrganization(ann.ctx, { ...wish, lei })));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const refused = outcomes.find((outcome) => outcome.status === 'rejected');
  expect(refused?.reason).toBeInstanceOf(LeiTaken);
  expect(await selectMembershipsOf(t.db, [ann.id])).toHaveLength(before.length + 1);
});

test('is for those who may, with an input that says something', async () => {
  await expect(createOrganization(t.nobody, wish)).rejects.toThrow(Unauthenticated);
  await expect(createOrganization(bob.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(createOrganization(ann.ctx, { country: 'CH' })).rejects.toThrow(InputInvalid);
});
