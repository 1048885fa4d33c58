import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen } from '../../../test/announcements.ts';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { auditOf, draftOf, historyIn, projectIdOf, projectIn } from '../../../test/projects.ts';
import { type ProjectRow, projectStatus, type ProjectStatus } from '../../db/projects.ts';
import { Forbidden, IllegalTransition, type InputInvalid, NotFound, Unauthenticated } from '../errors.ts';
import { changeProjectStatus } from './change-project-status.ts';
import { resumeProject } from './resume-project.ts';
import { projectMachine } from './rules.ts';
import { suspendProject } from './suspend-project.ts';

let t: TestApp;
let [owner, admin, other] = [] as unknown as [TestUser, TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  other = await t.user('other', { roles: ['PROJECT_OWNER'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const move = (by: TestUser, project: ProjectRow, status: ProjectStatus, more: object = {}) =>
  changeProjectStatus(by.ctx, { projectId: projectIdOf(project), status, reason: 'it is time', ...more });

test('listing publishes a draft: recorded, told, and for good', async () => {
  const draft = await draftOf(owner);
  const news = await listen(t, ['project']);
  const listed = await move(owner, draft, 'LISTED');
  expect(listed).toMatchObject({ status: 'LISTED', version: 2 });
  expect(listed.publishedAt).toEqual(listed.updatedAt);
  const [last] = await historyIn(t, draft);
  expect(last).toMatchObject({ seq: 2, actorId: owner.id, reason: 'it is time', status: 'LISTED' });
  expect(last?.changes).toEqual({ status: { from: 'DRAFT', to: 'LISTED' } });
  expect((await auditOf(t, draft)).at(-1)).toMatchObject({
    action: 'PROJECT_STATUS_CHANGED',
    detail: { step: 'LIST', from: 'DRAFT', to: 'LISTED', reason: 'it is time' },
  });
  expect(await news()).toEqual([`project ${owner.id}`]);
  const withdrawn = await move(owner, listed, 'WITHDRAWN');
  expect(withdrawn.publishedAt).toEqual(listed.publishedAt);
});

test('a draft that is withdrawn was never public', async () => {
  const news = await listen(t, ['project']);
  expect(await move(owner, await draftOf(owner), 'WITHDRAWN')).toMatchObject({ publishedAt: null });
  expect(await news()).toEqual([]);
});

test.each(projectStatus.enumValues)('from %s it goes where the machine leads and nowhere else', async (from) => {
  const leads: readonly string[] = Object.values(projectMachine[from]);
  for (const to of projectStatus.enumValues) {
    const project = await projectIn({ owner, admin }, from);
    const moved = move(admin, project, to);
    if (leads.includes(to)) expect(await moved).toMatchObject({ status: to });
    else await expect(moved).rejects.toThrow(IllegalTransition);
  }
});

test('its owner lists, withdraws and lists again; the rest is decided by others', async () => {
  const listed = await projectIn({ owner, admin }, 'LISTED');
  await expect(move(owner, listed, 'UNDER_VALIDATION')).rejects.toThrow(Forbidden);
  await expect(move(owner, listed, 'REJECTED')).rejects.toThrow(Forbidden);
  expect(await move(owner, await projectIn({ owner, admin }, 'REJECTED'), 'LISTED')).toMatchObject({
    status: 'LISTED',
  });
  expect(await move(owner, listed, 'WITHDRAWN')).toMatchObject({ status: 'WITHDRAWN' });
  await expect(move(other, await projectIn({ owner, admin }, 'LISTED'), 'WITHDRAWN')).rejects.toThrow(Forbidden);
});

test('names what a project lacks for its new place', async () => {
  const bare = await draftOf(owner, { proponent: '', country: null, creditingEnd: null });
  const pathsOf = (refused: Promise<unknown>) =>
    refused.catch((e: InputInvalid) => e.issues.map(({ path }) => path[0]));
  expect(await pathsOf(move(owner, bare, 'LISTED'))).toEqual(['proponent', 'country']);
  const validated = await projectIn({ owner, admin }, 'VALIDATED', { creditingEnd: null });
  expect(await pathsOf(move(admin, validated, 'REGISTERED'))).toEqual(['creditingEnd']);
});

test('a suspended project goes no step but out', async () => {
  const project = await projectIn({ owner, admin }, 'UNDER_VALIDATION');
  const why = { projectId: projectIdOf(project), reason: 'an inquiry' };
  await suspendProject(admin.ctx, why);
  await expect(move(admin, project, 'VALIDATED')).rejects.toMatchObject({ status: 'SUSPENDED' });
  await resumeProject(admin.ctx, why);
  expect(await move(admin, project, 'VALIDATED')).toMatchObject({ status: 'VALIDATED' });
  const out = await projectIn({ owner, admin }, 'LISTED');
  await suspendProject(admin.ctx, { ...why, projectId: projectIdOf(out) });
  expect(await move(admin, out, 'REJECTED')).toMatchObject({ status: 'REJECTED', suspended: true });
});

test('is effective when it is said to be, after the status before it', async () => {
  const draft = await draftOf(owner, { effectiveAt: '2026-01-01T00:00:00Z' });
  const listed = await move(owner, draft, 'LISTED', { effectiveAt: '2026-02-01T00:00:00Z' });
  const [last] = await historyIn(t, draft);
  expect(last?.effectiveAt).toEqual(new Date('2026-02-01T00:00:00Z'));
  expect(last?.recordedAt).toEqual(listed.publishedAt);
  const early = move(admin, listed, 'UNDER_VALIDATION', { effectiveAt: '2026-01-15T00:00:00Z' });
  await expect(early).rejects.toMatchObject({ issues: [{ path: ['effectiveAt'] }] });
});

test('of many at once, one is the step and the others come too late', async () => {
  const draft = await draftOf(owner);
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => move(owner, draft, 'LISTED')));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  for (const result of results) {
    if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(IllegalTransition);
  }
});

test('refuses strangers, a hidden project as if there were none, and a step without a reason', async () => {
  const draft = await draftOf(owner);
  await expect(changeProjectStatus(t.nobody, {})).rejects.toThrow(Unauthenticated);
  await expect(move(other, draft, 'LISTED')).rejects.toThrow(NotFound);
  await expect(move(other, { ...draft, id: other.id }, 'LISTED')).rejects.toThrow(NotFound);
  await expect(move(owner, draft, 'LISTED', { reason: ' ' })).rejects.toMatchObject({ issues: [{ path: ['reason'] }] });
  expect(await historyIn(t, draft)).toHaveLength(1);
});
