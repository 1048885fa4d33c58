import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApi, post, type TestApi } from '../../test/clients.ts';
import type { TestUser } from '../../test/harness.ts';
import { draftOf, projectIn } from '../../test/projects.ts';

let on: TestApi;
let owner: TestUser;
beforeAll(async () => {
  on = await openTestApi();
  owner = await on.t.user('owner', { roles: ['PROJECT_OWNER'] });
  const admin = await on.t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  await projectIn({ owner, admin }, 'LISTED', { name: 'Peat of Kalimantan', description: 'Wet.', country: 'ID' });
  await projectIn({ owner, admin }, 'LISTED', { name: 'Mangroves of Lamu' });
  await draftOf(owner, { name: 'Mangroves, a draft', country: 'FJ' });
});
afterAll(() => on[Symbol.asyncDispose]());

async function ask<T>(query: string, variables: object = {}, by?: TestUser): Promise<T> {
  const token = by && (await on.t.app.tokens.sign(by.id, randomUUID())).token;
  const { body } = await post(on.url, { query, variables }, token ? { authorization: `Bearer ${token}` } : {});
  if (body.errors) throw new AggregateError(body.errors, JSON.stringify(body.errors));
  return body.data as T;
}

const FACET = '{ complete values { value name count } }';

test('a search gives all that there is to it in one answer, and its next page', async () => {
  const query = `query ($search: ProjectSearch, $first: Int, $after: String) {
    found: projects(search: $search, first: $first, after: $after) {
      totalCount totalCountExact correctedText
      ...Shown
      facets { ... on ProjectFacets { countries ${FACET} } lands: countries { complete } sdgs ${FACET} }
      pageInfo { hasNextPage endCursor } } }
    fragment Shown on ProjectConnection { edges { cursor highlights { name } node { name } } }`;
  const first = await ask<{ found: { pageInfo: { endCursor: string } } }>(query, { search: { text: 'of' }, first: 1 });
  expect(first).toMatchObject({ found: { totalCount: 0, edges: [], facets: { countries: { values: [] } } } });
  const all = await ask<{ found: { pageInfo: { endCursor: string } } }>(query, { search: { sdgs: [13] }, first: 1 });
  expect(all).toMatchObject({
    found: {
      totalCount: 2,
      totalCountExact: true,
      correctedText: null,
      edges: [{ highlights: { name: null }, node: { name: 'Mangroves of Lamu' } }],
      facets: {
        countries: {
          complete: true,
          values: [
            { value: 'ID', name: 'Indonesia', count: 1 },
            { value: 'KE', name: 'Kenya', count: 1 },
          ],
        },
        lands: { complete: true },
        sdgs: { values: [{ count: 2 }, { count: 2 }, { count: 2 }] },
      },
      pageInfo: { hasNextPage: true },
    },
  });
  const after = all.found.pageInfo.endCursor;
  expect(await ask(query, { search: { sdgs: [13] }, first: 1, after })).toMatchObject({
    found: { edges: [{ node: { name: 'Peat of Kalimantan' } }], pageInfo: { hasNextPage: false } },
  });
  expect(await ask(query, { search: { text: 'kalimantn' } })).toMatchObject({
    found: { correctedText: 'kalimantan', edges: [{ highlights: { name: 'Peat of ⟦Kalimantan⟧' } }] },
  });
});

test('the largest page with all facets is within the limits, and a filter in literals is read', async () => {
  const facets = ['registries', 'countries', 'types', 'categories', 'statuses', 'methodologies', 'sdgs', 'vintages'];
  const query = `{ projects(first: 100, orderBy: NAME, search: { statuses: [LISTED], labels: [CCB], suspended: false, vintageTo: 2020,
      within: { west: 170, south: -1, east: -170.5, north: 0 } }) {
    totalCount totalCountExact correctedText pageInfo { hasNextPage endCursor }
    edges { cursor highlights { name proponent description } node { id name proponent country countryName status projectType registry nativeId } }
    facets { ${facets.map((facet) => `${facet} ${FACET}`).join(' ')} } } }`;
  expect(await ask(query)).toMatchObject({ projects: { totalCount: 0, edges: [] } });
});

test('drafts are found by their owner alone', async () => {
  const query = (name: string) => `{ found: ${name}(search: { text: "mangroves" }, orderBy: NAME) {
    totalCount edges { node { name } } facets { countries { values { value } } } } }`;
  expect(await ask(query('projects'), {}, owner)).toMatchObject({
    found: { totalCount: 1, edges: [{}], facets: { countries: { values: [{ value: 'KE' }] } } },
  });
  expect(await ask(query('myProjects'), {}, owner)).toMatchObject({
    found: { totalCount: 2, edges: [{ node: { name: 'Mangroves, a draft' } }, {}] },
  });
  await expect(ask(query('myProjects'))).rejects.toThrow('UNAUTHENTICATED');
});

test('what says nothing is refused with its path', async () => {
  const query =
    '{ projects(search: { within: { west: 200, south: 0, east: 0, north: 0 }, sdgs: [99] }) { totalCount } }';
  await expect(ask(query)).rejects.toThrow('INPUT_INVALID');
  await expect(ask('{ projects(after: "bm8") { totalCount } }')).rejects.toThrow('INPUT_INVALID');
});
