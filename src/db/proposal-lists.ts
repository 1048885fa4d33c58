import type { Db, Fragment, Sql } from './client.ts';
import { atMost } from './plans.ts';
import type { GovernanceSetting, ProposalRow, ProposalStatus, VoteSupport } from './proposals.ts';

/** A proposal with what its rows beside it say. */
export interface ProposalView extends Omit<ProposalRow, 'operationId'> {
  /** Who has its proposer's address linked. */
  readonly proposerId: string | null;
  readonly discussionUrl: string | null;
  readonly against: bigint;
  readonly inFavour: bigint;
  readonly abstaining: bigint;
  readonly voters: number;
  readonly queuedAt: Date | null;
  readonly executableAt: Date | null;
  readonly executedAt: Date | null;
  readonly executionTxHash: Buffer | null;
  readonly canceledAt: Date | null;
  readonly safeBlock: bigint;
  readonly finalizedBlock: bigint;
}

/** What all reads of proposals have in common; `given` selects from `proposals`. */
const viewsOf = (sql: Sql, given: Fragment): Fragment => sql`
  select p.*, link.user_id as proposer_id, d.url as discussion_url, coalesce(t.against, 0) as against,
         coalesce(t.in_favour, 0) as in_favour, coalesce(t.abstaining, 0) as abstaining, coalesce(t.voters, 0) as voters,
         m.queued_at, m.executable_at, coalesce(m.executed_at, o.executed_at) as executed_at,
         coalesce(m.execution_tx_hash, o.execution_tx_hash) as execution_tx_hash,
         coalesce(m.canceled_at, o.canceled_at) as canceled_at, c.safe_block, c.finalized_block
  from (${given}) as p
  join chain_cursors c on c.chain_id = p.chain_id
  left join linked_addresses link on link.address = p.proposer and link.unlinked_at is null
  left join proposal_discussions d on d.chain_id = p.chain_id and d.number = p.number and d.proposer = p.proposer
    and d.description_hash = p.description_hash
  left join proposal_tallies t on t.chain_id = p.chain_id and t.number = p.number
  left join lateral (
    select max(marked_at) filter (where kind = 'QUEUED') as queued_at, max(eta) as executable_at,
           max(marked_at) filter (where kind = 'EXECUTED') as executed_at,
           max(tx_hash) filter (where kind = 'EXECUTED') as execution_tx_hash,
           max(marked_at) filter (where kind = 'CANCELED') as canceled_at
    from proposal_marks where chain_id = p.chain_id and number = p.number
  ) as m on true
  left join lateral (
    select max(marked_at) filter (where kind = 'OPERATION_EXECUTED') as executed_at,
           max(tx_hash) filter (where kind = 'OPERATION_EXECUTED') as execution_tx_hash,
           max(marked_at) filter (where kind = 'OPERATION_CANCELED') as canceled_at
    from proposal_marks where chain_id = p.chain_id and operation_id = p.operation_id
  ) as o on true`;

/** By their ids, taken back ones included. */
export async function selectProposalsById({ sql }: Db, ids: readonly string[]): Promise<ProposalView[]> {
  return await sql<ProposalView[]>`${viewsOf(sql, sql`select * from proposals where id = any(${[...ids]}::uuid[])`)}`;
}

/** By its number on the chain; one that was taken back is not there. */
export async function selectProposalByNumber(
  { sql }: Db,
  chainId: number,
  number: bigint,
): Promise<ProposalView | undefined> {
  const given = sql`
    select * from proposals
    where chain_id = ${chainId} and number = ${number.toString()}::numeric and orphaned_at is null`;
  const [row] = await sql<ProposalView[]>`${viewsOf(sql, given)}`;
  return row;
}

export interface ProposalQuery {
  readonly chainId: number;
  readonly statuses: readonly ProposalStatus[] | undefined;
  /** Lower case. */
  readonly proposer: string | undefined;
  /** The page begins after the proposal at this place. */
  readonly after: { readonly blockNumber: bigint; readonly logIndex: number } | undefined;
  readonly limit: number;
}

/** A page, newest first. There are as many as people have made, so all of a status are read past the others. */
export async function selectProposals({ sql }: Db, query: ProposalQuery): Promise<ProposalView[]> {
  const { chainId, statuses, proposer, after, limit } = query;
  const given = sql`
    select * from proposals
    where chain_id = ${chainId} and orphaned_at is null
      ${statuses ? sql`and status = any(${[...statuses]}::proposal_status[])` : sql``}
      ${proposer === undefined ? sql`` : sql`and proposer = decode(${proposer.slice(2)}, 'hex')`}
      ${after ? sql`and (block_number, log_index) < (${after.blockNumber}, ${after.logIndex})` : sql``}
    order by block_number desc, log_index desc ${atMost(sql, limit)}`;
  return await sql<ProposalView[]>`${viewsOf(sql, given)} order by p.block_number desc, p.log_index desc`;
}

export interface VoteView {
  readonly voter: Buffer;
  /** Who has the address linked. */
  readonly voterId: string | null;
  readonly support: VoteSupport;
  readonly weight: bigint;
  readonly reason: string;
  readonly blockNumber: bigint;
  readonly logIndex: number;
  readonly txHash: Buffer;
  readonly votedAt: Date;
}

/** Votes on a proposal in the order in which they were cast: all, or those of these addresses. */
export async function selectVotes(
  { sql }: Db,
  query: Pick<ProposalQuery, 'after' | 'limit'> & {
    readonly chainId: number;
    readonly number: bigint;
    readonly voters?: readonly string[] | undefined;
  },
): Promise<VoteView[]> {
  const { chainId, number, after, limit, voters } = query;
  return await sql<VoteView[]>`
    select v.*, link.user_id as voter_id
    from proposal_votes v left join linked_addresses link on link.address = v.voter and link.unlinked_at is null
    where v.chain_id = ${chainId} and v.number = ${number.toString()}::numeric
      ${voters ? sql`and v.voter = any(select decode(hex, 'hex') from unnest(${voters.map((voter) => voter.slice(2))}::text[]) as g (hex))` : sql``}
      ${after ? sql`and (v.block_number, v.log_index) > (${after.blockNumber}, ${after.logIndex})` : sql``}
    order by v.block_number, v.log_index ${atMost(sql, limit)}`;
}

export interface VotingPowerView {
  readonly address: string;
  readonly blockNumber: bigint;
  readonly votes: bigint;
  /** Of everybody. */
  readonly totalVotes: bigint;
  /** What a proposal needs whose votes are counted at this block. */
  readonly quorum: bigint;
  readonly safeBlock: bigint;
  readonly finalizedBlock: bigint;
}

/** The votes of an address at the end of a block that is indexed (null: the last); undefined for one that is not. */
export async function selectVotingPower(
  { sql }: Db,
  { chainId, address, block }: { readonly chainId: number; readonly address: string; readonly block: bigint | null },
): Promise<VotingPowerView | undefined> {
  const [row] = await sql<VotingPowerView[]>`
    select ${address} as address, b.at as block_number, c.safe_block, c.finalized_block,
           coalesce(mine.votes, 0) as votes, everybody.votes as total_votes,
           div(everybody.votes * coalesce(percent.value, 0), 100) as quorum
    from chain_cursors c
    cross join lateral (select coalesce(${block}::bigint, c.indexed_block) as at) as b
    left join lateral (
      select votes from vote_marks v
      where v.chain_id = c.chain_id and v.address = decode(${address.slice(2)}, 'hex') and v.block_number <= b.at
      order by v.block_number desc, v.log_index desc limit 1
    ) as mine on true
    cross join lateral (
      select coalesce(sum(change), 0) as votes from vote_marks v
      where v.chain_id = c.chain_id and v.block_number <= b.at
    ) as everybody
    left join lateral (
      select value from governance_settings s
      where s.chain_id = c.chain_id and s.name = 'QUORUM_PERCENT' and s.block_number <= b.at
      order by s.block_number desc, s.log_index desc limit 1
    ) as percent on true
    where c.chain_id = ${chainId} and b.at <= c.indexed_block`;
  return row;
}

/** How the governance is set now, as far as it was ever told. */
export async function selectGovernanceSettings(
  { sql }: Db,
  chainId: number,
): Promise<{ readonly name: GovernanceSetting; readonly value: bigint }[]> {
  return await sql<{ name: GovernanceSetting; value: bigint }[]>`
    select distinct on (name) name, value from governance_settings
    where chain_id = ${chainId} order by name, block_number desc, log_index desc`;
}
