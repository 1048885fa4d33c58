import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { foundedBy, type TestOrganization } from '../../../test/organizations.ts';
import { listAudit } from '../audit/read.ts';
import { Forbidden, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { publishOrganizationFees } from './publish-organization-fees.ts';
import { myFees, organizationFees } from './read.ts';

let t: TestApp;
let [admin, head, viewer, stranger] = [] as unknown as TestUser[] as [TestUser, TestUser, TestUser, TestUser];
let moss: TestOrganization;
beforeAll(async () => {
  t = await openTestApp();
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  head = await t.user('head');
  viewer = await t.user('viewer');
  stranger = await t.user('stranger');
  moss = await foundedBy(t, head, [viewer, 'VIEWER']);
});
afterAll(() => t[Symbol.asyncDispose]());

const publish = (user: TestUser, given: object = {}) =>
  publishOrganizationFees(user.ctx, {
    organizationId: moss.organizationId,
    takerBps: 40,
    reason: 'Contract 7',
    ...given,
  });
const fees = async () => {
  const { maker, taker } = await myFees(head.ctx, { organizationId: moss.organizationId });
  return [maker, taker].map(({ bps, basis }) => `${bps} ${basis}`);
};

test('an organization pays what is agreed with it, side by side, until something else is', async () => {
  expect(await fees()).toEqual(['50 DEFAULT', '100 DEFAULT']);
  await publish(admin);
  expect(await fees()).toEqual(['50 DEFAULT', '40 OWN']);
  await publish(admin, { takerBps: null, makerBps: 0 });
  expect(await fees()).toEqual(['0 OWN', '100 DEFAULT']);
  await publish(admin, { takerBps: 1, effectiveFrom: new Date(Date.now() + 3_600_000).toISOString() });
  expect(await fees()).toEqual(['0 OWN', '100 DEFAULT']);
  const { items } = await listAudit(admin.ctx, { filterBy: { subjectId: encodeId('Organization', moss.row.id) } });
  expect(items.filter(({ action }) => action === 'ORGANIZATION_FEES_PUBLISHED')).toHaveLength(3);
  expect(items.at(-1)).toMatchObject({ detail: { makerBps: null, takerBps: '40', reason: 'Contract 7' } });
});

test('is seen by those who see its money, and by who publishes it', async () => {
  const seen = async (user: TestUser) => organizationFees(user.ctx, { organizationId: moss.organizationId });
  expect((await seen(head)).map(({ takerBps }) => takerBps)).toEqual([1, null, 40]);
  expect(await seen(admin)).toHaveLength(3);
  await expect(seen(viewer)).rejects.toThrow(Forbidden);
  await expect(seen(stranger)).rejects.toThrow(Forbidden);
  await expect(myFees(stranger.ctx, { organizationId: moss.organizationId })).rejects.toThrow(Forbidden);
  expect(await myFees(stranger.ctx, {})).toMatchObject({ taker: { bps: 100, basis: 'DEFAULT' }, volume: 0n });
});

test('refuses everyone but PLATFORM_ADMIN, no organization, and what is no fee', async () => {
  await expect(publishOrganizationFees(t.nobody, {})).rejects.toThrow(Unauthenticated);
  await expect(publish(head)).rejects.toThrow(Forbidden);
  await expect(publish(admin, { organizationId: encodeId('Organization', head.id) })).rejects.toThrow(NotFound);
  await expect(publish(admin, { takerBps: 10_001, makerBps: -1, reason: '' })).rejects.toMatchObject({
    issues: [{ path: ['makerBps'] }, { path: ['takerBps'] }, { path: ['reason'] }],
  });
  await expect(publish(admin, { effectiveFrom: '2026-01-01T00:00:00Z' })).rejects.toThrow(InputInvalid);
});
