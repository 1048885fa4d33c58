import { type SQL, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { FacetKind } from './project-search.ts';

/** A user on the own account, or an organization. */
export type ProjectOwner = { readonly createdBy: string } | { readonly organizationId: string };

/** A piece of the map, in degrees of WGS 84. Where `west` is more than `east`, it lies across the antimeridian. */
export interface MapBox {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** A value of a facet, and how many published projects have it. */
export interface FacetCode {
  readonly code: number;
  readonly projects: number;
}

/** Which projects: those to which all of it applies. */
export interface ProjectSearch {
  /** Whose; undefined: everybody's, of those that are published. */
  readonly owner: ProjectOwner | undefined;
  /** In the syntax of web searches; the projects of one of the texts match. Empty: any project does. */
  readonly texts: readonly string[];
  /** Of each facet one of the codes (see project_facets). */
  readonly having: ReadonlyMap<FacetKind, readonly FacetCode[]>;
  /** None of these codes. */
  readonly lacking: readonly number[];
  /** One of these labels, valid today (UTC). */
  readonly labels: readonly string[] | undefined;
  readonly within: MapBox | undefined;
}

// These statements are planned for the values that they have, as Drizzle sends them: what suits a rare word would read the
// whole table for a common one, and the other way round.

const list = (values: readonly number[]): SQL => sql.raw(`'{${values.map(Math.trunc).join(',')}}'::integer[]`);

/** The condition of a row `s` of project_search. `isFound` otherwise, the index of words is not asked for those of the text. */
export function matching(search: ProjectSearch, { isFound = false } = {}): SQL {
  const { owner, texts, having, lacking, labels, within } = search;
  const conditions = [owner === undefined ? sql`s.published` : sql`s.project_id in (${ownedBy(owner)})`];
  for (const codes of having.values()) conditions.push(sql`s.facets && ${list(codes.map(({ code }) => code))}`);
  if (texts.length > 0) {
    // The function of the operator, for which no index is asked: all that has a common word is soon more than the rest.
    const [document, query] = [sql`s.document`, queryOf(texts)];
    conditions.push(
      isFound || isNarrow(search) ? sql`ts_match_vq(${document}, ${query})` : sql`${document} @@ ${query}`,
    );
  }
  if (lacking.length > 0) conditions.push(sql`not s.facets && ${list(lacking)}`);
  if (labels) {
    conditions.push(sql`exists (
      select from project_labels l where l.project_id = s.project_id and l.code = any(${sql.param(labels)}::text[])
        and l.valid_from <= current_date and (l.valid_to is null or l.valid_to >= current_date))`);
  }
  if (within) conditions.push(inBox(within));
  return sql.join(conditions, sql` and `);
}

/** So many rows are sooner read than what an index has of a common word. */
const NARROW = 2_500;

/** Whether few projects are left by what is asked for besides the text. */
const isNarrow = (search: ProjectSearch): boolean => search.owner !== undefined || mostOf(search) <= NARROW;

/** As many projects as this, or fewer, have what is asked for by facets. */
export const mostOf = ({ having }: ProjectSearch): number =>
  Math.min(...[...having.values()].map((codes) => codes.reduce((sum, { projects }) => sum + projects, 0)));

const ownedBy = (owner: ProjectOwner): SQL =>
  'organizationId' in owner
    ? sql`select id from projects where organization_id = ${owner.organizationId}::uuid`
    : sql`select id from projects where created_by = ${owner.createdBy}::uuid and organization_id is null`;

/** Worked out once a statement, as it is planned: the function is immutable. */
export const queryOf = (texts: readonly string[]): SQL =>
  sql`(${sql.join(
    texts.map((text) => sql`project_query(${text}::text)`),
    sql` || `,
  )})`;

/** Share of the map from which on an index over boxes finds more than it spares. */
const LARGE = 0.05;

function inBox({ west, south, east, north }: MapBox): SQL {
  if (west > east) {
    const [left, right] = [
      { west, south, east: 180, north },
      { west: -180, south, east, north },
    ];
    return sql`(${inBox(left)} or ${inBox(right)})`;
  }
  const number = (value: number): SQL => sql.raw(`'${value}'::double precision`);
  if (((east - west) * (north - south)) / (360 * 180) > LARGE) {
    return sql`(s.west <= ${number(east)} and s.east >= ${number(west)} and s.south <= ${number(north)} and s.north >= ${number(south)})`;
  }
  return sql`box(point(s.west, s.south), point(s.east, s.north)) && box(point(${number(west)}, ${number(south)}), point(${number(east)}, ${number(north)}))`;
}

/** A word of a text of which no published project is named, and the one of such names that is spelled most like it. */
export interface AlikeWord {
  readonly word: string;
  readonly alike: string;
}

/** What may have been meant by words that nobody knows. Of `last`, any beginning of a word is known. */
export async function selectAlikeWords(
  { sql: statement }: Db,
  words: readonly string[],
  last: string | undefined,
): Promise<AlikeWord[]> {
  return await statement<AlikeWord[]>`
    with asked as materialized (
      select word, fold(word) as folded, word = ${last ?? null} as is_begun from unnest(${[...words]}::text[]) as given (word))
    select asked.word, alike.word as alike
    from asked
    cross join lateral (
      select w.word from project_words w where w.word % asked.folded
      order by similarity(w.word, asked.folded) desc, w.word limit 1) as alike
    where not exists (select from project_words w where w.word = asked.folded)
      and not (asked.is_begun is true and exists (
        select from project_words w where w.word >= asked.folded and w.word < asked.folded || chr(1114111)))`;
}
