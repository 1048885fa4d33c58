import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { auditOf, historyIn, projectIdOf, projectIn } from '../../../test/projects.ts';
import { Forbidden, NotFound, Unauthenticated } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { endProjectLabel } from './end-project-label.ts';
import { grantProjectLabel } from './grant-project-label.ts';

let t: TestApp;
let [owner, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const granted = async () => {
  const project = await projectIn({ owner, admin }, 'REGISTERED');
  const label = { code: 'CCB', validFrom: '2026-01-01', evidence: 'https://verra.org' };
  return grantProjectLabel(admin.ctx, { projectId: projectIdOf(project), ...label });
};
const wish = ({ id }: { id: string }, validTo = '2026-06-30') => ({
  labelId: encodeId('ProjectLabel', id),
  validTo,
  reason: 'it was withdrawn',
});

test('sets the last day, and an earlier one; longer takes another grant', async () => {
  const label = await granted();
  const ended = await endProjectLabel(admin.ctx, wish(label));
  expect(ended).toEqual({ ...label, validTo: '2026-06-30' });
  const [last] = await historyIn(t, { id: label.projectId });
  expect(last).toMatchObject({
    reason: 'it was withdrawn',
    changes: { [`label:${label.id}`]: { from: label, to: ended } },
  });
  expect((await auditOf(t, { id: label.projectId })).at(-1)).toMatchObject({
    action: 'PROJECT_LABEL_ENDED',
    detail: { code: 'CCB', validTo: '2026-06-30' },
  });
  for (const validTo of ['2026-06-30', '2026-07-01', '2025-12-31']) {
    await expect(endProjectLabel(admin.ctx, wish(label, validTo))).rejects.toMatchObject({
      issues: [{ path: ['validTo'] }],
    });
  }
  expect(await endProjectLabel(admin.ctx, wish(label, '2026-01-01'))).toMatchObject({ validTo: '2026-01-01' });
});

test('refuses everybody but who manages projects, and a label that is none', async () => {
  const label = await granted();
  await expect(endProjectLabel(t.nobody, wish(label))).rejects.toThrow(Unauthenticated);
  await expect(endProjectLabel(owner.ctx, wish(label))).rejects.toThrow(Forbidden);
  await expect(endProjectLabel(admin.ctx, wish(owner))).rejects.toThrow(NotFound);
});
