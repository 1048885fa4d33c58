import {
  type Counted,
  countMatches,
  type FacetValue,
  selectFacetTotals,
  selectFacetValues,
  selectTotal,
} from '../../db/project-facets.ts';
import type { ProjectSearch } from '../../db/project-matches.ts';
import type { FacetKind } from '../../db/project-search.ts';
import type { Context } from '../context.ts';

/** The facets of which the values are shown; of the others, `true` is the only one. */
export type ShownFacet = Exclude<FacetKind, 'SUSPENDED' | 'ACTIVE_CREDITS' | 'FOR_SALE'>;

export interface FoundFacet {
  /** Those that most have first. */
  readonly values: readonly FacetValue[];
  /** Whether all that match were counted, and not only the newest of them. */
  readonly complete: boolean;
}

export interface MatchCount {
  readonly matches: number;
  /** Whether there are no more. */
  readonly exact: boolean;
}

export interface CountsWanted {
  readonly count: boolean;
  readonly facets: readonly ShownFacet[];
}

/** Facets of which a project has one value at most, so that the projects of two values are as many as both together. */
const SINGLE: ReadonlySet<FacetKind> = new Set(['REGISTRY', 'COUNTRY', 'STATUS']);

/** What of a count must be known beforehand of the matches of a search, if it is counted anyway. */
export const countsFacetsOf = (search: ProjectSearch, facets: readonly ShownFacet[]): boolean =>
  facets.some((facet) => !search.having.has(facet)) && !isEverything(search);

const isEverything = ({ owner, texts, having, lacking, labels, within }: ProjectSearch): boolean =>
  !owner && texts.length === 0 && having.size === 0 && lacking.length === 0 && !labels && !within;

/** The one filter by facet of a search that filters by nothing else and whose total is kept; undefined if there is none. */
function keptTotal(search: ProjectSearch): readonly number[] | undefined {
  const [only, ...others] = search.having;
  if (!only || others.length > 0 || !isEverything({ ...search, having: new Map() })) return undefined;
  const [facet, found] = only;
  const codes = found.map(({ code }) => code);
  return codes.length === 1 || SINGLE.has(facet) ? codes : undefined;
}

/** How much of what matches is looked at. */
export interface SearchLimits {
  /** Up to so many matches are counted, with their facets; of so many or more, it is said that there are more. */
  readonly counted: number;
  /** Up to so many matches are ranked by their words. */
  readonly ranked: number;
}

/** Of few projects, all that match is counted and ranked: what costs too much of many is then soon done. */
export async function limitsOf({ app: { db, config } }: Context): Promise<SearchLimits> {
  const { SEARCH_WHOLE, SEARCH_COUNTED, SEARCH_RANKED } = config;
  const published = SEARCH_WHOLE === 0 ? Infinity : await selectTotal(db, undefined);
  if (published > SEARCH_WHOLE) return { counted: SEARCH_COUNTED, ranked: SEARCH_RANKED };
  return { counted: Math.max(SEARCH_WHOLE + 1, SEARCH_COUNTED), ranked: Math.max(SEARCH_WHOLE, SEARCH_RANKED) };
}

/** The count of a search itself, which is made at most once, and not before somebody asks. */
export type OwnCount = () => Promise<Counted>;

/** `counted` is that count where it had to be known already, with the codes that the facets need. */
export function ownCount(
  { app: { db } }: Context,
  search: ProjectSearch,
  { facets, most }: { readonly facets: readonly ShownFacet[]; readonly most: number },
  counted?: Counted,
): OwnCount {
  let count = counted && Promise.resolve(counted);
  return () => (count ??= countMatches(db, search, { most, codes: countsFacetsOf(search, facets) }));
}

/** How many match: as the database keeps it, or counted, up to a limit. */
export async function totalOf(ctx: Context, search: ProjectSearch, own: OwnCount): Promise<MatchCount> {
  const kept = keptTotal(search);
  if (kept || isEverything(search)) return { matches: await selectTotal(ctx.app.db, kept), exact: true };
  const { matches, complete } = await own();
  return { matches, exact: complete };
}

/**
 * Counts the values of facets among what matches. A facet by which the search filters is counted without that filter, so
 * that it shows what else could be chosen.
 */
export async function facetsOf(
  ctx: Context,
  search: ProjectSearch,
  { facets, most }: { readonly facets: readonly ShownFacet[]; readonly most: number },
  own: OwnCount,
): Promise<ReadonlyMap<ShownFacet, FoundFacet>> {
  const free = facets.filter((facet) => !search.having.has(facet));
  const filtered = facets.filter((facet) => search.having.has(facet));
  const parts = await Promise.all([
    facetsAmong(ctx, search, free, own),
    ...filtered.map(async (facet) => {
      const having = new Map([...search.having].filter(([other]) => other !== facet));
      const without = { ...search, having };
      return facetsAmong(ctx, without, [facet], ownCount(ctx, without, { facets: [facet], most }));
    }),
  ]);
  return new Map(parts.flat());
}

async function facetsAmong(
  ctx: Context,
  search: ProjectSearch,
  facets: readonly ShownFacet[],
  own: OwnCount,
): Promise<[ShownFacet, FoundFacet][]> {
  if (facets.length === 0) return [];
  const { db } = ctx.app;
  if (isEverything(search)) return sorted(ctx, facets, await selectFacetTotals(db, facets), true);
  const { complete, codes } = await own();
  const values = codes.size === 0 ? [] : await selectFacetValues(db, codes, facets);
  return sorted(ctx, facets, values, complete);
}

function sorted(
  ctx: Context,
  facets: readonly ShownFacet[],
  values: readonly FacetValue[],
  complete: boolean,
): [ShownFacet, FoundFacet][] {
  const byFacet = Map.groupBy(values, ({ facet }) => facet);
  return facets.map((facet) => {
    const all = (byFacet.get(facet) ?? []).toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    return [facet, { values: all.slice(0, ctx.app.config.SEARCH_FACET_VALUES), complete }];
  });
}
