import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { auditOf } from '../../../test/projects.ts';
import type { DuplicateRow } from '../../db/project-duplicates.ts';
import { platformContext } from '../context.ts';
import { encodeId } from '../ids.ts';
import { recordNewProjects } from '../projects/record.ts';
import { decideProjectDuplicate } from './decide-project-duplicate.ts';
import { findDuplicates } from './find-duplicates.ts';
import { findDuplicate, listDuplicates, stepsOf } from './read.ts';

let t: TestApp;
let [admin, other, user] = [] as unknown as [TestUser, TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  other = await t.user('other', { roles: ['PLATFORM_ADMIN'] });
  user = await t.user('user');
});
afterAll(() => t[Symbol.asyncDispose]());

let numbers = 0;
/** Two projects of two registries with one name, and what is reported of them. */
async function reported(): Promise<DuplicateRow> {
  const nativeId = `Q${(numbers += 1)}`;
  const fields = { name: `Solar ${newId()}`, country: 'KE', status: 'REGISTERED' as const, nativeId };
  const deeds = ['VERRA', 'CAR'].map((registry) => ({
    actorId: null,
    reason: 'test',
    fields: { ...fields, registry },
  }));
  const [first] = await t.db.transact((tx) => recordNewProjects(tx, deeds));
  await findDuplicates(platformContext(t.app, 'test'));
  const projectId = encodeId('Project', first?.id ?? '');
  const { items } = await listDuplicates(admin.ctx, { filterBy: { projectId } });
  if (!items[0]) throw new Error('nothing was reported');
  return items[0];
}
const decide = (by: TestUser, { id }: DuplicateRow, status: string, note = 'Looked at both.'): Promise<DuplicateRow> =>
  decideProjectDuplicate(by.ctx, { duplicateId: encodeId('ProjectDuplicate', id), status, note });

test('a report is decided, opened again and decided otherwise, each time by whom and why', async () => {
  const report = await reported();
  expect(await stepsOf(admin.ctx, report)).toEqual(['DISMISS', 'CONFIRM']);
  const dismissed = await decide(admin, report, 'DISMISSED', 'Two sides of a valley.');
  expect(dismissed).toMatchObject({ status: 'DISMISSED', decidedBy: admin.id, note: 'Two sides of a valley.' });
  expect(dismissed.decidedAt).toBeInstanceOf(Date);
  await expect(decide(admin, report, 'CONFIRMED')).rejects.toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  await decide(other, report, 'OPEN');
  expect(await decide(other, report, 'CONFIRMED')).toMatchObject({ status: 'CONFIRMED', decidedBy: other.id });
  expect((await auditOf(t, report)).map(({ action, actorId, detail }) => ({ action, actorId, detail }))).toEqual(
    [
      [admin.id, 'DISMISSED', 'Two sides of a valley.'],
      [other.id, 'OPEN', 'Looked at both.'],
      [other.id, 'CONFIRMED', 'Looked at both.'],
    ].map(([actorId, status, note]) => ({
      action: 'PROJECT_DUPLICATE_DECIDED',
      actorId,
      detail: { status, note, first: report.firstId, second: report.secondId },
    })),
  );
});

test('of two who decide at once, one is told that it was decided', async () => {
  const report = await reported();
  const outcomes = await Promise.allSettled([decide(admin, report, 'DISMISSED'), decide(other, report, 'CONFIRMED')]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('what was decided stays decided when it is seen again', async () => {
  const report = await reported();
  await decide(admin, report, 'DISMISSED');
  await t.db.sql`insert into project_duplicate_queue (project_id) values (${report.firstId})`;
  expect(await findDuplicates(platformContext(t.app, 'test'))).toEqual({ searched: 1, reported: 0 });
  expect(await findDuplicate(admin.ctx, report.id)).toMatchObject({ status: 'DISMISSED', holds: true });
});

test('nobody else decides, or is told', async () => {
  const report = await reported();
  await expect(decide(user, report, 'CONFIRMED')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(listDuplicates(user.ctx, {})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  expect([await findDuplicate(user.ctx, report.id), await stepsOf(user.ctx, report)]).toEqual([undefined, []]);
  await expect(decide(admin, { ...report, id: newId() }, 'CONFIRMED')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(decide(admin, report, 'GONE')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  await expect(decide(admin, report, 'CONFIRMED', ' ')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
});

test('reports are listed page by page, by what is asked for', async () => {
  const [one, two] = [await reported(), await reported()];
  await decide(admin, one, 'CONFIRMED');
  const open = await listDuplicates(admin.ctx, { filterBy: { status: 'OPEN', holds: true }, first: 1 });
  expect([open.items, open.hasNextPage]).toEqual([[two], true]);
  const next = await listDuplicates(admin.ctx, { filterBy: { status: 'OPEN' }, after: open.cursorOf(two) });
  expect(next.items.every(({ id, status }) => id < two.id && status === 'OPEN')).toBe(true);
  expect((await listDuplicates(admin.ctx, { filterBy: { kind: 'SERIALS' } })).items).toEqual([]);
});
