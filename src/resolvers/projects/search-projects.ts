import type { Db } from '../../db/client.ts';
import { type Counted, countMatches, selectFacetCodes } from '../../db/project-facets.ts';
import { type ProjectOwner, type ProjectSearch, selectAlikeWords } from '../../db/project-matches.ts';
import { type FoundProject, type Highlighted, type SearchOrder, selectFoundProjects } from '../../db/project-pages.ts';
import type { Context } from '../context.ts';
import { actingFor, readInput } from '../input.ts';
import { type Page, type PageInput, pageSize, toPage } from '../pages.ts';
import { permitCaller, permitFor } from '../permissions.ts';
import {
  countsFacetsOf,
  type CountsWanted,
  facetsOf,
  type FoundFacet,
  limitsOf,
  type MatchCount,
  ownCount,
  type SearchLimits,
  type ShownFacet,
  totalOf,
} from './search-counts.ts';
import { cursorOf, type ProjectOrder, readCursor, type SearchCursor } from './search-cursors.ts';
import { replaceWords, searchInput, type SearchWishes, wishesOf, wordsOf } from './search-inputs.ts';

export interface SearchArgs extends PageInput {
  readonly search?: unknown;
  readonly orderBy?: ProjectOrder | null | undefined;
}

/** What of an answer is asked for: the rest is not worked out. */
export interface SearchWant extends CountsWanted {
  readonly page: boolean;
  readonly highlights: readonly Highlighted[];
}

export interface FoundPage extends Page<FoundProject> {
  readonly count: MatchCount | undefined;
  readonly facets: ReadonlyMap<ShownFacet, FoundFacet>;
  /** The text that was searched for besides the one that was asked for, since that one has few hits. */
  readonly correctedText: string | undefined;
}

/** Searches what is published. Throws InputInvalid. */
export const searchProjects = (ctx: Context, args: SearchArgs, want: SearchWant): Promise<FoundPage> =>
  find(ctx, undefined, args, want);

/** Searches the caller's own, or those of an organization of theirs, drafts included. Throws InputInvalid. */
export async function searchMyProjects(
  ctx: Context,
  args: SearchArgs & { readonly organizationId?: unknown },
  want: SearchWant,
): Promise<FoundPage> {
  await permitCaller(ctx, 'project.read-own');
  const organizationId = readInput(actingFor, args.organizationId);
  const { userId } = await permitFor(ctx, 'project.read-own', organizationId);
  return find(ctx, organizationId === undefined ? { createdBy: userId } : { organizationId }, args, want);
}

async function find(
  ctx: Context,
  owner: ProjectOwner | undefined,
  args: SearchArgs,
  want: SearchWant,
): Promise<FoundPage> {
  const { db, config } = ctx.app;
  const wishes = wishesOf(readInput(searchInput, args.search ?? {}));
  const size = pageSize(args, config.PAGE_SIZE);
  const order = args.orderBy ?? 'RELEVANCE';
  const after = args.after ? readCursor(args.after, order) : undefined;
  const [asked, limits] = await Promise.all([searchOf(ctx, owner, wishes), limitsOf(ctx)]);
  const { search, counted, correctedText } = await settleText(ctx, asked, { order, after, size, limits, want });
  const wanted = { facets: want.facets, most: limits.counted };
  const own = ownCount(ctx, search, wanted, counted);
  const chosen = after?.order ?? chooseOrder(search, { order, counted, limits });
  const [rows, count, facets] = await Promise.all([
    want.page
      ? selectFoundProjects(db, search, {
          order: chosen,
          after,
          limit: size + 1,
          highlights: want.highlights,
          // More than were ranked on the first page, so that a few new ones push none of those out.
          ranked: limits.ranked * 2,
          best: counted?.best,
        })
      : [],
    want.count ? totalOf(ctx, search, own) : undefined,
    facetsOf(ctx, search, wanted, own),
  ]);
  const page = toPage(rows, size, args, (row) => cursorOf(row, chosen, correctedText !== undefined));
  return { ...page, count, facets, correctedText };
}

/** What a search says, as the statements take it: the values of facets by their codes. */
export async function searchOf(
  ctx: Context,
  owner: ProjectOwner | undefined,
  { having, lacking, labels, within, text }: SearchWishes,
  db: Db = ctx.app.db,
): Promise<ProjectSearch> {
  const wishes = [...having, ...lacking];
  const codes = wishes.length === 0 ? undefined : await selectFacetCodes(db, wishes);
  return {
    owner,
    texts: text === undefined ? [] : [text],
    having: new Map(having.map(({ facet }) => [facet, codes?.get(facet) ?? []])),
    lacking: lacking.flatMap(({ facet }) => (codes?.get(facet) ?? []).map(({ code }) => code)),
    labels,
    within,
  };
}

/** With fewer hits than this, words that nobody knows are taken for those that are spelled alike. */
const FEW = 3;

interface Asked {
  readonly order: ProjectOrder;
  readonly after: SearchCursor | undefined;
  readonly size: number;
  readonly limits: SearchLimits;
  readonly want: SearchWant;
}

interface Settled {
  readonly search: ProjectSearch;
  /** How many match, where it had to be known; with their codes if any facet needs them. */
  readonly counted: Counted | undefined;
  readonly correctedText: string | undefined;
}

/** Decides what a text is taken for. Later pages of a search take it as the first one did. */
async function settleText(ctx: Context, search: ProjectSearch, asked: Asked): Promise<Settled> {
  const [text] = search.texts;
  if (text === undefined) return { search, counted: undefined, correctedText: undefined };
  if (asked.after) {
    const other = asked.after.corrected ? await correct(ctx, text) : undefined;
    return { search: withText(search, other), counted: undefined, correctedText: other };
  }
  const counted = await countFirst(ctx, search, asked);
  const other = counted.matches < FEW ? await correct(ctx, text) : undefined;
  if (other === undefined) return { search, counted, correctedText: undefined };
  const widened = withText(search, other);
  const more = await countFirst(ctx, widened, asked);
  // What other words do not find either is not offered.
  if (more.matches === counted.matches) return { search, counted, correctedText: undefined };
  return { search: widened, counted: more, correctedText: other };
}

const withText = (search: ProjectSearch, other: string | undefined): ProjectSearch =>
  other === undefined ? search : { ...search, texts: [...search.texts, other] };

/** Counts what matches a text: as far as is asked for, and needed to rank what was found, which it does at once. */
function countFirst(ctx: Context, search: ProjectSearch, { order, size, limits, want }: Asked): Promise<Counted> {
  const codes = countsFacetsOf(search, want.facets);
  const ranks = order === 'RELEVANCE' && want.page;
  const toRank = ranks ? limits.ranked + 1 : FEW;
  const most = want.count || codes ? Math.max(limits.counted, toRank) : toRank;
  return countMatches(ctx.app.db, search, { most, codes, best: ranks ? size + 1 : undefined });
}

/** The text with the words that nobody knows spelled like words that are known; undefined if there is nothing to change. */
async function correct(ctx: Context, text: string): Promise<string | undefined> {
  const words = wordsOf(text);
  if (words.length === 0) return undefined;
  const last = words.at(-1);
  const typing = last && last.index + last[0].length === text.length ? last[0] : undefined;
  const alike = await selectAlikeWords(
    ctx.app.db,
    words.map(([word]) => word),
    typing,
  );
  if (alike.length === 0) return undefined;
  return replaceWords(text, new Map(alike.map((each) => [each.word, each.alike])));
}

interface Choice {
  readonly order: ProjectOrder;
  readonly counted: Counted | undefined;
  readonly limits: SearchLimits;
}

function chooseOrder(search: ProjectSearch, { order, counted, limits }: Choice): SearchOrder {
  if (order !== 'RELEVANCE') return order;
  if (search.texts.length === 0) return 'NEWEST';
  return (counted?.matches ?? 0) <= limits.ranked ? 'RANK' : 'PLACE';
}
