import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, post, type TestApi } from '../../test/clients.ts';
import type { TestUser } from '../../test/harness.ts';
import { MANGROVES } from '../../test/projects.ts';

let on: TestApi;
let [owner, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  on = await openTestApi();
  owner = await on.t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await on.t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => on[Symbol.asyncDispose]());

/** What the API answers, asked over HTTP as this user. */
async function ask<T>(by: TestUser | undefined, query: string, variables: object = {}): Promise<T> {
  const token = by && (await on.t.app.tokens.sign(by.id, randomUUID())).token;
  const { body } = await post(on.url, { query, variables }, token ? { authorization: `Bearer ${token}` } : {});
  if (body.errors) throw new AggregateError(body.errors, JSON.stringify(body.errors));
  return body.data as T;
}

const CREATE = `mutation ($input: ProjectCreateInput!) { it: projectCreate(input: $input) {
  __typename ... on ProjectCreatePayload { project { id version } } ... on Error { code message } } }`;
const MOVE = `mutation ($input: ProjectStatusChangeInput!) { it: projectStatusChange(input: $input) {
  __typename ... on ProjectStatusChangePayload { project { id status version } } ... on Error { code message } } }`;

interface Made {
  readonly it: { readonly __typename: string; readonly project: { readonly id: string; readonly version: number } };
}
const made = async (given: object) =>
  (await ask<Made>(owner, CREATE, { input: { ...MANGROVES, ...given } })).it.project.id;
const list = (projectId: string) => ask(owner, MOVE, { input: { projectId, status: 'LISTED', reason: 'ready' } });

test('a project comes out as it went in, by whatever way it is asked for', async () => {
  const id = await made({ registry: 'VERRA', nativeId: 'S1' });
  await list(id);
  const facts = `name country countryName registry nativeId location area creditingStart estimatedAnnualReductions sdgs
    mitigation status suspended methodologies { program code version } labels { code }`;
  const expected = {
    ...MANGROVES,
    countryName: 'Kenya',
    registry: 'VERRA',
    nativeId: 'S1',
    area: null,
    sdgs: [1, 13, 14],
    status: 'LISTED',
    suspended: false,
    labels: [],
  };
  const { project, node, byNativeId, asOf, projects } = await ask<Record<string, object>>(
    undefined,
    `query ($id: ID!, $at: DateTime!) {
      project(id: $id) { ${facts} owner { username } publishedAt }
      node(id: $id) { ... on Project { ${facts} } }
      byNativeId: projectByNativeId(registry: "VERRA", nativeId: "S1") { ${facts} }
      asOf: projectAsOf(id: $id, effectiveAt: $at) { ${facts} project { id } }
      projects { edges { node { ${facts} } } } }`,
    { id, at: new Date().toISOString() },
  );
  expect(expected).toMatchObject(node as object);
  for (const found of [project, byNativeId]) expect(found).toMatchObject(node as object);
  expect(asOf).toEqual({ ...node, project: { id } });
  expect(project).toMatchObject({ owner: { username: 'owner' } });
  expect(projects).toEqual({ edges: [{ node }] });
});

test('a geometry is taken as a literal too, and what is none is refused', async () => {
  const query = (location: string) => `mutation { it: projectCreate(input: { name: "Peat", location: ${location} }) {
    ... on ProjectCreatePayload { project { location } } ... on InputInvalid { issues { path } } } }`;
  expect(await ask(owner, query('{ type: "Point", coordinates: [113.5, -2] }'))).toEqual({
    it: { project: { location: { type: 'Point', coordinates: [113.5, -2] } } },
  });
  expect(await ask(owner, query('{ type: "Point", coordinates: [1e400, 0] }'))).toMatchObject({ it: { issues: [{}] } });
  await expect(ask(owner, query('"POINT(1 1)"'))).rejects.toThrow('GeoJSON');
});

test('what was hidden, done and changed is said to those who may know', async () => {
  const id = await made({ nativeId: null, registry: null });
  const READ = `query ($id: ID!) { project(id: $id) { version allowedActions editableFields history {
    edges { node { version reason status actor { username } changes { field from to } } } } } }`;
  expect(await ask(undefined, READ, { id })).toEqual({ project: null });
  await list(id);
  const suspend = `mutation ($input: ProjectSuspendInput!) { it: projectSuspend(input: $input) {
    ... on ProjectSuspendPayload { project { suspended } } } }`;
  expect(await ask(admin, suspend, { input: { projectId: id, reason: 'an inquiry' } })).toEqual({
    it: { project: { suspended: true } },
  });
  const suspended = {
    version: 3,
    reason: 'an inquiry',
    status: 'LISTED',
    actor: { username: 'admin' },
    changes: [{ field: 'suspended', from: 'false', to: 'true' }],
  };
  const { project } = await ask<{ project: { history: { edges: object[] } } }>(owner, READ, { id });
  expect(project).toMatchObject({ version: 3, allowedActions: ['WITHDRAW'], editableFields: [] });
  expect(project.history.edges).toHaveLength(3);
  expect(await ask(undefined, READ, { id })).toMatchObject({
    project: { allowedActions: [], history: { edges: [{ node: suspended }, { node: { reason: 'ready' } }] } },
  });
});

test('refusals come as what they are', async () => {
  const projectId = await made({ registry: 'CDM', nativeId: 'S2' });
  const update = `mutation ($input: ProjectUpdateInput!) { it: projectUpdate(input: $input) {
    __typename ... on VersionConflict { code version } ... on Error { code } } }`;
  expect(await ask(owner, update, { input: { projectId, version: 7, name: 'x' } })).toEqual({
    it: { __typename: 'VersionConflict', code: 'VERSION_CONFLICT', version: 1 },
  });
  const taken = { ...MANGROVES, registry: 'CDM', nativeId: 'S2' };
  expect(await ask(owner, CREATE, { input: taken })).toMatchObject({ it: { __typename: 'NativeIdTaken' } });
  expect(await ask(admin, MOVE, { input: { projectId, status: 'REGISTERED', reason: 'x' } })).toMatchObject({
    it: { __typename: 'IllegalTransition' },
  });
});
