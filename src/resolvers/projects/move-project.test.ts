import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { auditOf, historyIn, projectIn } from '../../../test/projects.ts';
import { lockProject, type ProjectStatus } from '../../db/projects.ts';
import { IllegalTransition } from '../errors.ts';
import { moveProject } from './move-project.ts';

let t: TestApp;
let [owner, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const move = (id: string, to: ProjectStatus, fails = false) =>
  t.db.transact(async (tx) => {
    const project = await lockProject(tx, id);
    if (!project) throw new Error('no project');
    const moved = await moveProject(tx, project, { to, actorId: null, reason: 'its case was approved' });
    if (fails) throw new Error('what came after it');
    return moved;
  });

test('moves a project within the transaction of who decided it', async () => {
  const { id } = await projectIn({ owner, admin }, 'UNDER_VALIDATION');
  const before = await historyIn(t, { id });
  await expect(move(id, 'VALIDATED', true)).rejects.toThrow('what came after it');
  expect(await historyIn(t, { id })).toEqual(before);
  expect(await move(id, 'VALIDATED')).toMatchObject({ status: 'VALIDATED' });
  expect((await historyIn(t, { id }))[0]).toMatchObject({ actorId: null, reason: 'its case was approved' });
  expect((await auditOf(t, { id })).at(-1)).toMatchObject({ actorId: null, detail: { step: 'VALIDATE' } });
});

test('takes no step that the machine has not', async () => {
  const { id } = await projectIn({ owner, admin }, 'LISTED');
  await expect(move(id, 'REGISTERED')).rejects.toThrow(IllegalTransition);
});
