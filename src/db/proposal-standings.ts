import { type Db, texts } from './client.ts';
import type { ProposalStatus } from './proposals.ts';

/** All that the status of a proposal follows from. */
export interface ProposalFacts {
  readonly id: string;
  readonly proposer: Buffer;
  readonly status: ProposalStatus;
  readonly voteStart: bigint;
  readonly voteEnd: bigint;
  /** Null before the voting. */
  readonly quorum: bigint | null;
  readonly against: bigint;
  readonly inFavour: bigint;
  readonly abstaining: bigint;
  readonly isQueued: boolean;
  readonly isExecuted: boolean;
  readonly isCanceled: boolean;
  readonly isOperationExecuted: boolean;
  readonly isOperationCanceled: boolean;
  /** The newest block that says something of what happened to it. */
  readonly markedBlock: bigint | null;
  readonly indexedBlock: bigint;
  readonly finalizedBlock: bigint;
}

/** What is known of the proposals of a chain whose status may still change. */
export async function selectUnsettled({ sql }: Db, chainId: number): Promise<ProposalFacts[]> {
  return await sql<ProposalFacts[]>`
    select p.id, p.proposer, p.status, p.vote_start, p.vote_end, c.indexed_block, c.finalized_block,
           coalesce(p.quorum, case when c.indexed_block >= p.vote_start then (
             ${sql.unsafe(QUORUM('p.chain_id', 'p.vote_start'))}) end) as quorum,
           coalesce(t.against, 0) as against, coalesce(t.in_favour, 0) as in_favour,
           coalesce(t.abstaining, 0) as abstaining,
           coalesce(m.is_queued, false) as is_queued, coalesce(m.is_executed, false) as is_executed,
           coalesce(m.is_canceled, false) as is_canceled, coalesce(o.is_executed, false) as is_operation_executed,
           coalesce(o.is_canceled, false) as is_operation_canceled, greatest(m.block, o.block) as marked_block
    from proposals p
    join chain_cursors c on c.chain_id = p.chain_id
    left join proposal_tallies t on t.chain_id = p.chain_id and t.number = p.number
    left join lateral (
      select bool_or(kind = 'QUEUED') as is_queued, bool_or(kind = 'EXECUTED') as is_executed,
             bool_or(kind = 'CANCELED') as is_canceled, max(block_number) as block
      from proposal_marks where chain_id = p.chain_id and number = p.number
    ) as m on true
    left join lateral (
      select bool_or(kind = 'OPERATION_EXECUTED') as is_executed, bool_or(kind = 'OPERATION_CANCELED') as is_canceled,
             max(block_number) as block
      from proposal_marks where chain_id = p.chain_id and operation_id = p.operation_id
    ) as o on true
    where p.chain_id = ${chainId} and not p.settled and p.orphaned_at is null`;
}

/** Votes that a proposal needs whose voting begins after this block (GovernorVotesQuorumFraction.quorum). */
const QUORUM = (chainId: string, block: string): string => `
  select div((select coalesce(sum(change), 0) from vote_marks v where v.chain_id = ${chainId} and v.block_number <= ${block})
             * coalesce((select value from governance_settings s
                         where s.chain_id = ${chainId} and s.name = 'QUORUM_PERCENT' and s.block_number <= ${block}
                         order by s.block_number desc, s.log_index desc limit 1), 0), 100)`;

/** Writes where proposals stand. */
export async function updateStandings(
  { sql }: Db,
  rows: readonly Pick<ProposalFacts, 'id' | 'status' | 'quorum'>[],
  settled: readonly string[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update proposals p set status = t.status::proposal_status, quorum = t.quorum, settled = p.id = any(${[...settled]}::uuid[])
    from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ status }) => status)}::text[],
                ${texts(rows.map(({ quorum }) => quorum))}::numeric[]) as t (id, status, quorum)
    where p.id = t.id`;
}

/** The proposals with these numbers, as they stand. */
export async function selectStandingsOf(
  { sql }: Db,
  chainId: number,
  numbers: readonly bigint[],
): Promise<Pick<ProposalFacts, 'id' | 'proposer' | 'status'>[]> {
  if (numbers.length === 0) return [];
  return await sql<Pick<ProposalFacts, 'id' | 'proposer' | 'status'>[]>`
    select id, proposer, status from proposals
    where chain_id = ${chainId} and orphaned_at is null and number = any(${texts(numbers)}::numeric[])`;
}

/** Whether votes are taken on a proposal, or will be. */
export async function hasOpenVoting({ sql }: Db, chainId: number): Promise<boolean> {
  const rows = await sql`
    select from proposals
    where chain_id = ${chainId} and not settled and orphaned_at is null and status in ('PENDING', 'ACTIVE') limit 1`;
  return rows.length > 0;
}
