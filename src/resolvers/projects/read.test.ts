import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { draftOf, projectIdOf, projectIn } from '../../../test/projects.ts';
import type { ProjectRow } from '../../db/projects.ts';
import type { Context } from '../context.ts';
import { InputInvalid } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { changeProjectStatus } from './change-project-status.ts';
import {
  actionsOf,
  editableBy,
  findProject,
  historyOf,
  listRegistries,
  projectById,
  projectByNativeId,
} from './read.ts';
import { suspendProject } from './suspend-project.ts';

let t: TestApp;
let [owner, admin, other] = [] as unknown as [TestUser, TestUser, TestUser];
let [draft, listed, withdrawn] = [] as unknown as [ProjectRow, ProjectRow, ProjectRow];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  other = await t.user('other', { roles: ['PROJECT_OWNER'] });
  draft = await draftOf(owner, { name: 'Draft' });
  listed = await projectIn({ owner, admin }, 'LISTED', { name: 'Listed' });
  const never = await draftOf(owner, { name: 'Never' });
  const wish = { projectId: projectIdOf(never), status: 'WITHDRAWN', reason: 'no more' };
  withdrawn = await changeProjectStatus(owner.ctx, wish);
});
afterAll(() => t[Symbol.asyncDispose]());

test('what was never published is its owner’s, and looks to others like what is not there', async () => {
  const seenBy = async (ctx: Context, { id, registry, nativeId }: ProjectRow) =>
    [
      await findProject(ctx, id),
      await projectById(ctx, encodeId('Project', id)),
      await projectByNativeId(ctx, { registry: registry ?? '', nativeId: nativeId ?? '' }),
    ].map((found) => found?.id);
  for (const hidden of [draft, withdrawn]) {
    expect(await seenBy(owner.ctx, hidden)).toEqual([hidden.id, hidden.id, hidden.id]);
    expect(await seenBy(admin.ctx, hidden)).toEqual([hidden.id, hidden.id, hidden.id]);
    expect(await seenBy(other.ctx, hidden)).toEqual([undefined, undefined, undefined]);
    expect(await seenBy(t.nobody, hidden)).toEqual([undefined, undefined, undefined]);
  }
  expect(await seenBy(t.nobody, listed)).toEqual([listed.id, listed.id, listed.id]);
  expect(await findProject(owner.ctx, owner.id)).toBeUndefined();
  expect(() => projectById(owner.ctx, listed.id)).toThrow(InputInvalid);
  expect(await projectByNativeId(t.nobody, { registry: 'VERRA', nativeId: '\0' })).toBeUndefined();
});

test('history begins for the public where the project became public', async () => {
  const seqs = async (ctx: Context, input = {}) => (await historyOf(ctx, listed, input)).items.map(({ seq }) => seq);
  expect(await seqs(owner.ctx)).toEqual([2, 1]);
  expect(await seqs(admin.ctx)).toEqual([2, 1]);
  expect(await seqs(other.ctx)).toEqual([2]);
  expect(await seqs(t.nobody)).toEqual([2]);
  const page = await historyOf(owner.ctx, listed, { first: 1 });
  expect(page.hasNextPage).toBe(true);
  const after = page.items.map((row) => page.cursorOf(row))[0];
  expect(await seqs(owner.ctx, { first: 1, after })).toEqual([1]);
  const beyond = Buffer.from('9'.repeat(30)).toString('base64url');
  expect(await seqs(owner.ctx, { after: beyond })).toEqual([2, 1]);
});

test('the actions that are allowed are those that the verbs take', async () => {
  expect(await actionsOf(t.nobody, listed)).toEqual([]);
  expect(await actionsOf(other.ctx, listed)).toEqual([]);
  expect(await actionsOf(owner.ctx, listed)).toEqual(['UPDATE', 'WITHDRAW', 'OPEN_CASE']);
  expect(await actionsOf(owner.ctx, draft)).toEqual(['UPDATE', 'LIST', 'WITHDRAW', 'OPEN_CASE']);
  expect(await actionsOf(owner.ctx, withdrawn)).toEqual([]);
  expect(await actionsOf(admin.ctx, listed)).toEqual([
    'UPDATE',
    'START_VALIDATION',
    'WITHDRAW',
    'REJECT',
    'SUSPEND',
    'GRANT_LABEL',
    'END_LABEL',
  ]);
  const project = await projectIn({ owner, admin }, 'LISTED');
  const suspended = await suspendProject(admin.ctx, { projectId: projectIdOf(project), reason: 'an inquiry' });
  expect(await actionsOf(owner.ctx, suspended)).toEqual(['WITHDRAW']);
  expect(await actionsOf(admin.ctx, suspended)).toEqual([
    'UPDATE',
    'WITHDRAW',
    'REJECT',
    'RESUME',
    'GRANT_LABEL',
    'END_LABEL',
  ]);
});

test('the fields that can be changed are those of the caller', async () => {
  expect(await editableBy(t.nobody, listed)).toEqual([]);
  expect(await editableBy(other.ctx, listed)).toEqual([]);
  expect(await editableBy(owner.ctx, listed)).toContain('country');
  expect(await editableBy(owner.ctx, listed)).not.toContain('nativeStatus');
  expect(await editableBy(admin.ctx, listed)).toContain('nativeStatus');
});

test('the registries can be read by everybody', async () => {
  expect(await listRegistries(t.nobody)).toContainEqual(expect.objectContaining({ code: 'VERRA' }));
});
