import type { Db } from '../src/db/client.ts';
import type { ProjectRow } from '../src/db/projects.ts';
import { grantProjectLabel } from '../src/resolvers/projects/grant-project-label.ts';
import type { FoundFacet } from '../src/resolvers/projects/search-counts.ts';
import {
  type FoundPage,
  type SearchArgs,
  searchProjects,
  type SearchWant,
} from '../src/resolvers/projects/search-projects.ts';
import { suspendProject } from '../src/resolvers/projects/suspend-project.ts';
import { openTestApp, type TestApp, type TestUser } from './harness.ts';
import { projectIdOf, projectIn } from './projects.ts';

export const ALL: SearchWant = {
  page: true,
  count: true,
  facets: ['REGISTRY', 'COUNTRY', 'TYPE', 'CATEGORY', 'STATUS', 'METHODOLOGY', 'SDG', 'VINTAGE'],
  highlights: ['name', 'proponent', 'description'],
};
export const PAGE: SearchWant = { page: true, count: false, facets: [], highlights: [] };

export const MANGROVES = 'Mangroves of Gazi Bay';
export const SOLAR = 'Solar pumps in São Paulo';
export const AMAZON = 'Amazon Rainforest Guardians';
export const WIND = 'Wind/Solar Park of Rajasthan';
export const FIJI = 'Reefs of Taveuni';

/** Five projects that are published, and what finds them. */
export interface SearchLab extends AsyncDisposable {
  readonly t: TestApp;
  readonly owner: TestUser;
  readonly other: TestUser;
  /** As nobody; all of an answer unless less is wanted. */
  search(args: SearchArgs, want?: SearchWant): Promise<FoundPage>;
  namesOf(search: object, args?: SearchArgs): Promise<string[]>;
  countsOf(search: object, facet: SearchWant['facets'][number]): Promise<Record<string, number>>;
}

export async function openSearchLab(): Promise<SearchLab> {
  const t = await openTestApp();
  const owner = await t.user('owner', { roles: ['PROJECT_OWNER'] });
  const admin = await t.user('admin', { roles: ['PLATFORM_ADMIN'] });
  const other = await t.user('other', { roles: ['PROJECT_OWNER'] });
  await publishFive({ owner, admin });
  const search: SearchLab['search'] = (args, want = ALL) => searchProjects(t.nobody, { first: 50, ...args }, want);
  return {
    t,
    owner,
    other,
    search,
    namesOf: async (given, args = {}) => namesOn(await search({ ...args, search: given }, PAGE)),
    async countsOf(given, facet) {
      const { facets } = await search({ search: given }, { ...PAGE, page: false, facets: [facet] });
      return countsIn(facets.get(facet));
    },
    [Symbol.asyncDispose]: () => t[Symbol.asyncDispose](),
  };
}

export const namesOn = ({ items }: FoundPage): string[] => items.map(({ project }) => project.name);

const countsIn = (found: FoundFacet | undefined): Record<string, number> =>
  Object.fromEntries((found?.values ?? []).map(({ value, count }) => [value, count]));

/** Everything in which what is searched is not what it is derived from. */
export async function searchDifferences({ sql }: Db): Promise<unknown[]> {
  const rows = await sql`
    select 'row' as what, s.project_id::text as which from project_search s
      full join project_search_source o using (project_id)
      where (s.published, s.facets, s.tonnes, s.west, s.south, s.east, s.north, s.sort_name, s.document)
          is distinct from (o.published, o.facets, o.tonnes, o.west, o.south, o.east, o.north, o.sort_name, o.document)
    union all
    select 'count', f.facet || ' ' || f.value from project_facets f
      where projects <> (select count(*) from project_search s where s.published and f.code = any (s.facets))
    union all
    select 'offers', coalesce(s.project_id, o.project_id)::text
      from projects_for_sale s full join project_offers o using (project_id)
      where coalesce(s.offers, 0) <> coalesce(o.offers, 0)
    union all
    select 'mark', project_id::text from project_search_marks
    union all
    select 'step', project_id::text from project_sale_steps`;
  return [...rows];
}

/** Names of all that is found, page after page. */
export async function walk({ nobody }: TestApp, args: SearchArgs, size: number): Promise<string[]> {
  const names: string[] = [];
  let after: string | null = null;
  do {
    const page = await searchProjects(nobody, { ...args, first: size, after }, PAGE);
    names.push(...namesOn(page));
    const last = page.items.at(-1);
    after = page.hasNextPage && last ? page.cursorOf(last) : null;
    if (names.length > 100) throw new Error('a walk that does not end');
  } while (after !== null);
  return names;
}

async function publishFive(by: { readonly owner: TestUser; readonly admin: TestUser }): Promise<void> {
  const { admin } = by;
  const publish = (given: object): Promise<ProjectRow> => projectIn(by, 'LISTED', given);
  await publish({ name: MANGROVES, estimatedAnnualReductions: '3000' });
  const solar = await publish({
    name: SOLAR,
    description: 'Farmers pump water by the sun. The rainforest is far away.',
    proponent: 'Energia & Irmãos',
    projectType: 'Energy industries (renewable/non-renewable sources); Transport',
    category: null,
    methodologies: [{ program: 'CDM', code: 'AMS-I.D' }],
    country: 'BR',
    location: { type: 'Point', coordinates: [-46.6, -23.5] },
    estimatedAnnualReductions: '90000',
    sdgs: [7],
  });
  await publish({
    name: AMAZON,
    description: 'Guards the forest against fire.',
    proponent: 'Solar & Sons',
    methodologies: [{ program: 'VERRA', code: 'VM0007' }],
    category: 'REDD',
    country: 'BR',
    location: { type: 'Point', coordinates: [-60, -3] },
    estimatedAnnualReductions: null,
  });
  await publish({
    name: WIND,
    description: '<script>alert(1)</script> turbines ⟦and⟧ panels.',
    proponent: 'Thar Power',
    projectType: 'Energy industries (renewable/non-renewable sources)',
    category: null,
    methodologies: [{ program: 'CDM', code: 'AMS-II.D' }],
    country: 'IN',
    location: { type: 'Point', coordinates: [72, 27] },
    estimatedAnnualReductions: '500',
    sdgs: [7, 13],
  });
  const fiji = await publish({
    name: FIJI,
    description: 'Corals.',
    proponent: 'Vanua',
    country: 'FJ',
    location: null,
    area: {
      type: 'Polygon',
      coordinates: [
        [
          [179, -17],
          [179.9, -17],
          [179.9, -16],
          [179, -16],
          [179, -17],
        ],
      ],
    },
  });
  await suspendProject(admin.ctx, { projectId: projectIdOf(fiji), reason: 'an inquiry' });
  const label = { projectId: projectIdOf(solar), evidence: 'https://labels.example/1' };
  await grantProjectLabel(admin.ctx, { ...label, code: 'ICVCM_CCP', validFrom: '2026-01-01', validTo: null });
  await grantProjectLabel(admin.ctx, { ...label, code: 'CCB', validFrom: '2020-01-01', validTo: '2024-12-31' });
}
