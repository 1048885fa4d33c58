import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, post, type TestApi } from '../../test/clients.ts';
import type { TestUser } from '../../test/harness.ts';
import { platformContext } from '../resolvers/context.ts';
import { findDuplicates } from '../resolvers/duplicates/find-duplicates.ts';
import { recordNewProjects } from '../resolvers/projects/record.ts';

let on: TestApi;
let admin: TestUser;
beforeAll(async () => {
  on = await openTestApi();
  admin = await on.t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  const fields = { name: 'Wind farm of Marsabit', country: 'KE', status: 'REGISTERED' as const };
  const deeds = ['VERRA', 'CAR'].map((registry) => ({
    actorId: null,
    reason: 'test',
    fields: { ...fields, registry, nativeId: '7', location: [37.99, 2.33] as const },
  }));
  await on.t.db.transact((tx) => recordNewProjects(tx, deeds));
  await findDuplicates(platformContext(on.t.app, 'test'));
});
afterAll(() => on[Symbol.asyncDispose]());

async function ask(query: string, variables: object = {}, by: TestUser | undefined = admin): Promise<unknown> {
  const { token } = await on.t.app.tokens.sign(by.id, randomUUID());
  const { body } = await post(on.url, { query, variables }, { authorization: `Bearer ${token}` });
  if (body.errors) throw new AggregateError(body.errors, JSON.stringify(body.errors));
  return body.data;
}

const REPORT = `__typename id kind status holds note decidedBy { username } allowedActions
  first { registry } second { registry }
  evidence { distanceM nameSimilarity sameCountry periodsOverlap sameType methodologies serials }`;
const DECIDE = `mutation ($input: ProjectDuplicateDecideInput!) { it: projectDuplicateDecide(input: $input) {
  __typename ... on ProjectDuplicateDecidePayload { duplicate { ${REPORT} } } ... on Error { code } } }`;

interface Listed {
  readonly projectDuplicates: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
}

test('an administrator reads what may be one, and decides', async () => {
  const listed = (await ask(
    `{ projectDuplicates(filterBy: { status: OPEN }) { edges { node { ${REPORT} } } } }`,
  )) as Listed;
  const [edge] = listed.projectDuplicates.edges;
  expect(edge?.node).toMatchObject({
    kind: 'ACTIVITY',
    holds: true,
    decidedBy: null,
    allowedActions: ['DISMISS', 'CONFIRM'],
    evidence: {
      distanceM: 0,
      nameSimilarity: 1,
      sameCountry: true,
      periodsOverlap: null,
      sameType: null,
      methodologies: [],
      serials: [],
    },
  });
  const duplicateId = edge?.node.id;
  const decided = { id: duplicateId, status: 'CONFIRMED', note: 'The same.', decidedBy: { username: 'admin' } };
  const input = { duplicateId, status: 'CONFIRMED', note: 'The same.' };
  expect(await ask(DECIDE, { input })).toMatchObject({ it: { duplicate: { ...decided, allowedActions: ['REOPEN'] } } });
  expect(await ask(DECIDE, { input })).toEqual({ it: { __typename: 'IllegalTransition', code: 'ILLEGAL_TRANSITION' } });
  const byNode = `query ($id: ID!) { node(id: $id) { ... on ProjectDuplicate { ${REPORT} } } }`;
  expect(await ask(byNode, { id: duplicateId })).toMatchObject({ node: decided });
  const stranger = await on.t.user('stranger');
  expect(await ask(byNode, { id: duplicateId }, stranger)).toEqual({ node: null });
});
