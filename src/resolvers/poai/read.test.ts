import { afterAll, beforeAll, expect, test } from 'vitest';
import { callByKey, keyOf } from '../../../test/api-keys.ts';
import { type CustodyLab, openCustodyLab } from '../../../test/custody-lab.ts';
import type { TestUser } from '../../../test/harness.ts';
import { foundedBy } from '../../../test/organizations.ts';
import { bind, type Cast, caseIdOf, caseIn, castOf, draftCase, seatsOf } from '../../../test/poai.ts';
import type { CaseRow } from '../../db/poai.ts';
import type { Context } from '../context.ts';
import { Unauthenticated } from '../errors.ts';
import { createLoaders } from '../loaders.ts';
import { assignPoaiCase } from './assign-poai-case.ts';
import { actionsOf, assignmentsOf, caseById, checksOf, eventsOf, findingsOf, listCases, myCases } from './read.ts';
import { watchCases } from './watch.ts';
import { requestPoaiChanges } from './request-poai-changes.ts';
import { submitPoaiCase } from './submit-poai-case.ts';

let lab: CustodyLab;
let cast: Cast;
let draft: CaseRow;
let reviewed: CaseRow;
beforeAll(async () => {
  lab = await openCustodyLab();
  cast = await castOf(lab.t);
  draft = await caseIn(cast, 'DRAFT');
  reviewed = await caseIn(cast, 'IN_REVIEW');
});
afterAll(() => lab[Symbol.asyncDispose]());

const idsOf = (page: { readonly items: readonly { readonly id: string }[] }) => page.items.map(({ id }) => id);

test('each sees what is theirs, and nobody a case that was not approved', async () => {
  expect(idsOf(await myCases(cast.owner.ctx, {}))).toEqual([reviewed.id, draft.id]);
  expect(idsOf(await myCases(cast.reviewer.ctx, {}))).toEqual([reviewed.id]);
  expect(idsOf(await myCases(cast.admin.ctx, {}))).toEqual([]);
  expect(idsOf(await listCases(cast.admin.ctx, {}))).toEqual([reviewed.id, draft.id]);
  for (const ctx of [cast.stranger.ctx, lab.t.nobody]) {
    expect(idsOf(await listCases(ctx, {}))).toEqual([]);
    expect(await caseById(ctx, caseIdOf(reviewed))).toBeUndefined();
  }
  await expect(myCases(lab.t.nobody, {})).rejects.toThrow(Unauthenticated);
});

test('filters by state, project and whether somebody is late', async () => {
  const list = async (filterBy: object) => idsOf(await listCases(cast.admin.ctx, { filterBy }));
  expect(await list({ statuses: ['DRAFT'] })).toEqual([draft.id]);
  expect(await list({ isOverdue: true })).toEqual([]);
  await lab.t.db.sql`update poai_cases set due_at = now() - interval '1 day' where id = ${reviewed.id}`;
  expect(await list({ isOverdue: true })).toEqual([reviewed.id]);
  expect(await list({ isOverdue: false })).toEqual([draft.id]);
});

test('the inside of a case is its parties’ to see', async () => {
  const inside = async (ctx: Context) => [
    (await checksOf(ctx, reviewed))?.length,
    (await findingsOf(ctx, reviewed))?.length,
    (await assignmentsOf(ctx, reviewed))?.length,
    (await eventsOf(ctx, reviewed, {})).items.length,
  ];
  const [checks = 0, ...rest] = await inside(cast.owner.ctx);
  expect(checks).toBeGreaterThan(40);
  expect(rest).toEqual([0, 2, 5]);
  expect(await inside(cast.stranger.ctx)).toEqual([undefined, undefined, undefined, 0]);
  const second = await eventsOf(cast.owner.ctx, reviewed, { first: 2 });
  const after = second.cursorOf(second.items[1] as (typeof second.items)[number]);
  expect((await eventsOf(cast.owner.ctx, reviewed, { first: 2, after })).items.map(({ seq }) => seq)).toEqual([3, 4]);
});

test('what one can do follows the state and who one is', async () => {
  expect(await actionsOf(cast.owner.ctx, draft)).toEqual(['SUBMIT']);
  expect(await actionsOf(cast.owner.ctx, reviewed)).toEqual(['ANSWER_FINDING']);
  expect(await actionsOf(cast.technical.ctx, reviewed)).toEqual([]);
  expect(await actionsOf(cast.stranger.ctx, reviewed)).toEqual([]);
  const row = await caseIn(cast, 'TECHNICAL_REVIEW');
  expect(await actionsOf(cast.admin.ctx, row)).toEqual(['REJECT']);
  await bind(cast, row);
  expect(await actionsOf(cast.admin.ctx, row)).toEqual(['APPROVE', 'REJECT']);
  expect(await actionsOf(cast.reviewer.ctx, row)).toEqual(['ATTEST']);
});

test('an API key sees and does what its scopes let it, for its one owner', async () => {
  const by = async (user: TestUser, scopes: readonly string[], organizationId?: string) =>
    callByKey(lab.t, (await keyOf(user, scopes, organizationId)).token);
  const seen = async (ctx: Context) => [
    idsOf(await listCases(ctx, {})).length > 0,
    (await caseById(ctx, caseIdOf(reviewed))) !== undefined,
    (await actionsOf(ctx, reviewed)).length > 0,
  ];
  const nothing = [false, false, false];
  const moss = await foundedBy(lab.t, cast.owner);
  for (const user of [cast.owner, cast.reviewer]) {
    expect(await seen(await by(user, ['trade.read-own']))).toEqual(nothing);
    expect(await seen(await by(user, ['poai.read-own']))).toEqual([true, true, false]);
    expect(await seen(await by(user, ['poai.*']))).toEqual([true, true, true]);
  }
  // What is one's own is not the organization's.
  expect(await seen(await by(cast.owner, ['poai.*'], moss.organizationId))).toEqual(nothing);
  const reader = await by(cast.owner, ['poai.read-own'], moss.organizationId);
  expect(idsOf(await myCases(reader, {}))).toEqual([]);
});

test('of an organization’s case its members see all, until they leave', async () => {
  const { t } = lab;
  const member = await t.user('member');
  const moss = await foundedBy(t, cast.owner, [member, 'VIEWER']);
  const theirs = await caseIn(cast, 'DRAFT', {
    row: await draftCase(cast, {}, { organizationId: moss.organizationId }),
  });
  await t.broadcast();
  // As in a subscription, which outlives what was loaded.
  const ctx = { ...member.ctx, loaders: createLoaders(t.db, { cache: false }) };
  const stream = await watchCases(ctx, { mine: true });
  expect(idsOf(await myCases(ctx, {}))).toEqual([theirs.id]);
  expect(await actionsOf(ctx, theirs)).toEqual([]);
  await submitPoaiCase(cast.owner.ctx, { caseId: caseIdOf(theirs) });
  await t.broadcast();
  expect((await stream.next()).value).toMatchObject({ payload: { id: theirs.id, kind: 'SUBMIT' } });
  await t.db.sql`delete from organization_members where user_id = ${member.id}`;
  const later = stream.next();
  await assignPoaiCase(cast.admin.ctx, seatsOf(theirs, cast));
  await t.broadcast();
  await stream.return?.();
  expect((await later).done).toBe(true);
  expect(idsOf(await myCases(ctx, {}))).toEqual([]);
});

test('is followed by its parties', async () => {
  await lab.t.broadcast();
  const [owner, stranger] = [
    await watchCases(cast.owner.ctx, { mine: true }),
    await watchCases(cast.stranger.ctx, { mine: true }),
  ];
  const [all, none] = [await watchCases(cast.admin.ctx, {}), await watchCases(cast.admin.ctx, { mine: true })];
  const one = await watchCases(cast.technical.ctx, { id: caseIdOf(reviewed) });
  await expect(watchCases(cast.stranger.ctx, { id: caseIdOf(reviewed) })).rejects.toThrow(/no such PoAI case/);
  await requestPoaiChanges(cast.reviewer.ctx, { caseId: caseIdOf(reviewed), reason: 'see above' });
  await lab.t.broadcast();
  const told = { payload: { id: reviewed.id, kind: 'REQUEST_CHANGES', status: 'CHANGES_REQUESTED' } };
  expect((await owner.next()).value).toMatchObject(told);
  expect((await one.next()).value).toMatchObject(told);
  expect((await all.next()).value).toMatchObject(told);
  for (const stream of [stranger, none]) {
    const nothing = stream.next();
    await stream.return?.();
    expect((await nothing).done).toBe(true);
  }
  await Promise.all([owner.return?.(), one.return?.(), all.return?.()]);
});
