import { expect, test } from 'vitest';
import { openTestApp } from '../../test/harness.ts';
import { historyIn } from '../../test/projects.ts';
import { listProjects, myProjects } from '../resolvers/projects/read.ts';
import { fillDemoProjects } from './demo-projects.ts';

test('the demo has a draft and two public projects, also when it is begun again', async () => {
  await using t = await openTestApp();
  const owner = (await t.user('owner', { roles: ['PROJECT_OWNER'] })).ctx;
  const admin = (await t.user('admin', { roles: ['PLATFORM_ADMIN'] })).ctx;
  const statuses = async () => (await myProjects(owner, {})).items.map(({ status }) => status);
  await fillDemoProjects({ owner, admin });
  expect(await statuses()).toEqual(['DRAFT', 'UNDER_VALIDATION', 'REGISTERED']);
  const { items } = await listProjects(t.nobody, {});
  expect(items).toHaveLength(2);
  await fillDemoProjects({ owner, admin });
  expect(await statuses()).toEqual(['DRAFT', 'UNDER_VALIDATION', 'REGISTERED']);
  for (const project of items) expect(await historyIn(t, project)).toHaveLength(project.version);
});
