import type { BlockRow } from './batches.ts';
import type { Db } from './client.ts';
import type { VersionRow } from './documents.ts';
import type { DuplicateKind, DuplicateStatus } from './project-duplicates.ts';

// What the automated checks of a PoAI case look at, where no noun's own statement gives it.

type Hex = `0x${string}`;

/** A block with what its registry told of its end. */
export interface BlockFact extends BlockRow {
  readonly retiredOn: string | null;
}

/** The blocks of these batches in the order of their numbers, at most `limit`. */
export async function selectBlockFacts({ sql }: Db, batchIds: readonly string[], limit: number): Promise<BlockFact[]> {
  return await sql<BlockFact[]>`
    select s.id, s.batch_id, s.registry, s.prefix, s.block_start, s.block_end, s.suffix, s.serial, s.state, s.holder,
           s.issued_on::text, s.created_at, r.retired_on::text
    from serial_blocks s left join external_retirements r on r.block_id = s.id
    where s.batch_id = any(${[...batchIds]}::uuid[])
    order by s.registry, s.prefix, s.block_start limit ${limit}`;
}

export interface OverlapFacts {
  /** Whether the database itself refuses overlaps. */
  readonly isEnforced: boolean;
  readonly overlaps: readonly { readonly serial: string; readonly other: string }[];
}

/** Blocks of these batches that have a number in common with any other block, at most `limit`. */
export async function selectOverlapFacts(
  { sql }: Db,
  batchIds: readonly string[],
  limit: number,
): Promise<OverlapFacts> {
  const [facts] = await sql<OverlapFacts[]>`
    select exists (
        select from pg_constraint
        where conrelid = 'serial_blocks'::regclass and conname = 'serial_blocks_overlap' and contype = 'x' and convalidated
      ) as is_enforced,
      coalesce((
        select jsonb_agg(jsonb_build_object('serial', found.serial, 'other', found.other)) from (
          select s.serial, o.serial as other
          from serial_blocks s
          join serial_blocks o on o.registry = s.registry and o.prefix = s.prefix and o.id <> s.id
            and int8range(o.block_start, o.block_end, '[]') && int8range(s.block_start, s.block_end, '[]')
          where s.batch_id = any(${[...batchIds]}::uuid[])
          order by s.block_start, o.block_start limit ${limit}
        ) as found
      ), '[]') as overlaps`;
  return facts as OverlapFacts;
}

/** A project of another registry that was reported as the same activity, or as having the same serials. */
export interface TwinFact {
  readonly status: DuplicateStatus;
  readonly kind: DuplicateKind;
  readonly registry: string | null;
  readonly nativeId: string | null;
  readonly name: string;
}

export interface TwinFacts {
  /** Whether the project has changed since duplicates of it were looked for. */
  readonly isQueued: boolean;
  /** Reports that still hold, and those that somebody has confirmed. */
  readonly twins: readonly TwinFact[];
}

/** What was reported of a project, at most `limit`. */
export async function selectTwinFacts({ sql }: Db, projectId: string, limit: number): Promise<TwinFacts> {
  const [facts] = await sql<TwinFacts[]>`
    select exists (select from project_duplicate_queue where project_id = ${projectId}) as is_queued,
      coalesce((
        select jsonb_agg(to_jsonb(found)) from (
          select r.status, r.kind, o.registry, o.native_id as "nativeId", o.name
          from project_duplicate_reports r
          join projects o on o.id = case when r.first_id = ${projectId} then r.second_id else r.first_id end
          where ${projectId} in (r.first_id, r.second_id) and (r.holds or r.status = 'CONFIRMED')
          order by r.id limit ${limit}
        ) as found
      ), '[]') as twins`;
  return facts as TwinFacts;
}

/** What there is of one vintage of a project: tokens on the chain, in 10^-18 of a tonne, and credits of the registry. */
export interface SupplyFact {
  readonly vintage: number;
  /** Id of the batch on the chain. */
  readonly chainBatchId: string;
  readonly supply: bigint;
  /** What of it the custody contract holds. */
  readonly contractHolds: bigint;
  /** Whole credits that are known here and have not ended: those in the platform's custody, and all. */
  readonly inCustody: bigint;
  readonly alive: bigint;
  /** The block of which the chain's part holds. */
  readonly blockNumber: bigint;
}

/** The vintages of a project that have tokens, or the one that is named, as of the block up to which all is settled. */
export async function selectSupplyFacts(
  { sql }: Db,
  { chainId, custody }: { readonly chainId: number; readonly custody: string },
  subject: { readonly projectId: string; readonly projectKey: Hex; readonly vintage: number | undefined },
): Promise<SupplyFact[]> {
  const { projectId, projectKey, vintage } = subject;
  return await sql<SupplyFact[]>`
    select c.vintage, c.batch_id::text as chain_batch_id, s.confirmed_block as block_number,
           c.minted - c.retired - coalesce(m.supply, 0) as supply,
           coalesce(h.balance, 0) - coalesce(m.custody, 0) as contract_holds,
           coalesce(k.in_custody, 0) as in_custody, coalesce(k.alive, 0) as alive
    from credit_batches c
    join chain_settlements s on s.chain_id = c.chain_id
    left join credit_balances h
      on h.chain_id = c.chain_id and h.address = decode(${custody.slice(2)}, 'hex') and h.batch_id = c.batch_id
    left join lateral (
      select sum(custody) as custody, sum(supply) as supply from reserve_moves
      where chain_id = c.chain_id and asset = c.batch_id::text and block_number > s.confirmed_block
    ) as m on true
    left join lateral (
      select sum(b.block_end - b.block_start + 1) as alive,
             sum(b.block_end - b.block_start + 1) filter (where b.holder = 'PLATFORM_CUSTODY') as in_custody
      from batches v join serial_blocks b on b.batch_id = v.id
      where v.project_id = ${projectId} and v.vintage = c.vintage and b.state not in ('RETIRED', 'CANCELLED', 'EXPIRED')
    ) as k on true
    where c.chain_id = ${chainId} and c.project_key = decode(${projectKey.slice(2)}, 'hex')
      ${vintage === undefined ? sql`` : sql`and c.vintage = ${vintage}`}
    order by c.vintage, c.batch_id`;
}

/** Whether the chain has stopped the credits of a project, and in which block it was told so last. */
export async function selectChainFreeze(
  { sql }: Db,
  chainId: number,
  projectKey: Hex,
): Promise<{ suspended: boolean; blockNumber: bigint } | undefined> {
  const [row] = await sql<{ suspended: boolean; blockNumber: bigint }[]>`
    select suspended, block_number from credit_project_marks
    where chain_id = ${chainId} and project_key = decode(${projectKey.slice(2)}, 'hex') and suspended is not null
    order by block_number desc, log_index desc limit 1`;
  return row;
}

/** A version of a document with the name that people know it by. */
export type VersionFact = VersionRow & { readonly name: string };

interface OfCase {
  readonly caseId: string;
  readonly projectId: string;
  readonly limit: number;
}

/**
 * All that a case rests on: the evidence of its checks and of answers to its findings, and the newest version of each
 * document of the project. Bundles are left out, which no case rests on.
 */
export async function selectCaseVersions({ sql }: Db, { caseId, projectId, limit }: OfCase): Promise<VersionFact[]> {
  return await sql<VersionFact[]>`
    select v.*, d.name from document_versions v join documents d on d.id = v.document_id
    where v.id in (
      select version_id from poai_evidence where case_id = ${caseId}
      union
      select e.version_id from poai_answer_evidence e join poai_findings f on f.id = e.finding_id where f.case_id = ${caseId}
      union
      select newest.id from documents o cross join lateral (
        select id from document_versions where document_id = o.id order by number desc limit 1) as newest
      where o.project_id = ${projectId} and o.deleted_at is null and o.kind <> 'POAI_BUNDLE'
    )
    order by v.id limit ${limit}`;
}

/**
 * The tables (CSV) that may hold what was monitored: those that a person gave as evidence for one of these checks
 * (`isGiven`), and the newest versions of the project's.
 */
export async function selectTables(
  { sql }: Db,
  { caseId, projectId, codes, limit }: OfCase & { readonly codes: readonly string[] },
): Promise<(VersionFact & { readonly isGiven: boolean })[]> {
  return await sql<(VersionFact & { isGiven: boolean })[]>`
    with given as (
      select e.version_id from poai_evidence e join poai_checks c using (case_id, code)
      where e.case_id = ${caseId} and e.code = any(${[...codes]}::text[]) and c.completed_by is not null
    ), newest as (
      select newest.id from documents o cross join lateral (
        select id from document_versions where document_id = o.id order by number desc limit 1) as newest
      where o.project_id = ${projectId} and o.deleted_at is null and o.kind <> 'POAI_BUNDLE'
    )
    select v.*, d.name, v.id in (select version_id from given) as is_given
    from document_versions v join documents d on d.id = v.document_id
    where (v.id in (select version_id from given) or v.id in (select id from newest))
      and v.media_type = 'text/csv' and v.erased_at is null
    order by is_given desc, v.id desc limit ${limit}`;
}

/** Whether these documents are there and not deleted, by id. */
export async function selectLivingDocuments({ sql }: Db, ids: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from documents where id = any(${[...ids]}::uuid[]) and deleted_at is null`;
  return rows.map(({ id }) => id);
}
