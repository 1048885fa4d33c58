import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { auditOf, draftOf, historyIn, projectIdOf, projectIn } from '../../../test/projects.ts';
import { selectLabelsOf } from '../../db/project-parts.ts';
import { Forbidden, IllegalTransition, InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { grantProjectLabel } from './grant-project-label.ts';

let t: TestApp;
let [owner, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = (project: { id: string }, given: object = {}) => ({
  projectId: projectIdOf(project),
  code: 'ICVCM_CCP',
  validFrom: '2026-01-01',
  evidence: 'https://icvcm.org/assessment-status/',
  ...given,
});

test('gives a label with its days and evidence, as the next version of the project', async () => {
  const project = await projectIn({ owner, admin }, 'REGISTERED');
  const news = await listen(t, ['project']);
  const label = await grantProjectLabel(admin.ctx, wish(project, { validTo: '2026-12-31' }));
  expect(label).toMatchObject({
    projectId: project.id,
    code: 'ICVCM_CCP',
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
  });
  expect(await selectLabelsOf(t.db, [project.id])).toEqual([label]);
  const [last] = await historyIn(t, project);
  expect(last).toMatchObject({ seq: project.version + 1, reason: 'Label granted', actorId: admin.id });
  expect(last?.changes).toEqual({ [`label:${label.id}`]: { from: null, to: label } });
  expect((await auditOf(t, project)).at(-1)).toMatchObject({
    action: 'PROJECT_LABEL_GRANTED',
    detail: { code: 'ICVCM_CCP' },
  });
  expect(await news()).toEqual([`project ${owner.id}`]);
});

test('a label has one period at a time; another label is another', async () => {
  const project = await projectIn({ owner, admin }, 'REGISTERED');
  await grantProjectLabel(admin.ctx, wish(project, { validTo: '2026-12-31' }));
  const again = grantProjectLabel(admin.ctx, wish(project, { validFrom: '2026-12-31' }));
  await expect(again).rejects.toThrow(InputInvalid);
  await grantProjectLabel(admin.ctx, wish(project, { code: 'CCB' }));
  await grantProjectLabel(admin.ctx, wish(project, { validFrom: '2027-01-01' }));
  const labels = await selectLabelsOf(t.db, [project.id]);
  expect(labels.map(({ code, validFrom }) => `${code} ${validFrom}`)).toEqual([
    'ICVCM_CCP 2026-01-01',
    'CCB 2026-01-01',
    'ICVCM_CCP 2027-01-01',
  ]);
});

test('refuses everybody but who manages projects, drafts, and what is no label', async () => {
  const project = await projectIn({ owner, admin }, 'LISTED');
  await expect(grantProjectLabel(t.nobody, wish(project))).rejects.toThrow(Unauthenticated);
  await expect(grantProjectLabel(owner.ctx, wish(project))).rejects.toThrow(Forbidden);
  await expect(grantProjectLabel(admin.ctx, wish(owner))).rejects.toThrow(NotFound);
  await expect(grantProjectLabel(admin.ctx, wish(await draftOf(owner)))).rejects.toThrow(IllegalTransition);
  const bad = wish(project, { code: 'GREEN', validFrom: '1.1.2026', evidence: '' });
  await expect(grantProjectLabel(admin.ctx, bad)).rejects.toMatchObject({
    issues: [{ path: ['code'] }, { path: ['validFrom'] }, { path: ['evidence'] }],
  });
  const backwards = wish(project, { validTo: '2025-12-31' });
  await expect(grantProjectLabel(admin.ctx, backwards)).rejects.toMatchObject({ issues: [{ path: ['validTo'] }] });
  expect(await selectLabelsOf(t.db, [project.id])).toEqual([]);
});
