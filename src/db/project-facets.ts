import { type SQL, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { type FacetCode, matching, mostOf, type ProjectSearch, queryOf } from './project-matches.ts';
import type { FacetKind } from './project-search.ts';

/** Values of a facet of which a project must have one. */
export interface FacetWish {
  readonly facet: FacetKind;
  readonly values: readonly string[];
}

/** The codes of the values of each wish; what no project has ever had has none, so a wish may be left without any. */
export async function selectFacetCodes(
  { sql: statement }: Db,
  wishes: readonly FacetWish[],
): Promise<ReadonlyMap<FacetKind, readonly FacetCode[]>> {
  const pairs = wishes.flatMap(({ facet, values }) => values.map((value) => [facet, value] as const));
  const rows = await statement<(FacetCode & { facet: FacetKind })[]>`
    select facet, code, projects from project_facets
    where (facet, value) in (
      select * from unnest(${pairs.map(([facet]) => facet)}::text[]::project_facet[], ${pairs.map(([, value]) => value)}::text[]))`;
  const codes = Map.groupBy(rows, ({ facet }) => facet);
  return new Map(
    wishes.map(({ facet }) => [facet, (codes.get(facet) ?? []).map(({ code, projects }) => ({ code, projects }))]),
  );
}

/** A match, and how well it does. */
export interface Ranked {
  readonly id: string;
  /** As text, so that nothing is lost of it. */
  readonly key: string;
}

export interface Counted {
  /** How many match; no more than were to be counted. */
  readonly matches: number;
  /** Whether there are no more. */
  readonly complete: boolean;
  /** How many of them have a code; empty unless it was asked for. */
  readonly codes: ReadonlyMap<number, number>;
  /** The best of them, where they were asked for. */
  readonly best?: readonly Ranked[] | undefined;
}

/** Up to so many projects are sooner read one by one than those of a whole index. */
const FEW = 8_000;

export interface CountWanted {
  readonly most: number;
  readonly codes: boolean;
  /** So many of those that match the text best (ts_rank), the best first; ids decide between equals. */
  readonly best?: number | undefined;
}

/**
 * Counts what matches: `most` at most, of which the codes are those of the newest. Codes are counted here and not in the
 * database, to which each of them would be a row: that takes five times as long.
 */
export async function countMatches(
  { orm }: Db,
  search: ProjectSearch,
  { most, codes, best }: CountWanted,
): Promise<Counted> {
  const all = codes ? sql`string_agg(found.facets::text, '')` : sql`null`;
  const rank = best === undefined ? sql`` : sql`, s.project_id, ts_rank(s.document, ${queryOf(search.texts)}) as key`;
  const [ids, keys] =
    best === undefined ? [sql`null`, sql`null`] : [bestOf(sql`project_id`, best), bestOf(sql`key`, best)];
  // Few are found by the index of facets. The one that only has facets beside its order would sooner be walked from end to
  // end: it is not known what it costs to look into them. A column that it does not have keeps from that.
  const few = mostOf(search) <= FEW ? sql`, s.tonnes` : sql``;
  // In the order of an index even where the order does not matter: what is read from one end of the table to the other is
  // read past the cache.
  const [row] = await orm.execute<CountedRow>(sql`
    with found as materialized (
      select s.facets ${few} ${rank} from project_search s where ${matching(search)}
      order by s.project_id desc limit ${sql.raw(String(most))})
    select count(*)::int as matches, ${all} as codes, ${ids} as ids, ${keys} as keys from found`);
  const { matches, codes: text, ids: found, keys: ranks } = row ?? { matches: 0, codes: null, ids: null, keys: null };
  return {
    matches,
    complete: matches < most,
    codes: countNumbers(text ?? ''),
    ...(best !== undefined && { best: (found ?? []).map((id, at) => ({ id, key: ranks?.[at] ?? '0' })) }),
  };
}

type CountedRow = { matches: number; codes: string | null; ids: string[] | null; keys: string[] | null };

const bestOf = (column: SQL, best: number): SQL => sql`(
  select array_agg(${column}::text order by key desc, project_id desc)
  from (select * from found order by key desc, project_id desc limit ${sql.raw(String(best))}) as best)`;

const [ZERO, NINE] = [48, 57];

/** How often each number is in a text such as "{1,2}{2}". */
function countNumbers(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  let number = -1;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char >= ZERO && char <= NINE) {
      number = (number < 0 ? 0 : number * 10) + char - ZERO;
    } else if (number >= 0) {
      counts.set(number, (counts.get(number) ?? 0) + 1);
      number = -1;
    }
  }
  return counts;
}

export interface FacetValue {
  readonly facet: FacetKind;
  readonly value: string;
  readonly count: number;
}

/** What codes mean, with how often they were counted, those of these facets. In no order. */
export async function selectFacetValues(
  { sql: statement }: Db,
  counts: ReadonlyMap<number, number>,
  facets: readonly FacetKind[],
): Promise<FacetValue[]> {
  const codes = [...counts.keys()].map(String);
  const rows = await statement<{ code: number; facet: FacetKind; value: string }[]>`
    select code, facet, value from project_facets
    where code = any(${codes}::text[]::integer[]) and facet = any(${[...facets]}::text[]::project_facet[])`;
  return rows.map(({ code, facet, value }) => ({ facet, value, count: counts.get(code) ?? 0 }));
}

/** Of all published projects, of which the database keeps count. In no order. */
export async function selectFacetTotals({ sql: statement }: Db, facets: readonly FacetKind[]): Promise<FacetValue[]> {
  return await statement<FacetValue[]>`
    select facet, value, projects as count from project_facets
    where facet = any(${[...facets]}::text[]::project_facet[]) and projects > 0`;
}

/**
 * How many published projects there are, or have one of these codes: codes of one facet, of which a project has one value
 * at most, or a single code.
 */
export async function selectTotal({ sql: statement }: Db, codes: readonly number[] | undefined): Promise<number> {
  // Each project has one status.
  const which = codes ? statement`code = any(${codes.map(String)}::text[]::integer[])` : statement`facet = 'STATUS'`;
  const [row] = await statement<{ total: number }[]>`
    select coalesce(sum(projects), 0)::int as total from project_facets where ${which}`;
  return row?.total ?? 0;
}
