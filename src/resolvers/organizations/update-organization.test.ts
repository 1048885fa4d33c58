import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { selectOrganizationsById } from '../../db/organizations.ts';
import { Forbidden, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { LeiTaken } from './errors.ts';
import { updateOrganization } from './update-organization.ts';

let t: TestApp;
let [ann, bob, eve] = [] as unknown as [TestUser, TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp();
  [ann, bob, eve] = await Promise.all([t.user('ann'), t.user('bob'), t.user('eve')]);
  moss = await foundedBy(t, ann, [bob, 'FINANCE']);
});
afterAll(() => t[Symbol.asyncDispose]());

test('changes what is given, leaves the rest, clears by null, and records which fields', async () => {
  const { organizationId } = moss;
  const first = await updateOrganization(ann.ctx, { organizationId, vatId: 'CHE1', billingAddress: ['Way 1'] });
  expect(first).toMatchObject({ legalName: 'Moss AG', vatId: 'CHE1', billingAddress: ['Way 1'] });
  const second = await updateOrganization(ann.ctx, { organizationId, vatId: null, legalName: 'Moss SA' });
  expect(second).toMatchObject({ legalName: 'Moss SA', vatId: null, billingAddress: ['Way 1'] });
  const rows = await t.db.sql<{ detail: { fields: string } }[]>`
    select detail from audit_log where action = 'ORGANIZATION_UPDATED' order by seq`;
  expect(rows.map(({ detail }) => detail.fields)).toEqual(['billingAddress vatId', 'legalName vatId']);
});

test('a wish that names nothing changes and records nothing', async () => {
  const count = async () => (await t.db.sql`select 1 from audit_log`).length;
  const before = await count();
  await updateOrganization(ann.ctx, { organizationId: moss.organizationId });
  expect(await count()).toBe(before);
});

test('is for its ADMIN alone; what does not exist looks like that of others', async () => {
  const wish = { organizationId: moss.organizationId, legalName: 'Mine' };
  await expect(updateOrganization(t.nobody, wish)).rejects.toThrow(Unauthenticated);
  await expect(updateOrganization(bob.ctx, wish)).rejects.toThrow(Forbidden);
  await expect(updateOrganization(eve.ctx, wish)).rejects.toThrow(Forbidden);
  const nowhere = { ...wish, organizationId: encodeId('Organization', eve.id) };
  await expect(updateOrganization(ann.ctx, nowhere)).rejects.toThrow(Forbidden);
  const [row] = await selectOrganizationsById(t.db, [moss.row.id]);
  expect(row?.legalName).not.toBe('Mine');
});

test('never takes the LEI of another', async () => {
  const other = await foundedBy(t, eve);
  const lei = '7LTWFZYICNSX8D621K86';
  await updateOrganization(eve.ctx, { organizationId: other.organizationId, lei });
  await expect(updateOrganization(ann.ctx, { organizationId: moss.organizationId, lei })).rejects.toThrow(LeiTaken);
});
