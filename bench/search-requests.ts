import { PROJECTS, projectId } from './dataset.ts';
import { randomOf } from './random.ts';

const NODE = 'id name proponent country status projectType estimatedAnnualReductions';
const FACET = '{ complete values { value name count } }';
const FACETS = `facets { registries ${FACET} countries ${FACET} types ${FACET} categories ${FACET} statuses ${FACET}
  methodologies ${FACET} sdgs ${FACET} vintages ${FACET} }`;

const operation = (also: string): string => `
  query Search($search: ProjectSearch, $orderBy: ProjectOrder!, $after: String) {
    projects(search: $search, orderBy: $orderBy, after: $after) {
      edges { cursor highlights { name description } node { ${NODE} } }
      pageInfo { hasNextPage endCursor } totalCount totalCountExact ${also} } }`;
const [PLAIN, WITH_FACETS] = [operation(''), operation(FACETS)];

interface Asked {
  readonly search?: object;
  readonly orderBy?: 'RELEVANCE' | 'NEWEST' | 'NAME' | 'REDUCTIONS';
  readonly after?: string;
}
/** One of them, at random. */
type Pick = <T>(from: readonly T[]) => T;

interface SearchCase {
  readonly title: string;
  readonly facets: boolean;
  readonly ask: (pick: Pick, below: (limit: number) => number) => Asked;
}

const COMMON = ['power', 'solar', 'wind', 'forest', 'energy', 'gas', 'management', 'rice', 'water', 'carbon'] as const;
const PAIRS = ['wind india', 'hydropower china', 'cookstoves kenya', 'landfill gas brazil', 'biogas vietnam'] as const;
const BEGUN = ['affor', 'mangro', 'hydrop', 'composti', 'wind f', 'solar pow', 'rice culti', 'amazo'] as const;
const PLACES = ['rajasthan', 'yunnan', 'mato grosso', 'chhattisgarh', 'sumatra', 'antalya', 'são paulo'] as const;
const MISSPELLED = ['amazn', 'cookstovs', 'rajastan', 'aforestation', 'mangrovs', 'yunan', 'biogass'] as const;
const PHRASES = ['"landfill gas" -china', '"wind power" or "solar power"', '"improved cookstoves" -india'] as const;
const COUNTRIES = ['CN', 'IN', 'BR', 'TR', 'US', 'KE', 'ID', 'CO', 'ZA', 'VN'] as const;
const TYPES = [
  'Agriculture Forestry and Other Land Use',
  'Energy industries (renewable/non-renewable sources)',
  'Waste handling and disposal',
  'Energy demand',
] as const;

const cursor = (mark: string, key: string, id: string): string =>
  Buffer.from([mark, key, id].join('\n')).toString('base64url');

/** What people ask for, by name. */
export const searches = {
  nothing: { title: 'everything, newest first, all facets', facets: true, ask: () => ({}) },
  common: { title: 'a common word', facets: false, ask: (pick) => ({ search: { text: pick(COMMON) } }) },
  commonFacets: { title: 'the same, all facets', facets: true, ask: (pick) => ({ search: { text: pick(COMMON) } }) },
  pair: { title: 'two words, all facets', facets: true, ask: (pick) => ({ search: { text: pick(PAIRS) } }) },
  begun: { title: 'the beginning of a word', facets: false, ask: (pick) => ({ search: { text: pick(BEGUN) } }) },
  place: {
    title: 'the name of a place, all facets',
    facets: true,
    ask: (pick) => ({ search: { text: pick(PLACES) } }),
  },
  misspelled: { title: 'a misspelled word', facets: false, ask: (pick) => ({ search: { text: pick(MISSPELLED) } }) },
  phrase: {
    title: 'words in quotes, or, without',
    facets: false,
    ask: (pick) => ({ search: { text: pick(PHRASES) } }),
  },
  filters: {
    title: 'country and type, by name, all facets',
    facets: true,
    ask: (pick) => ({ search: { countries: [pick(COUNTRIES)], types: [pick(TYPES)] }, orderBy: 'NAME' }),
  },
  narrowed: {
    title: 'a common word, country, status and vintages, all facets',
    facets: true,
    ask: (pick) => ({
      search: {
        text: pick(COMMON),
        countries: [pick(COUNTRIES)],
        statuses: ['REGISTERED'],
        vintageFrom: 2015,
        vintageTo: 2019,
      },
    }),
  },
  labelled: {
    title: 'a label that is valid, a goal',
    facets: false,
    ask: (pick) => ({ search: { labels: [pick(['ICVCM_CCP', 'CCB'] as const)], sdgs: [pick([1, 7, 15] as const)] } }),
  },
  map: {
    title: 'a piece of the map of 10 by 10 degrees',
    facets: false,
    ask: (_, below) => {
      const [west, south] = [below(340) - 180, below(120) - 60];
      return { search: { within: { west, south, east: west + 10, north: south + 10 } } };
    },
  },
  deep: {
    title: 'a common word, a page far down',
    facets: false,
    ask: (pick, below) => ({
      search: { text: pick(COMMON) },
      after: cursor('P', pick(['0', '1'] as const), projectId(1 + below(PROJECTS))),
    }),
  },
  forSale: {
    title: 'credits for sale, all facets',
    facets: true,
    ask: () => ({ search: { hasCreditsForSale: true } }),
  },
  commonForSale: {
    title: 'a common word, credits for sale, by name',
    facets: false,
    ask: (pick) => ({ search: { text: pick(COMMON), hasCreditsForSale: true }, orderBy: 'NAME' }),
  },
  notForSale: {
    title: 'a country, no credits for sale',
    facets: false,
    ask: (pick) => ({ search: { countries: [pick(COUNTRIES)], hasCreditsForSale: false } }),
  },
  largest: {
    title: 'a country, largest reductions first',
    facets: false,
    ask: (pick) => ({ search: { countries: [pick(COUNTRIES)] }, orderBy: 'REDUCTIONS' }),
  },
} as const satisfies Record<string, SearchCase>;
export type SearchName = keyof typeof searches;

/** Requests of one case without end. */
export function searching(name: SearchName, seed: number): () => { readonly body: string } {
  const below = randomOf(seed);
  const pick: Pick = (from) => from[below(from.length)] as (typeof from)[number];
  const { ask, facets }: SearchCase = searches[name];
  const query = facets ? WITH_FACETS : PLAIN;
  return () => ({ body: JSON.stringify({ query, variables: { orderBy: 'RELEVANCE', ...ask(pick, below) } }) });
}
