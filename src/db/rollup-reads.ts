import type { Db, Fragment, Sql } from './client.ts';
import { texts } from './client.ts';
import { ALL_TIME_S, coverOf, PARTY_LEVELS, PLATFORM_LEVELS, SALE_LEVELS } from './rollup-levels.ts';
import { type RollupMeasure, type RollupThing, TRADE_VALUES, WHOLE_PLATFORM } from './rollups.ts';
import type { Asset } from './wallets.ts';

type Reader = Pick<Db, 'sql'>;

/** From (included) to (excluded), both on a quarter of an hour. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

export interface Flow {
  readonly measure: RollupMeasure;
  readonly unit: string;
  readonly key: string;
  readonly count: bigint;
  /** In minor units of the unit. */
  readonly amount: bigint;
}

const levelsOf = (partyId: string): readonly number[] =>
  partyId === WHOLE_PLATFORM || partyId === TRADE_VALUES ? PLATFORM_LEVELS : PARTY_LEVELS;

/** The stretches that make up a span, as rows of (level, since, until). */
function coverRows(sql: Sql, { from, to }: Span, levels: readonly number[]): Fragment {
  const cover = coverOf(from, to, levels);
  return sql`unnest(${texts(cover.map(({ level }) => level))}::int[], ${texts(cover.map((c) => c.from))}::timestamptz[],
    ${texts(cover.map((c) => c.to))}::timestamptz[])`;
}

/** Of the platform as it stands: only by that the planner knows that its own index has all there is. */
const idOf = (sql: Sql, partyId: string): Fragment =>
  partyId === WHOLE_PLATFORM || partyId === TRADE_VALUES ? sql.unsafe(`'${partyId}'::uuid`) : sql`${partyId}::uuid`;

/** What happened in a span, by measure, unit and key: of the platform, or of one party. */
export async function selectFlows({ sql }: Reader, partyId: string, span: Span): Promise<Flow[]> {
  return await sql<Flow[]>`
    select r.measure, r.unit, r.key, sum(r.count)::bigint as count, sum(r.amount) as amount
    from ${coverRows(sql, span, levelsOf(partyId))} as c (level, since, until)
    join rollups r on r.party_id = ${idOf(sql, partyId)} and r.level = c.level and r.bucket >= c.since and r.bucket < c.until
    group by r.measure, r.unit, r.key order by r.measure, r.unit, r.key`;
}

/** A flow of one of the stretches between borders. */
export interface SeriesFlow extends Flow {
  /** Which: 0 is from the first border to the second. */
  readonly place: number;
}

/** The same for each stretch between these borders, of some measures. */
export async function selectSeries(
  { sql }: Reader,
  partyId: string,
  borders: readonly Date[],
  measures: readonly RollupMeasure[],
): Promise<SeriesFlow[]> {
  const places = borders
    .slice(1)
    .flatMap((to, place) =>
      coverOf(borders[place] ?? to, to, levelsOf(partyId)).map((stretch) => ({ place, ...stretch })),
    );
  return await sql<SeriesFlow[]>`
    select c.place, r.measure, r.unit, r.key, sum(r.count)::bigint as count, sum(r.amount) as amount
    from unnest(${texts(places.map(({ place }) => place))}::int[], ${texts(places.map(({ level }) => level))}::int[],
      ${texts(places.map(({ from }) => from))}::timestamptz[], ${texts(places.map(({ to }) => to))}::timestamptz[])
      as c (place, level, since, until)
    -- One look for each stretch: joined otherwise, all of the platform's sums are compared with all stretches.
    cross join lateral (
      select measure, unit, key, count, amount from rollups
      where party_id = ${idOf(sql, partyId)} and level = c.level and bucket >= c.since and bucket < c.until
        and measure = any (${measures as string[]}::rollup_measure[])
      offset 0) as r
    group by c.place, r.measure, r.unit, r.key order by c.place, r.measure, r.unit, r.key`;
}

export interface Ranked {
  readonly partyId: string;
  readonly count: bigint;
  readonly amount: bigint;
}

export interface Ranking {
  readonly parties: readonly Ranked[];
  /** Of all of them, listed or not. */
  readonly total: { readonly parties: bigint; readonly count: bigint; readonly amount: bigint };
}

/** Who sold or spent most in one currency in a span. Parties of which it comes to nothing or less are left out. */
export async function selectRanking(
  { sql }: Reader,
  { measure, unit, span, limit }: { measure: 'SALE' | 'SPEND'; unit: Asset; span: Span; limit: number },
): Promise<Ranking> {
  const rows = await sql<(Ranked & { parties: bigint; allCount: bigint; allAmount: bigint })[]>`
    with sums as (
      select r.party_id, sum(r.count)::bigint as count, sum(r.amount) as amount
      from ${coverRows(sql, span, measure === 'SALE' ? SALE_LEVELS : PARTY_LEVELS)} as c (level, since, until)
      join rollups r on r.measure = ${sql.unsafe(`'${measure}'`)}::rollup_measure and r.unit = ${unit} and r.level = c.level
        and r.bucket >= c.since and r.bucket < c.until
      group by r.party_id)
    select party_id, count, amount, count(*) over () as parties, sum(count) over ()::bigint as all_count,
      sum(amount) over () as all_amount
    from sums where amount > 0 order by amount desc, party_id limit ${limit}`;
  const [first] = rows;
  const total = { parties: first?.parties ?? 0n, count: first?.allCount ?? 0n, amount: first?.allAmount ?? 0n };
  return { parties: rows.map(({ partyId, count, amount }) => ({ partyId, count, amount })), total };
}

export interface StateCount {
  readonly thing: RollupThing;
  readonly state: string;
  readonly count: bigint;
}

/** How many announcements, orders and retirements stand how. */
export async function selectStateCounts({ sql }: Reader): Promise<StateCount[]> {
  return await sql<
    StateCount[]
  >`select thing, state, count from rollup_state_counts where count > 0 order by thing, state`;
}

export interface BalanceBin {
  readonly asset: Asset;
  /** Its wallets hold this much or more, and less than the next floor; 0: nothing. */
  readonly floor: bigint;
  readonly wallets: bigint;
  readonly total: bigint;
}

/** How balances are distributed, by asset. */
export async function selectBalanceBins({ sql }: Reader): Promise<BalanceBin[]> {
  return await sql<BalanceBin[]>`
    select asset, floor, wallets, total from rollup_balance_bins where wallets > 0 order by asset, floor`;
}

const DAY_MS = 86_400_000;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Of the quarters of a UTC day, those within the span, as bits. */
function quartersOf(day: number, { from, to }: Span): string {
  const at = (moment: Date) => Math.min(96, Math.max(0, (moment.getTime() - day) / 900_000));
  const [first, last] = [at(from), at(to)];
  return '0'.repeat(first) + '1'.repeat(last - first) + '0'.repeat(96 - last);
}

/**
 * How many users did something in a span. Whole days in UTC are counted by returns; those who were active only on the
 * days at the ends, of which a part is in the span, are looked up.
 */
export async function selectActiveUsers({ sql }: Reader, span: Span): Promise<bigint> {
  const first = Math.ceil(span.from.getTime() / DAY_MS) * DAY_MS;
  const last = Math.max(first, Math.floor(span.to.getTime() / DAY_MS) * DAY_MS);
  const ends = [...new Set([first - DAY_MS, last])].filter((day) => quartersOf(day, span).includes('1'));
  const [row] = await sql<{ users: bigint }[]>`
    select (
      select coalesce(sum(users), 0) from active_returns
      where day >= ${dayOf(first)}::date and day < ${dayOf(last)}::date and before < ${dayOf(first)}::date
    ) + (
      select count(distinct a.user_id)
      from unnest(${ends.map(dayOf)}::date[], ${ends.map((day) => quartersOf(day, span))}::bit(96)[]) as e (day, quarters)
      join active_days a on a.day = e.day and (a.quarters & e.quarters) <> 0::bit(96)
      where not exists (
        select from active_days w
        where w.user_id = a.user_id and w.day >= ${dayOf(first)}::date and w.day < ${dayOf(last)}::date)
    ) as users`;
  return row?.users ?? 0n;
}

export interface Standing {
  readonly users: bigint;
  readonly admins: bigint;
  readonly version: bigint;
  /** When the sums last changed; null while there are none. */
  readonly changedAt: Date | null;
}

/** What there is now. */
export async function selectStanding({ sql }: Reader): Promise<Standing> {
  const [row] = await sql<Standing[]>`
    select
      (select coalesce(sum(count), 0)::bigint from rollups
       where party_id = ${WHOLE_PLATFORM} and level = ${ALL_TIME_S} and measure = 'SIGN_UP') as users,
      (select count(*) from user_roles where role = 'PLATFORM_ADMIN') as admins,
      coalesce((select version from rollup_clock), 0) as version, (select changed_at from rollup_clock) as changed_at`;
  return row ?? { users: 0n, admins: 0n, version: 0n, changedAt: null };
}

export interface ProjectCount {
  readonly facet: 'STATUS' | 'TYPE';
  readonly value: string;
  readonly count: number;
}

/** How many published projects there are of each status and type: the search keeps count of them. */
export async function selectProjectCounts({ sql }: Reader): Promise<ProjectCount[]> {
  return await sql<ProjectCount[]>`
    select facet, value, projects as count from project_facets
    where facet in ('STATUS', 'TYPE') and projects > 0 order by facet, projects desc, value`;
}
