import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { auditOf, historyIn, projectIdOf, projectIn } from '../../../test/projects.ts';
import { Forbidden, IllegalTransition, Unauthenticated } from '../errors.ts';
import { resumeProject } from './resume-project.ts';
import { suspendProject } from './suspend-project.ts';

let t: TestApp;
let [owner, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = (project: { id: string }, reason: string) => ({ projectId: projectIdOf(project), reason });

test('ends a suspension once, and keeps both in the history', async () => {
  const project = await projectIn({ owner, admin }, 'LISTED');
  await suspendProject(admin.ctx, wish(project, 'an inquiry'));
  await expect(resumeProject(t.nobody, wish(project, 'x'))).rejects.toThrow(Unauthenticated);
  await expect(resumeProject(owner.ctx, wish(project, 'x'))).rejects.toThrow(Forbidden);
  const resumed = await resumeProject(admin.ctx, wish(project, 'nothing was found'));
  expect(resumed).toMatchObject({ suspended: false, status: 'LISTED' });
  expect((await historyIn(t, project)).slice(0, 2)).toMatchObject([
    { changes: { suspended: { from: true, to: false } }, reason: 'nothing was found' },
    { changes: { suspended: { from: false, to: true } }, reason: 'an inquiry' },
  ]);
  expect((await auditOf(t, project)).at(-1)).toMatchObject({ action: 'PROJECT_RESUMED' });
  await expect(resumeProject(admin.ctx, wish(project, 'x'))).rejects.toThrow(IllegalTransition);
});
