import { type Db, texts } from './client.ts';
import type { GovernanceSetting, ProposalCall, ProposalMarkKind, VoteSupport } from './proposals.ts';

interface Place {
  readonly blockNumber: bigint;
  readonly logIndex: number;
}
/** Hex without `0x`, here and below. */
interface Placed extends Place {
  readonly txHash: string;
  readonly at: Date;
}

export interface NewProposal extends Placed {
  readonly id: string;
  readonly number: bigint;
  readonly proposer: string;
  readonly title: string;
  readonly description: string;
  readonly descriptionHash: string;
  readonly calls: readonly ProposalCall[];
  readonly operationId: string;
  readonly voteStart: bigint;
  readonly voteEnd: bigint;
}

export interface NewProposalMark extends Placed {
  readonly kind: ProposalMarkKind;
  readonly number: bigint | null;
  readonly operationId: string | null;
  readonly eta: Date | null;
}

export interface NewVote extends Placed {
  readonly number: bigint;
  readonly voter: string;
  readonly support: VoteSupport;
  readonly weight: bigint;
  readonly reason: string;
}

export interface NewGovernedChange extends Placed {
  readonly id: string;
  readonly name: string;
  readonly value: bigint;
}

/** What logs mean for the governance. */
export interface GovernanceChanges {
  readonly proposals: readonly NewProposal[];
  readonly marks: readonly NewProposalMark[];
  readonly votes: readonly NewVote[];
  readonly power: readonly (Place & { readonly address: string; readonly votes: bigint; readonly change: bigint })[];
  readonly settings: readonly (Place & { readonly name: GovernanceSetting; readonly value: bigint })[];
  readonly parameters: readonly NewGovernedChange[];
}

/** The same values of every row, in the way arrays go out. */
const column = <T>(rows: readonly T[], of: (row: T) => bigint | number | Date | null) => texts(rows.map(of));

/** Writes what logs say. Nothing depends on their order; a proposal that was taken back before is there again. */
export async function insertGovernance({ sql }: Db, chainId: number, changes: GovernanceChanges): Promise<void> {
  const { proposals, marks, votes, power, settings, parameters } = changes;
  await Promise.all([
    power.length > 0 &&
      sql`
        insert into vote_marks (chain_id, block_number, log_index, address, votes, change)
        select ${chainId}, block_number, log_index, decode(address, 'hex'), votes, change from unnest(
          ${column(power, (row) => row.blockNumber)}::bigint[], ${column(power, (row) => row.logIndex)}::int[],
          ${power.map(({ address }) => address)}::text[], ${column(power, (row) => row.votes)}::numeric[],
          ${column(power, (row) => row.change)}::numeric[]) as t (block_number, log_index, address, votes, change)`,
    settings.length > 0 &&
      sql`
        insert into governance_settings (chain_id, block_number, log_index, name, value)
        select ${chainId}, * from unnest(
          ${column(settings, (row) => row.blockNumber)}::bigint[], ${column(settings, (row) => row.logIndex)}::int[],
          ${settings.map(({ name }) => name)}::text[], ${column(settings, (row) => row.value)}::numeric[])`,
    ...proposals.map(
      (row) => sql`
        insert into proposals as p (id, chain_id, block_number, log_index, tx_hash, proposed_at, number, proposer, title,
          description, description_hash, calls, operation_id, vote_start, vote_end, status)
        values (${row.id}, ${chainId}, ${row.blockNumber}, ${row.logIndex}, decode(${row.txHash}, 'hex'), ${row.at},
          ${row.number.toString()}::numeric, decode(${row.proposer}, 'hex'), ${row.title}, ${row.description},
          decode(${row.descriptionHash}, 'hex'), ${JSON.stringify(row.calls)}::text::jsonb,
          decode(${row.operationId}, 'hex'), ${row.voteStart}, ${row.voteEnd}, 'PENDING')
        on conflict (id) do update set block_number = excluded.block_number, log_index = excluded.log_index,
          tx_hash = excluded.tx_hash, proposed_at = excluded.proposed_at, proposer = excluded.proposer,
          vote_start = excluded.vote_start, vote_end = excluded.vote_end, status = 'PENDING', quorum = null,
          settled = false, orphaned_at = null`,
    ),
    marks.length > 0 &&
      sql`
        insert into proposal_marks (chain_id, block_number, log_index, kind, number, operation_id, eta, tx_hash, marked_at)
        select ${chainId}, block_number, log_index, kind, number, decode(operation_id, 'hex'), eta, decode(tx_hash, 'hex'),
               marked_at
        from unnest(
          ${column(marks, (row) => row.blockNumber)}::bigint[], ${column(marks, (row) => row.logIndex)}::int[],
          ${marks.map(({ kind }) => kind)}::text[], ${column(marks, (row) => row.number)}::numeric[],
          ${marks.map(({ operationId }) => operationId)}::text[], ${column(marks, (row) => row.eta)}::timestamptz[],
          ${marks.map(({ txHash }) => txHash)}::text[], ${column(marks, (row) => row.at)}::timestamptz[]
        ) as t (block_number, log_index, kind, number, operation_id, eta, tx_hash, marked_at)`,
    votes.length > 0 && insertVotes({ sql }, chainId, votes),
    votes.length > 0 && addVotes({ sql }, chainId, votes),
    parameters.length > 0 &&
      sql`
        insert into governed_changes (id, chain_id, block_number, log_index, tx_hash, set_at, name, value)
        select id, ${chainId}, block_number, log_index, decode(tx_hash, 'hex'), set_at, name, value from unnest(
          ${parameters.map(({ id }) => id)}::uuid[], ${column(parameters, (row) => row.blockNumber)}::bigint[],
          ${column(parameters, (row) => row.logIndex)}::int[], ${parameters.map(({ txHash }) => txHash)}::text[],
          ${column(parameters, (row) => row.at)}::timestamptz[], ${parameters.map(({ name }) => name)}::text[],
          ${column(parameters, (row) => row.value)}::numeric[]
        ) as t (id, block_number, log_index, tx_hash, set_at, name, value)
        -- Decided on already: an operator had the chain read again from below what was final.
        on conflict do nothing`,
  ]);
}

const insertVotes = ({ sql }: Pick<Db, 'sql'>, chainId: number, votes: readonly NewVote[]) => sql`
  insert into proposal_votes (chain_id, block_number, log_index, number, voter, support, weight, reason, tx_hash, voted_at)
  select ${chainId}, block_number, log_index, number, decode(voter, 'hex'), support, weight, reason, decode(tx_hash, 'hex'),
         voted_at
  from unnest(
    ${column(votes, (row) => row.blockNumber)}::bigint[], ${column(votes, (row) => row.logIndex)}::int[],
    ${column(votes, (row) => row.number)}::numeric[], ${votes.map(({ voter }) => voter)}::text[],
    ${votes.map(({ support }) => support)}::vote_support[], ${column(votes, (row) => row.weight)}::numeric[],
    ${votes.map(({ reason }) => reason)}::text[], ${votes.map(({ txHash }) => txHash)}::text[],
    ${column(votes, (row) => row.at)}::timestamptz[]
  ) as t (block_number, log_index, number, voter, support, weight, reason, tx_hash, voted_at)`;

/** The votes by proposal, added up. */
const sumsOf = ({ sql }: Pick<Db, 'sql'>, votes: readonly NewVote[]) => sql`
  select number, coalesce(sum(weight) filter (where support = 'AGAINST'), 0) as against,
         coalesce(sum(weight) filter (where support = 'FOR'), 0) as in_favour,
         coalesce(sum(weight) filter (where support = 'ABSTAIN'), 0) as abstaining, count(*)::int as voters
  from unnest(${column(votes, (row) => row.number)}::numeric[], ${votes.map(({ support }) => support)}::text[],
              ${column(votes, (row) => row.weight)}::numeric[]) as t (number, support, weight)
  group by number`;

const addVotes = ({ sql }: Pick<Db, 'sql'>, chainId: number, votes: readonly NewVote[]) => sql`
  insert into proposal_tallies as t (chain_id, number, against, in_favour, abstaining, voters)
  select ${chainId}, number, against, in_favour, abstaining, voters from (${sumsOf({ sql }, votes)}) as v
  on conflict (chain_id, number) do update set against = t.against + excluded.against,
    in_favour = t.in_favour + excluded.in_favour, abstaining = t.abstaining + excluded.abstaining,
    voters = t.voters + excluded.voters`;

/**
 * Takes back what logs said that are no longer part of the chain. What was decided on stays: it was final, and only an
 * operator's wish goes back beyond that.
 */
export async function deleteGovernance({ sql }: Db, chainId: number, changes: GovernanceChanges): Promise<void> {
  const { proposals, marks, votes, power, settings, parameters } = changes;
  const goneFrom = (name: string, rows: readonly Place[], more = sql``) =>
    rows.length > 0 &&
    sql`
      delete from ${sql(name)} t
      using unnest(${column(rows, (row) => row.blockNumber)}::bigint[], ${column(rows, (row) => row.logIndex)}::int[])
        as d (block_number, log_index)
      where t.chain_id = ${chainId} and t.block_number = d.block_number and t.log_index = d.log_index ${more}`;
  await Promise.all([
    goneFrom('vote_marks', power),
    goneFrom('governance_settings', settings),
    goneFrom('proposal_marks', marks),
    goneFrom('proposal_votes', votes),
    goneFrom('governed_changes', parameters, sql`and t.status = 'WAITING'`),
    votes.length > 0 &&
      sql`
        update proposal_tallies t set against = t.against - v.against, in_favour = t.in_favour - v.in_favour,
          abstaining = t.abstaining - v.abstaining, voters = t.voters - v.voters
        from (${sumsOf({ sql }, votes)}) as v where t.chain_id = ${chainId} and t.number = v.number`,
    votes.length > 0 &&
      sql`
        delete from proposal_tallies
        where chain_id = ${chainId} and voters = 0
          and number = any(${texts(votes.map(({ number }) => number))}::numeric[])`,
    proposals.length > 0 &&
      sql`
        update proposals set orphaned_at = clock_timestamp(), settled = true
        where id = any(${proposals.map(({ id }) => id)}::uuid[])`,
    // A quorum is of the votes and of the percentage at the start of the voting, some of which may be gone.
    power.length + settings.length > 0 &&
      sql`
        update proposals set quorum = null, settled = false
        where chain_id = ${chainId} and orphaned_at is null
          and vote_start >= ${[...power, ...settings].map(({ blockNumber }) => blockNumber).reduce((a, b) => (a < b ? a : b), 2n ** 62n)}`,
    marks.length + votes.length > 0 &&
      sql`
        update proposals set settled = false
        where chain_id = ${chainId} and orphaned_at is null and (
          number = any(${texts([...marks, ...votes].map(({ number }) => number))}::numeric[])
          or operation_id = any(
            select decode(hex, 'hex') from unnest(${marks.flatMap(({ operationId }) => operationId ?? [])}::text[]) as t (hex)))`,
  ]);
}

/** Whether anything of the governance was ever written of a chain: deploying a governor alone says how it is set. */
export async function hasGovernance({ sql }: Db, chainId: number): Promise<boolean> {
  const rows = await sql`
    (select from governance_settings where chain_id = ${chainId} limit 1)
    union all (select from vote_marks where chain_id = ${chainId} limit 1)`;
  return rows.length > 0;
}
