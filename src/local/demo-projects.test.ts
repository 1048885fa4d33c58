import { expect, test } from 'vitest';
import { openTestApp } from '../../test/harness.ts';
import { historyIn, projectIdOf } from '../../test/projects.ts';
import { PAGE } from '../../test/search-lab.ts';
import type { ProjectRow } from '../db/projects.ts';
import { changeProjectStatus } from '../resolvers/projects/change-project-status.ts';
import { searchMyProjects, searchProjects } from '../resolvers/projects/search-projects.ts';
import { fillDemoProjects } from './demo-projects.ts';

test('the demo has a draft and two public projects, also when it is begun again', async () => {
  await using t = await openTestApp();
  const owner = (await t.user('owner', { roles: ['PROJECT_OWNER'] })).ctx;
  const admin = (await t.user('admin', { roles: ['PLATFORM_ADMIN'] })).ctx;
  const mine = async () => (await searchMyProjects(owner, {}, PAGE)).items.map(({ project }) => project);
  const statuses = async () => (await mine()).map(({ status }) => status);
  await fillDemoProjects({ owner, admin });
  expect(await statuses()).toEqual(['DRAFT', 'UNDER_VALIDATION', 'REGISTERED']);
  const { items } = await searchProjects(t.nobody, {}, PAGE);
  expect(items).toHaveLength(2);
  await fillDemoProjects({ owner, admin });
  expect(await statuses()).toEqual(['DRAFT', 'UNDER_VALIDATION', 'REGISTERED']);
  for (const { project } of items) expect(await historyIn(t, project)).toHaveLength(project.version);
  const [, second] = await mine();
  const wish = { projectId: projectIdOf(second as ProjectRow), status: 'VALIDATED', reason: 'it went on' };
  await changeProjectStatus(admin, wish);
  await fillDemoProjects({ owner, admin });
  expect(await statuses()).toEqual(['DRAFT', 'VALIDATED', 'REGISTERED']);
});
