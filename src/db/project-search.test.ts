import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestUser } from '../../test/harness.ts';
import { draftOf, projectIdOf, projectIn } from '../../test/projects.ts';
import { rowsTouched } from '../../test/rows-touched.ts';
import { searchDifferences } from '../../test/search-lab.ts';
import { changeProjectStatus } from '../resolvers/projects/change-project-status.ts';
import { updateProject } from '../resolvers/projects/update-project.ts';
import { insertBlocks, takeBatches, updateBlock } from './batches.ts';
import type { Db } from './client.ts';
import { countMatches, selectFacetCodes, selectTotal } from './project-facets.ts';
import { type ProjectSearch, selectAlikeWords } from './project-matches.ts';
import { selectFoundProjects } from './project-pages.ts';
import type { ProjectRow } from './projects.ts';

let t: TestApp;
let [owner, admin] = [] as unknown as [TestUser, TestUser];
beforeAll(async () => {
  t = await openTestApp();
  owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
});
afterAll(() => t[Symbol.asyncDispose]());

const EVERYTHING: ProjectSearch = {
  owner: undefined,
  texts: [],
  having: new Map(),
  lacking: [],
  labels: undefined,
  within: undefined,
};

interface Indexed {
  readonly published: boolean;
  readonly tonnes: bigint;
  readonly facets: string[];
}

async function indexedOf({ id }: ProjectRow): Promise<Indexed | undefined> {
  const [row] = await t.db.sql<Indexed[]>`
    select published, tonnes,
      array(select facet || ' ' || value from project_facets f where f.code = any (s.facets) order by 1) as facets
    from project_search s where project_id = ${id}`;
  return row;
}

let serials = 0n;
const blockOf = (batchId: string, state: 'ACTIVE' | 'PENDING') => {
  serials += 10n;
  const numbers = { registry: 'VERRA', prefix: 'T', blockStart: serials, blockEnd: serials + 9n, suffix: '' };
  return {
    id: newId(),
    batchId,
    ...numbers,
    serial: `T-${serials}`,
    state,
    holder: 'REGISTRY_ACCOUNT',
    issuedOn: null,
  } as const;
};
const vintage = (projectId: string, year: number) => ({
  projectId,
  vintageStart: `${year}-01-01`,
  vintageEnd: `${year}-12-31`,
});

test('what is searched follows the project, its methodologies and its credits', async () => {
  const draft = await draftOf(owner, { name: 'Éclair', estimatedAnnualReductions: '7' });
  expect(await indexedOf(draft)).toEqual({
    published: false,
    tonnes: 7n,
    facets: [
      'CATEGORY ARR',
      'CATEGORY WRC',
      'COUNTRY KE',
      'METHODOLOGY VM0033',
      'REGISTRY VERRA',
      'SDG 1',
      'SDG 13',
      'SDG 14',
      'STATUS DRAFT',
      'TYPE Agriculture Forestry and Other Land Use',
    ],
  });
  expect(await selectTotal(t.db, undefined)).toBe(0);
  const change = {
    methodologies: [{ program: 'CDM', code: 'AR-ACM0003' }],
    country: 'UG',
    category: null,
    estimatedAnnualReductions: null,
  };
  await updateProject(owner.ctx, { projectId: projectIdOf(draft), version: 1, ...change });
  await changeProjectStatus(owner.ctx, { projectId: projectIdOf(draft), status: 'LISTED', reason: 'ready' });
  expect(await indexedOf(draft)).toEqual({
    published: true,
    tonnes: -1n,
    facets: [
      'COUNTRY UG',
      'METHODOLOGY AR-ACM0003',
      'REGISTRY VERRA',
      'SDG 1',
      'SDG 13',
      'SDG 14',
      'STATUS LISTED',
      'TYPE Agriculture Forestry and Other Land Use',
    ],
  });
  expect(await selectTotal(t.db, undefined)).toBe(1);
  const block = await t.db.transact(async (tx) => {
    const [batchId = ''] = await takeBatches(tx, [vintage(draft.id, 2021)]);
    const made = blockOf(batchId, 'PENDING');
    await insertBlocks(tx, [made]);
    return made;
  });
  expect((await indexedOf(draft))?.facets).toContain('VINTAGE 2021');
  expect((await indexedOf(draft))?.facets).not.toContain('ACTIVE_CREDITS true');
  await updateBlock(t.db, block.id, { state: 'ACTIVE' });
  expect((await indexedOf(draft))?.facets).toContain('ACTIVE_CREDITS true');
  await updateBlock(t.db, block.id, { state: 'RETIRED' });
  expect((await indexedOf(draft))?.facets).not.toContain('ACTIVE_CREDITS true');
  expect(await searchDifferences(t.db)).toEqual([]);
});

test('what is taken back is not searched, and a step inside of a transaction leaves nothing behind', async () => {
  const before = await selectTotal(t.db, undefined);
  const failing = t.db.transact(async (tx) => {
    await tx.sql`insert into batches (project_id, vintage_start, vintage_end) select id, '1999-01-01', '1999-12-31' from projects`;
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  const [row] = await t.db.sql`select from project_facets where value = '1999'`;
  expect(row).toBeUndefined();
  expect(await selectTotal(t.db, undefined)).toBe(before);
  expect(await searchDifferences(t.db)).toEqual([]);
});

test('many writers of the same projects in any order never wait in a circle, and lose no count', async () => {
  const projects = [];
  for (let index = 0; index < 6; index += 1) projects.push(await projectIn({ owner, admin }, 'LISTED'));
  const ids = projects.map(({ id }) => id);
  const year = (tx: Db, id: string, number: number) => takeBatches(tx, [vintage(id, number)]);
  const writers = Array.from({ length: 24 }, (_, index) =>
    t.db.transact(async (tx) => {
      const order = index % 2 === 0 ? ids : ids.toReversed();
      for (const [place, id] of order.entries()) await year(tx, id, 2000 + index * 10 + place);
    }),
  );
  await Promise.all(writers);
  expect(await searchDifferences(t.db)).toEqual([]);
  const row = await indexedOf(projects[0] as ProjectRow);
  expect(row?.facets.filter((facet) => facet.startsWith('VINTAGE'))).toHaveLength(24);
});

test('words are those of names that are published, and those that nobody knows are found by their like', async () => {
  await draftOf(owner, { name: 'Archaeopteryx' });
  await projectIn({ owner, admin }, 'LISTED', { name: 'Pernambuco caatinga' });
  const alike = (words: string[], last?: string) => selectAlikeWords(t.db, words, last);
  expect(await alike(['pernambco', 'Caatinga', 'archaeoptery', 'PERNAMBÚCO'])).toEqual([
    { word: 'pernambco', alike: 'pernambuco' },
  ]);
  expect(await alike(['caatin', 'caatin'], undefined)).toHaveLength(2);
  expect(await alike(['caatin'], 'caatin')).toEqual([]);
});

test('a page costs what it shows, however much matches', async () => {
  const bulk = await openTestApp();
  try {
    await fillBulk(bulk, 3_000);
    const touched = (search: ProjectSearch, order: 'NEWEST' | 'NAME' | 'REDUCTIONS' | 'PLACE') =>
      rowsTouched(bulk.db, 'project_search', (tx) =>
        selectFoundProjects(tx, search, { order, after: undefined, limit: 21, highlights: [], ranked: 100 }),
      );
    const common = { ...EVERYTHING, texts: ['project'] };
    for (const order of ['NEWEST', 'NAME', 'REDUCTIONS', 'PLACE'] as const) {
      if (order !== 'PLACE') expect(await touched(EVERYTHING, order), order).toBeLessThan(100);
      expect(await touched(common, order), order).toBeLessThan(200);
    }
    expect(await touched({ ...EVERYTHING, texts: ['singular'] }, 'NEWEST')).toBeLessThan(10);
    const having = await selectFacetCodes(bulk.db, [{ facet: 'COUNTRY', values: ['KE'] }]);
    expect(await touched({ ...EVERYTHING, having }, 'NEWEST')).toBeLessThan(10);
    const counted = await rowsTouched(bulk.db, 'project_search', async (tx) => {
      expect(await countMatches(tx, common, { most: 50, codes: true })).toMatchObject({ matches: 50, complete: false });
    });
    expect(counted).toBeLessThan(200);
  } finally {
    await bulk[Symbol.asyncDispose]();
  }
});

async function fillBulk({ db }: TestApp, projects: number): Promise<void> {
  await db.transact(async ({ sql }) => {
    await sql`set local session_replication_role = replica`;
    await sql`
      insert into projects (name, country, status, published_at)
      select 'Project ' || n || case when n = 77 then ' singular' else '' end, case when n % 1000 = 7 then 'KE' else 'BR' end, 'LISTED', now()
      from generate_series(1, ${projects}::int) as n`;
  });
  await db.sql`select refresh_project_search(array(select id from projects))`;
  await db.sql`vacuum (analyze) project_search`;
}
