import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { draftOf, projectIdOf, projectIn } from '../../../test/projects.ts';
import { InputInvalid } from '../errors.ts';
import { encodeCursor } from '../feed.ts';
import { encodeId } from '../ids.ts';
import { suspendProject } from './suspend-project.ts';
import { type ProjectChangedInput, watchProjects } from './watch.ts';

let t: TestApp;
let [owner, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

/** What is replayed to a subscriber who comes now. */
async function replayed(after: string, input: ProjectChangedInput = {}): Promise<string[]> {
  await t.broadcast();
  const heard: string[] = [];
  const ctx = { ...t.nobody, replayUntil: t.app.feed.head };
  for await (const { payload } of watchProjects(ctx, { ...input, after }))
    heard.push(`${payload.id} ${payload.status}`);
  return heard;
}

test('tells those who ask for it, from a cursor on, and nobody of drafts', async () => {
  // A cursor is of an event.
  await projectIn({ owner, admin }, 'LISTED');
  await t.broadcast();
  const after = encodeCursor(t.app.feed.head);
  await draftOf(owner);
  const kenyan = await projectIn({ owner, admin }, 'LISTED');
  const other = await projectIn({ owner, admin }, 'UNDER_VALIDATION', { country: 'PE', registry: 'CDM' });
  await suspendProject(admin.ctx, { projectId: projectIdOf(kenyan), reason: 'an inquiry' });
  const [one, two, three, four] = [
    `${kenyan.id} LISTED`,
    `${other.id} LISTED`,
    `${other.id} UNDER_VALIDATION`,
    `${kenyan.id} LISTED`,
  ];
  expect(await replayed(after)).toEqual([one, two, three, four]);
  expect(await replayed(after, { id: projectIdOf(kenyan) })).toEqual([one, four]);
  expect(await replayed(after, { filterBy: { country: 'PE' } })).toEqual([two, three]);
  expect(await replayed(after, { filterBy: { registry: 'CDM', statuses: ['UNDER_VALIDATION'] } })).toEqual([three]);
  expect(await replayed(after, { filterBy: { ownerId: encodeId('User', owner.id) } })).toHaveLength(4);
  expect(await replayed(after, { filterBy: { ownerId: encodeId('User', admin.id) } })).toEqual([]);
  expect(await replayed(after, { filterBy: { projectType: 'Transport' }, id: null })).toEqual([]);
});

test('refuses what is no filter', () => {
  expect(() => watchProjects(t.nobody, { id: 'x', filterBy: { statuses: [] } })).toThrow(InputInvalid);
});
