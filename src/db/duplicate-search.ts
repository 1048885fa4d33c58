import type { Db, Fragment } from './client.ts';

/** How near and how alike two projects are that may be one. */
export interface Likeness {
  /** How far apart two places may be that are one. */
  readonly distanceM: number;
  /** A box that is wider says too little of where a project is; places further apart are of two, whatever their names. */
  readonly widestM: number;
  /** 0 to 1: from here on two names are alike. */
  readonly alike: number;
  /** From here on they are the same, whatever the types are called. */
  readonly same: number;
}

/** Metres of a degree of latitude, and of longitude on the equator. */
const DEGREE_M = 111_320;

/** Whether this transaction is the one that looks for duplicates: two at once would wait for each other's reports. */
export async function claimDuplicateSearch({ sql }: Db): Promise<boolean> {
  const [row] = await sql<{ claimed: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended('project duplicates', 0)) as claimed`;
  return row?.claimed ?? false;
}

/** Takes projects that changed from the queue. */
export async function takeQueuedProjects({ sql }: Db, limit: number): Promise<string[]> {
  const rows = await sql<{ projectId: string }[]>`
    with taken as (
      delete from project_duplicate_queue where project_id in (
        select project_id from (
          select project_id, min(position) as first from project_duplicate_queue group by project_id
        ) as queued order by first limit ${limit})
      returning project_id
    ) select distinct project_id from taken`;
  return rows.map(({ projectId }) => projectId);
}

/** Pairs of projects that may be the same activity: `asked_id, other_id, kind, likely, evidence`. */
function activityPairs({ sql }: Db, ids: readonly string[], { distanceM, widestM, alike, same }: Likeness): Fragment {
  const reach = distanceM / DEGREE_M;
  return sql`
    with claiming as not materialized (
      select *, duplicate_name(name) as name_key from projects
      where registry is not null and published_at is not null and status not in ('DRAFT', 'WITHDRAWN', 'REJECTED')
    ), asked as materialized (
      -- How much shorter a degree of longitude is there than on the equator.
      select *, greatest(0.01, least(cos(radians(south)), cos(radians(north)))) as narrowing
      from claiming where id = any(${[...ids]}::uuid[])
    ), candidates as (
      select asked.id as asked_id, other.id as other_id
      from asked join claiming other
        on duplicate_name(other.name) % asked.name_key and other.country = asked.country and other.registry <> asked.registry
      union
      select asked.id, other.id
      from asked join claiming other
        on project_box(other.west, other.south, other.east, other.north) && project_box(
          asked.west - ${reach} / asked.narrowing, asked.south - ${reach},
          asked.east + ${reach} / asked.narrowing, asked.north + ${reach})
        and other.registry <> asked.registry
    ), measured as (
      select asked_id, other_id,
        similarity(a.name_key, b.name_key) as name_similarity,
        a.country = b.country as same_country,
        case when project_box_m(a.west, a.south, a.east, a.north) <= ${widestM}
              and project_box_m(b.west, b.south, b.east, b.north) <= ${widestM}
          then sqrt(
            power(greatest(0, a.south - b.north, b.south - a.north), 2)
            + power(greatest(0, a.west - b.east, b.west - a.east) * cos(radians((a.south + b.north) / 2)), 2)) * ${DEGREE_M}
        end as distance_m,
        -- Null where too little is known to say, false as soon as one ends before the other begins.
        a.crediting_start <= b.crediting_end and b.crediting_start <= a.crediting_end as periods_overlap,
        lower(a.project_type) = lower(b.project_type) as same_type,
        array(select distinct code from project_methodologies ma join project_methodologies mb using (code)
          where ma.project_id = a.id and mb.project_id = b.id order by code) as methodologies
      from candidates join asked a on a.id = asked_id join claiming b on b.id = other_id
    )
    select asked_id, other_id, 'ACTIVITY'::duplicate_kind as kind,
      greatest(name_similarity, case when distance_m <= ${distanceM} then 0.9 end) as likely,
      jsonb_build_object(
        'distanceM', round(distance_m), 'nameSimilarity', round(name_similarity::numeric, 2), 'sameCountry', same_country,
        'periodsOverlap', periods_overlap, 'sameType', same_type, 'methodologies', methodologies, 'serials', '[]'::jsonb
      ) as evidence
    from measured
    where periods_overlap is not false
      and (distance_m <= ${distanceM}
        or same_country and name_similarity >= ${alike} and (distance_m <= ${widestM}) is not false)
      and (same_type is not false or methodologies <> '{}' or same_country and name_similarity >= ${same})`;
}

/** Pairs of projects that claim the same numbers under the same prefix, in the same columns. */
const serialPairs = ({ sql }: Db, ids: readonly string[]): Fragment => sql`
  with prefixes as (
    select distinct block.registry, block.prefix
    from serial_blocks block join batches batch on batch.id = block.batch_id
    where batch.project_id = any(${[...ids]}::uuid[])
  ), shared as (
    -- Prefixes first: there are far fewer than blocks, and two registries hardly ever have one in common.
    select prefixes.registry, prefix, other.code as other_registry
    from prefixes join registries other on other.code <> prefixes.registry
    where exists (select from serial_blocks block where block.registry = other.code and block.prefix = prefixes.prefix)
  )
  select mine.project_id as asked_id, theirs.project_id as other_id, 'SERIALS'::duplicate_kind as kind, 2.0 as likely,
    jsonb_build_object(
      'distanceM', null, 'nameSimilarity', null, 'sameCountry', null, 'periodsOverlap', null, 'sameType', null,
      'methodologies', '[]'::jsonb, 'serials', to_jsonb((array_agg(a.serial order by a.block_start))[1:10])
    ) as evidence
  from shared
  join serial_blocks a on a.registry = shared.registry and a.prefix = shared.prefix
  join batches mine on mine.id = a.batch_id and mine.project_id = any(${[...ids]}::uuid[])
  join serial_blocks b on b.registry = shared.other_registry and b.prefix = shared.prefix
    and int8range(b.block_start, b.block_end, '[]') && int8range(a.block_start, a.block_end, '[]')
  join batches theirs on theirs.id = b.batch_id and theirs.project_id <> mine.project_id
  group by mine.project_id, theirs.project_id`;

/**
 * Looks for projects of other registries that claim the serials of these, or are the same activity; reports the pairs, and
 * notes of those reported before whether they still are so. Gives how many are new.
 *
 * The same activity: places that meet, or names alike in one country and no places far apart; periods that overlap, as far as they are known; and
 * the same type, or a methodology that both use, as far as a type is known. What was withdrawn or rejected claims nothing.
 */
export async function reportDuplicates(
  db: Db,
  ids: readonly string[],
  { mostReports, ...likeness }: Likeness & { readonly mostReports: number },
): Promise<number> {
  const { sql } = db;
  // For the operator % of names, which an index answers.
  await sql`select set_config('pg_trgm.similarity_threshold', ${String(likeness.alike)}, true)`;
  const [row] = await sql<{ added: number }[]>`
    with pairs as (
      (${activityPairs(db, ids, likeness)}) union all (${serialPairs(db, ids)})
    ), found as materialized (
      -- Of a pair that was asked for from both sides, once.
      select distinct on (first_id, second_id, kind) * from (
        select least(asked_id, other_id) as first_id, greatest(asked_id, other_id) as second_id, kind, evidence,
          row_number() over (partition by asked_id, kind order by likely desc, other_id) as place
        from pairs
      ) as placed order by first_id, second_id, kind, place
    ), seen as (
      update project_duplicate_reports report
      set evidence = found.evidence, holds = true, seen_at = now()
      from found where (report.first_id, report.second_id, report.kind) = (found.first_id, found.second_id, found.kind)
    ), gone as (
      update project_duplicate_reports report set holds = false, seen_at = now()
      where holds and (first_id = any(${[...ids]}::uuid[]) or second_id = any(${[...ids]}::uuid[])) and not exists (
        select from found
        where (report.first_id, report.second_id, report.kind) = (found.first_id, found.second_id, found.kind))
    ), added as (
      insert into project_duplicate_reports (first_id, second_id, kind, evidence)
      select first_id, second_id, kind, evidence from found where place <= ${mostReports}
      order by first_id, second_id, kind
      on conflict (first_id, second_id, kind) do nothing
      returning 1
    ) select count(*)::int as added from added`;
  return row?.added ?? 0;
}
