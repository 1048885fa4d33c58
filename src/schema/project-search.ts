import type { FacetValue } from '../db/project-facets.ts';
import type { FoundProject, Highlighted } from '../db/project-pages.ts';
import { countryName } from '../resolvers/projects/countries.ts';
import type { FoundFacet, ShownFacet } from '../resolvers/projects/search-counts.ts';
import type { ProjectOrder as OrderCode } from '../resolvers/projects/search-cursors.ts';
import {
  type FoundPage,
  searchMyProjects,
  searchProjects,
  type SearchWant,
} from '../resolvers/projects/search-projects.ts';
import { builder, enumOf } from './builder.ts';
import { pageArgs, toConnection } from './connections.ts';
import { ProjectLabelCode, ProjectStatus } from './project-facts.ts';
import { Project } from './projects.ts';
import { type Readable, type Want, wantOf } from './want.ts';

const MapBox = builder.inputType('MapBox', {
  description: 'A piece of the map, in degrees. Where `west` is more than `east`, it lies across the antimeridian.',
  fields: (t) => ({
    west: t.float({ description: 'Longitude of its western edge, -180 to 180.' }),
    south: t.float({ description: 'Latitude of its southern edge, -90 to 90.' }),
    east: t.float({ description: 'Longitude of its eastern edge, -180 to 180.' }),
    north: t.float({ description: 'Latitude of its northern edge, -90 to 90.' }),
  }),
});

const ProjectSearch = builder.inputType('ProjectSearch', {
  description: 'Which projects: those to which all that is given applies. Of a list, one of its values must apply.',
  fields: (t) => ({
    text: t.string({
      required: false,
      description:
        'With all of these words, in any of their forms; the last may be the beginning of one. "quoted" words stand together, `or` lets one of two do, and -this leaves out. Looked for in name, proponent, methodologies, number, description, type, category, region and country; accents and case do not matter.',
    }),
    registries: t.stringList({ required: false, description: 'Of these registries, by their codes.' }),
    countries: t.stringList({ required: false, description: 'In these countries, ISO 3166-1 alpha-2.' }),
    types: t.stringList({ required: false, description: 'Of these types; a project may be of several.' }),
    categories: t.stringList({ required: false, description: 'Of these categories, such as "ARR".' }),
    statuses: t.field({ type: [ProjectStatus], required: false, description: 'In these states.' }),
    methodologies: t.stringList({ required: false, description: 'Under these methodologies, by their codes.' }),
    sdgs: t.intList({ required: false, description: 'For these Sustainable Development Goals, 1 to 17.' }),
    labels: t.field({
      type: [ProjectLabelCode],
      required: false,
      description: 'With these labels, as far as they are valid today (UTC).',
    }),
    vintageFrom: t.int({ required: false, description: 'With credits of this year or a later one.' }),
    vintageTo: t.int({ required: false, description: 'With credits of this year or an earlier one.' }),
    suspended: t.boolean({ required: false, description: 'Whether they are suspended.' }),
    hasActiveCredits: t.boolean({
      required: false,
      description:
        'Whether some of their credits are ACTIVE: issued, and neither retired nor cancelled. Whose they are, and whether they are for sale (`hasCreditsForSale`), it does not say.',
    }),
    hasCreditsForSale: t.boolean({
      required: false,
      description:
        'Whether some of their credits can be bought here: an ACTIVE announcement of them has some left, or the platform has some in stock, and the project is not suspended. `orderCreate` by batch takes from the same.',
    }),
    within: t.field({
      type: MapBox,
      required: false,
      description: 'At least partly in this piece of the map, as far as is known where they are.',
    }),
  }),
});

const ProjectOrder = enumOf('ProjectOrder', 'In which order projects are listed.', {
  RELEVANCE:
    'What matches the text best first: words of the name count more than those of the proponent, these more than those of the methodologies, and all more than those of the description. Of very many matches, those whose name has the words come first, the newest of them before the others. Without a text: NEWEST.',
  NEWEST: 'The newest here first.',
  NAME: 'By name, in the order of the alphabet; accents and punctuation do not matter.',
  REDUCTIONS: 'The largest estimated annual reductions first; those without an estimate last.',
} satisfies Record<OrderCode, string>);

const ProjectHighlights = builder.objectRef<FoundProject['highlights']>('ProjectHighlights').implement({
  description:
    'Texts of a project in which words were found, each found word between ⟦ and ⟧, which they hold nowhere else. It is text, as people wrote it, and no HTML: escape it first, and make marks of the brackets then.',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'The name; null if none was found in it.' }),
    proponent: t.exposeString('proponent', { nullable: true, description: 'The proponent; null if none was found.' }),
    description: t.exposeString('description', {
      nullable: true,
      description:
        'Where words were found in the description, or in the beginning (8,000 characters) of a long one; null if none was.',
    }),
  }),
});

const ProjectFacetValue = builder.objectRef<FacetValue>('ProjectFacetValue').implement({
  description: 'A value, and how many of the projects have it.',
  fields: (t) => ({
    value: t.exposeString('value', { description: 'As the filter of the same facet takes it.' }),
    name: t.string({
      description: 'For people: the name of a country; of everything else the value.',
      resolve: ({ facet, value }) => (facet === 'COUNTRY' ? countryName(value) : value),
    }),
    count: t.exposeInt('count', { description: 'How many projects.' }),
  }),
});

/** How many values a facet is taken to have. */
const VALUES = { listSize: 20 };
/** Worked out once for a page, not once for each of its projects. */
const ONCE = { oncePerPage: true };

const ProjectFacet = builder.objectRef<FoundFacet>('ProjectFacet').implement({
  description: 'The values of one property among the projects that match.',
  fields: (t) => ({
    values: t.field({
      type: [ProjectFacetValue],
      extensions: VALUES,
      description: 'Those that most projects have first; not all of very many.',
      resolve: ({ values }) => [...values],
    }),
    complete: t.exposeBoolean('complete', {
      description: 'Whether all matches were counted. False: they were too many, and only the newest of them were.',
    }),
  }),
});

type Facets = FoundPage['facets'];
const NONE: FoundFacet = { values: [], complete: true };
/** The fields of facets, and which facet each is. */
const FACETS = {
  registries: 'REGISTRY',
  countries: 'COUNTRY',
  types: 'TYPE',
  categories: 'CATEGORY',
  statuses: 'STATUS',
  methodologies: 'METHODOLOGY',
  sdgs: 'SDG',
  vintages: 'VINTAGE',
} as const satisfies Record<string, ShownFacet>;

const ProjectFacets = builder.objectRef<Facets>('ProjectFacets').implement({
  description:
    'What the matches have in common. A property by which the search filters is counted as if it did not, to show what else could be chosen.',
  fields: (t) => {
    const facet = (name: keyof typeof FACETS, description: string) =>
      t.field({ type: ProjectFacet, description, resolve: (facets) => facets.get(FACETS[name]) ?? NONE });
    return {
      registries: facet('registries', 'Registries, by code.'),
      countries: facet('countries', 'Countries, by code.'),
      types: facet('types', 'Types; a project that has several counts for each.'),
      categories: facet('categories', 'Categories; a project that has several counts for each.'),
      statuses: facet('statuses', 'States.'),
      methodologies: facet('methodologies', 'Methodologies, by code.'),
      sdgs: facet('sdgs', 'Sustainable Development Goals, by number.'),
      vintages: facet('vintages', 'Years of which they have credits.'),
    };
  },
});

interface Edge {
  readonly cursor: string;
  readonly node: FoundProject['project'];
  readonly highlights: FoundProject['highlights'];
}

/** What a connection of found projects knows beside its edges. */
interface Answer {
  readonly edges: readonly Edge[];
  readonly found: FoundPage;
}

const ProjectConnection = builder.connectionObject<typeof Project, Answer>(
  {
    type: Project,
    name: 'ProjectConnection',
    description: 'A page of projects.',
    fields: (t) => ({
      totalCount: t.int({
        extensions: ONCE,
        description: 'How many projects match; at least so many where `totalCountExact` is false.',
        resolve: ({ found }) => found.count?.matches ?? 0,
      }),
      totalCountExact: t.boolean({
        extensions: ONCE,
        description: 'Whether `totalCount` is all of them: beyond some thousands, matches are not counted.',
        resolve: ({ found }) => found.count?.exact ?? true,
      }),
      correctedText: t.string({
        nullable: true,
        extensions: ONCE,
        description:
          'Where a text has hardly any hit: the same with words that nobody knows spelled like others. What matches it is in the list as well.',
        resolve: ({ found }) => found.correctedText ?? null,
      }),
      facets: t.field({
        type: ProjectFacets,
        extensions: ONCE,
        description: 'What the matches have in common; what is not asked for is not counted.',
        resolve: ({ found }) => found.facets,
      }),
    }),
  },
  {
    name: 'ProjectEdge',
    description: 'A project and its cursor.',
    fields: (t) => ({
      highlights: t.field({
        type: ProjectHighlights,
        description: 'Where the words of the text were found; all null without a text.',
        resolve: (edge) => (edge as unknown as Edge).highlights,
      }),
    }),
  },
);

/** How an answer is asked for, by field. */
const FOUND = {
  joins: { edges: { joins: { highlights: {} } }, facets: {} },
} as const satisfies Readable;

function wantOfSearch({ fields, edges, facets }: Want<typeof FOUND>): SearchWant {
  return {
    page: edges !== undefined || fields.includes('pageInfo'),
    count: fields.some((field) => field.startsWith('totalCount')),
    facets: (facets?.fields ?? []).map((name) => FACETS[name as keyof typeof FACETS]),
    highlights: (edges?.highlights?.fields ?? []) as Highlighted[],
  };
}

function toFound(found: FoundPage) {
  const { pageInfo, edges } = toConnection(found);
  const shown = edges.map(({ cursor, node: { project, highlights } }) => ({ cursor, node: project, highlights }));
  return { pageInfo, edges: shown, found };
}

const args = builder.args((t) => ({
  search: t.field({ type: ProjectSearch, required: false, description: 'Which ones.' }),
  orderBy: t.field({ type: ProjectOrder, defaultValue: 'RELEVANCE', description: 'In which order.' }),
  ...pageArgs,
}));

builder.queryFields((t) => ({
  projects: t.field({
    type: ProjectConnection,
    description: 'Published projects: all of them, or those that a search finds. May be some seconds old.',
    extensions: { shared: true, mayBeOld: true },
    args,
    resolve: async (_, given, ctx, info) =>
      toFound(await searchProjects(ctx, given, wantOfSearch(wantOf(info, FOUND)))),
  }),
  myProjects: t.field({
    type: ProjectConnection,
    description: 'Your own projects, or those of an organization of yours, drafts included.',
    args: {
      organizationId: t.arg.id({ required: false, description: 'Those of this organization.' }),
      ...args,
    },
    resolve: async (_, given, ctx, info) =>
      toFound(await searchMyProjects(ctx, given, wantOfSearch(wantOf(info, FOUND)))),
  }),
}));
