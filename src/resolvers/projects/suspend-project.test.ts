import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { auditOf, draftOf, historyIn, projectIdOf, projectIn } from '../../../test/projects.ts';
import { Forbidden, IllegalTransition, NotFound, Unauthenticated } from '../errors.ts';
import { suspendProject } from './suspend-project.ts';

let t: TestApp;
let [owner, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const wish = (project: { id: string }) => ({ projectId: projectIdOf(project), reason: 'an inquiry' });

test('sets the flag beside the status, records and tells it', async () => {
  const project = await projectIn({ owner, admin }, 'REGISTERED');
  const news = await listen(t, ['project']);
  const suspended = await suspendProject(admin.ctx, wish(project));
  expect(suspended).toMatchObject({ status: 'REGISTERED', suspended: true, version: project.version + 1 });
  expect((await historyIn(t, project))[0]).toMatchObject({
    changes: { suspended: { from: false, to: true } },
    status: 'REGISTERED',
    suspended: true,
    reason: 'an inquiry',
  });
  expect((await auditOf(t, project)).at(-1)).toMatchObject({ action: 'PROJECT_SUSPENDED', actorId: admin.id });
  expect(await news()).toEqual([`project ${owner.id}`]);
  await expect(suspendProject(admin.ctx, wish(project))).rejects.toThrow(IllegalTransition);
});

test('is for who manages projects, of projects that are public', async () => {
  const project = await projectIn({ owner, admin }, 'LISTED');
  await expect(suspendProject(t.nobody, wish(project))).rejects.toThrow(Unauthenticated);
  await expect(suspendProject(owner.ctx, wish(project))).rejects.toThrow(Forbidden);
  await expect(suspendProject(admin.ctx, wish(admin))).rejects.toThrow(NotFound);
  await expect(suspendProject(admin.ctx, wish(await draftOf(owner)))).rejects.toThrow(IllegalTransition);
  const blank = { ...wish(project), reason: '' };
  await expect(suspendProject(admin.ctx, blank)).rejects.toMatchObject({ issues: [{ path: ['reason'] }] });
});
