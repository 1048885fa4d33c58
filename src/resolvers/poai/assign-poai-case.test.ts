import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../../test/harness.ts';
import { type Cast, caseIn, castOf, draftCase, seatsOf, userIdOf } from '../../../test/poai.ts';
import { insertMember, insertOrganization } from '../../db/organizations.ts';
import { selectAssignmentsOf } from '../../db/poai-reviews.ts';
import { Forbidden, IllegalTransition, InputInvalid } from '../errors.ts';
import { encodeId } from '../ids.ts';
import { assignPoaiCase } from './assign-poai-case.ts';
import { ConflictOfInterest } from './errors.ts';

let t: TestApp;
let cast: Cast;
beforeAll(async () => {
  t = await openTestApp();
  cast = await castOf(t);
});
afterAll(() => t[Symbol.asyncDispose]());

const joined = (legalName: string, members: readonly TestUser[]): Promise<string> =>
  t.db.transact(async (tx) => {
    const { id } = await insertOrganization(tx, { legalName, country: 'DE', createdBy: cast.admin.id });
    for (const { id: userId } of members) await insertMember(tx, { organizationId: id, userId, role: 'ADMIN' });
    return id;
  });

const clashes = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof ConflictOfInterest ? error.conflict : String(error)),
  );

test('gives a case its reviewers, and others until the review begins', async () => {
  const row = await caseIn(cast, 'SUBMITTED');
  expect(await assignPoaiCase(cast.admin.ctx, seatsOf(row, cast))).toMatchObject({ status: 'ASSIGNED' });
  const swapped = seatsOf(row, { reviewer: cast.technical, technical: cast.reviewer });
  await assignPoaiCase(cast.admin.ctx, swapped);
  const seats = await selectAssignmentsOf(t.db, [row.id]);
  expect(seats.map(({ userId }) => userId)).toEqual([cast.technical.id, cast.reviewer.id]);
  const begun = await caseIn(cast, 'IN_REVIEW');
  await expect(assignPoaiCase(cast.admin.ctx, seatsOf(begun, cast))).rejects.toThrow(IllegalTransition);
  await expect(assignPoaiCase(cast.owner.ctx, seatsOf(row, cast))).rejects.toThrow(Forbidden);
});

test('refuses who is no reviewer, and who belongs to another party as well', async () => {
  const row = await caseIn(cast, 'SUBMITTED');
  const assign = (given: object) => assignPoaiCase(cast.admin.ctx, { ...seatsOf(row, cast), ...given });
  await expect(assign({ reviewer: { userId: userIdOf(cast.owner) } })).rejects.toThrow(InputInvalid);
  expect(await clashes(assign({ reviewer: { userId: userIdOf(cast.technical) } }))).toBe('SAME_PARTY');
  await t.db.sql`insert into user_roles (user_id, role) values (${cast.owner.id}, 'POAI_REVIEWER')`;
  expect(await clashes(assign({ reviewer: { userId: userIdOf(cast.owner) } }))).toBe('OWNER');
  const colleague = await t.user('colleague', { roles: ['POAI_REVIEWER'] });
  await joined('Owners AG', [cast.owner, colleague]);
  expect(await clashes(assign({ reviewer: { userId: userIdOf(colleague) } }))).toBe('OWNER');
});

test('who is in several organizations says for which they review', async () => {
  const row = await caseIn(cast, 'SUBMITTED', { row: await draftCase(cast) });
  const busy = await t.user('busy', { roles: ['POAI_REVIEWER'] });
  const [one, two] = [await joined('One GmbH', [busy]), await joined('Two GmbH', [busy])];
  const assign = (seat: object) =>
    assignPoaiCase(cast.admin.ctx, { ...seatsOf(row, cast), reviewer: { userId: userIdOf(busy), ...seat } });
  await expect(assign({})).rejects.toThrow(InputInvalid);
  const foreign = await joined('Three GmbH', [cast.admin]);
  await expect(assign({ organizationId: encodeId('Organization', foreign) })).rejects.toThrow(InputInvalid);
  await assign({ organizationId: encodeId('Organization', two) });
  expect((await selectAssignmentsOf(t.db, [row.id]))[0]).toMatchObject({ userId: busy.id, organizationId: two });
  expect(one).not.toBe(two);
});
