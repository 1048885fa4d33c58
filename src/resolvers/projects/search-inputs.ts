import { z } from 'zod';
import type { FacetWish } from '../../db/project-facets.ts';
import type { MapBox } from '../../db/project-matches.ts';
import type { FacetKind } from '../../db/project-search.ts';
import { projectStatus } from '../../db/projects.ts';
import { optional, text } from '../input.ts';
import { LABELS } from './inputs.ts';

/** The most values of one filter. */
const MOST = 50;
const some = <T extends z.ZodType>(type: T) =>
  optional(z.array(type).min(1, 'is empty: leave it out').max(MOST, `has more than ${MOST} values`));
const degrees = (most: number) =>
  z.number().min(-most, `is not between -${most} and ${most}`).max(most, `is not between -${most} and ${most}`);
/** Vintages are of the Kyoto Protocol or later; a year that nobody has costs nothing, but a million of them would. */
const [FIRST_YEAR, LAST_YEAR] = [1980, 2199] as const;
const year = optional(
  z.number().int().min(FIRST_YEAR, `is before ${FIRST_YEAR}`).max(LAST_YEAR, `is after ${LAST_YEAR}`),
);

const within = z
  .object({ west: degrees(180), south: degrees(90), east: degrees(180), north: degrees(90) })
  .refine(({ south, north }) => south <= north, { path: ['south'], message: 'is north of `north`' });

export const searchInput = z
  .object({
    text: optional(text(0, 200)),
    registries: some(text(1, 40)),
    countries: some(text(1, 40)),
    types: some(text(1, 300)),
    categories: some(text(1, 120)),
    statuses: some(z.enum(projectStatus.enumValues)),
    methodologies: some(text(1, 120)),
    sdgs: some(z.number().int().min(1, 'is no goal: they are 1 to 17').max(17, 'is no goal: they are 1 to 17')),
    labels: some(z.enum(LABELS)),
    vintageFrom: year,
    vintageTo: year,
    suspended: optional(z.boolean()),
    hasActiveCredits: optional(z.boolean()),
    hasCreditsForSale: optional(z.boolean()),
    within: optional(within),
  })
  .refine(({ vintageFrom, vintageTo }) => (vintageFrom ?? FIRST_YEAR) <= (vintageTo ?? LAST_YEAR), {
    path: ['vintageFrom'],
    message: 'is after `vintageTo`',
  });

export type SearchInput = z.output<typeof searchInput>;

/** What a search says of facets: one of these values, or (`not`) none of them. */
export interface SearchWishes {
  readonly having: readonly FacetWish[];
  readonly lacking: readonly FacetWish[];
  readonly labels: readonly string[] | undefined;
  readonly within: MapBox | undefined;
  readonly text: string | undefined;
}

export function wishesOf(given: SearchInput): SearchWishes {
  const flags = [
    ['SUSPENDED', given.suspended],
    ['ACTIVE_CREDITS', given.hasActiveCredits],
    ['FOR_SALE', given.hasCreditsForSale],
  ] as const;
  const flagged = (wanted: boolean): FacetWish[] =>
    flags.flatMap(([facet, flag]) => (flag === wanted ? [{ facet, values: ['true'] }] : []));
  const lists: readonly (readonly [FacetKind, readonly string[] | undefined])[] = [
    ['REGISTRY', given.registries],
    ['COUNTRY', given.countries],
    ['TYPE', given.types],
    ['CATEGORY', given.categories],
    ['STATUS', given.statuses],
    ['METHODOLOGY', given.methodologies],
    ['SDG', given.sdgs?.map(String)],
    ['VINTAGE', vintagesOf(given)],
  ];
  return {
    having: [...lists.flatMap(([facet, values]) => (values ? [{ facet, values }] : [])), ...flagged(true)],
    lacking: flagged(false),
    labels: given.labels,
    within: given.within,
    // What has no letter is no text to search for.
    text: given.text === undefined || given.text === '' ? undefined : given.text,
  };
}

/** The years of a range, as facets hold them. */
function vintagesOf({ vintageFrom, vintageTo }: SearchInput): string[] | undefined {
  if (vintageFrom === undefined && vintageTo === undefined) return undefined;
  const [first, last] = [vintageFrom ?? FIRST_YEAR, vintageTo ?? LAST_YEAR];
  return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
}

/** Words of a text that may be misspelled: whole words of letters that are not left out, with where they stand. */
export function wordsOf(given: string): RegExpExecArray[] {
  const words = given.matchAll(/(?<![\p{L}\p{N}-])\p{L}{4,40}(?![\p{L}\p{N}])/gu);
  return [...words].slice(0, MOST_WORDS);
}
const MOST_WORDS = 10;

/** The text with other words in the place of those that nobody knows. */
export function replaceWords(given: string, alike: ReadonlyMap<string, string>): string {
  return wordsOf(given).reduceRight(
    (words, { 0: word, index }) => words.slice(0, index) + (alike.get(word) ?? word) + words.slice(index + word.length),
    given,
  );
}
