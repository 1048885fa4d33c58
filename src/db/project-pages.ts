import { type SQL, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import type { Ranked } from './project-facets.ts';
import { matching, type ProjectSearch, queryOf } from './project-matches.ts';
import { type ProjectRow, projects } from './projects.ts';

/**
 * RANK: by how well the text matches (ts_rank); only where few do, for each must be ranked before the first is known.
 * PLACE: those whose name alone matches, then the others. Within both, and by NEWEST: the newest first.
 */
export type SearchOrder = 'RANK' | 'PLACE' | 'NEWEST' | 'NAME' | 'REDUCTIONS';

/** What of a found project is shown with the words that were found between ⟦ and ⟧. */
export type Highlighted = 'name' | 'proponent' | 'description';

export interface PageWanted {
  readonly order: SearchOrder;
  /** Of the last row of the page before: what it was sorted by (nothing for NEWEST), and its id. */
  readonly after: { readonly key: string; readonly id: string } | undefined;
  readonly limit: number;
  readonly highlights: readonly Highlighted[];
  /** The most matches that are ranked: the newest of them. */
  readonly ranked: number;
  /** The first of RANK, where the matches were ranked as they were counted. */
  readonly best?: readonly Ranked[] | undefined;
}

export interface FoundProject {
  readonly project: ProjectRow;
  /** What it is sorted by before its id, as text; null for NEWEST. */
  readonly key: string | null;
  /** Those that were asked for; null where nothing was found in it. */
  readonly highlights: Partial<Record<Highlighted, string | null>>;
}

const limited = (rows: number): SQL => sql`limit ${sql.raw(String(Math.trunc(rows)))}`;

/** One page of what matches. The rows of the page are cut first, and what is shown of them is joined after. */
export async function selectFoundProjects(
  { orm }: Db,
  search: ProjectSearch,
  want: PageWanted,
): Promise<FoundProject[]> {
  const { page, order } = pages[want.order](search, want);
  const highlights = search.texts.length === 0 ? [] : want.highlights;
  const shown = highlights.map(
    (field) =>
      sql`project_highlight(${SHOWN[field].text}, any_word(${queryOf(search.texts)}), ${SHOWN[field].options})`,
  );
  const rows = await orm
    .select({
      project: projects,
      key: sql<string | null>`found.key::text`,
      shown: sql<(string | null)[]>`jsonb_build_array(${sql.join(shown, sql`, `)})`,
    })
    .from(sql`(${page}) as found`)
    .innerJoin(projects, sql`${projects.id} = found.project_id`)
    .orderBy(order);
  return rows.map(({ project, key, shown: marked }) => ({
    project,
    key,
    highlights: Object.fromEntries(highlights.map((field, index) => [field, marked[index] ?? null])),
  }));
}

const ALL = `HighlightAll=true`;
/** Of a long description, its beginning is looked through. */
const SHOWN: Readonly<Record<Highlighted, { readonly text: SQL; readonly options: string }>> = {
  name: { text: sql`${projects.name}`, options: ALL },
  proponent: { text: sql`${projects.proponent}`, options: ALL },
  description: {
    text: sql`left(${projects.description}, 8000)`,
    options: 'MaxFragments=2, MaxWords=24, MinWords=8, FragmentDelimiter=" … "',
  },
};

type Paging = (search: ProjectSearch, want: PageWanted) => { readonly page: SQL; readonly order: SQL };

const byRank: Paging = (search, { after, limit, ranked, best }) => {
  const order = sql`found.key desc, found.project_id desc`;
  if (best) {
    const [ids, keys] = [best.map(({ id }) => id), best.map(({ key }) => key)];
    const page = sql`
      select * from unnest(${sql.param(ids)}::uuid[], ${sql.param(keys)}::real[]) as given (project_id, key) ${limited(limit)}`;
    return { page, order };
  }
  const all = sql`
    select s.project_id, ts_rank(s.document, ${queryOf(search.texts)}) as key from project_search s
    where ${matching(search)} order by s.project_id desc ${limited(ranked)}`;
  const beyond = after ? sql`where (found.key, found.project_id) < (${after.key}::real, ${after.id}::uuid)` : sql``;
  return { page: sql`select * from (${all}) as found ${beyond} order by ${order} ${limited(limit)}`, order };
};

const byPlace: Paging = (search, { after, limit }) => {
  const order = sql`found.key desc, found.project_id desc`;
  const inName = sql`ts_filter(s.document, '{a}') @@ ${queryOf(search.texts)}`;
  const place = (key: 0 | 1, condition: SQL): SQL => {
    const beyond = String(key) === after?.key ? sql`and s.project_id < ${after.id}::uuid` : sql``;
    return sql`
      select s.project_id, ${sql.raw(String(key))} as key from project_search s
      where ${matching(search, { isFound: key === 1 })} and ${condition} ${beyond}
      order by s.project_id desc ${limited(limit)}`;
  };
  if (after?.key === '0') return { page: place(0, sql`not ${inName}`), order };
  // Where the names fill the page, the others are not even begun: there may be none for a long way.
  const others = place(0, sql`not ${inName} and (select count(*) from names) < ${sql.raw(String(limit))}`);
  const all = sql`with names as materialized (${place(1, inName)}) select * from names union all (${others})`;
  return { page: sql`select * from (${all}) as found order by ${order} ${limited(limit)}`, order };
};

const byNewest: Paging = (search, { after, limit }) => ({
  page: sql`
    select s.project_id, null as key from project_search s
    where ${matching(search)} ${after ? sql`and s.project_id < ${after.id}::uuid` : sql``}
    order by s.project_id desc ${limited(limit)}`,
  order: sql`found.project_id desc`,
});

const byName: Paging = (search, { after, limit }) => ({
  page: sql`
    select s.project_id, s.sort_name as key from project_search s
    where ${matching(search)}
      ${after ? sql`and (s.sort_name, s.project_id) > (${after.key}::text collate "C", ${after.id}::uuid)` : sql``}
    order by s.sort_name, s.project_id ${limited(limit)}`,
  order: sql`found.key collate "C", found.project_id`,
});

const byReductions: Paging = (search, { after, limit }) => ({
  page: sql`
    select s.project_id, s.tonnes as key from project_search s
    where ${matching(search)} ${after ? sql`and (s.tonnes, s.project_id) < (${after.key}::numeric, ${after.id}::uuid)` : sql``}
    order by s.tonnes desc, s.project_id desc ${limited(limit)}`,
  order: sql`found.key desc, found.project_id desc`,
});

const pages: Readonly<Record<SearchOrder, Paging>> = {
  RANK: byRank,
  PLACE: byPlace,
  NEWEST: byNewest,
  NAME: byName,
  REDUCTIONS: byReductions,
};
