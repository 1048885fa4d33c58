import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, pgEnum, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { amount, bytes, createdAt, instant, json, table } from './columns.ts';
import { users } from './users.ts';

// The governance as the logs of the governor, the timelock and the staking tell it: a row for each log, and sums of them, so
// that a reorganisation is undone by taking them back. Only the status and the quorum of a proposal are worked out, anew with
// each block for as long as they can change.

/** As IGovernor.ProposalState names them. Expired is not among them: CarbonTimelock sets no end to what is queued. */
export const proposalStatus = pgEnum('proposal_status', [
  'PENDING',
  'ACTIVE',
  'CANCELED',
  'DEFEATED',
  'SUCCEEDED',
  'QUEUED',
  'EXECUTED',
]);
export type ProposalStatus = (typeof proposalStatus.enumValues)[number];

const height = () => bigint({ mode: 'bigint' }).notNull();
const place = { chainId: integer().notNull(), blockNumber: height(), logIndex: integer().notNull() };

/** A call that a proposal makes once it is executed: addresses and data in hex with `0x`, ether in wei as decimal text. */
export interface ProposalCall {
  readonly target: string;
  readonly value: string;
  readonly data: string;
}

/** One that a reorganisation took back stays, marked: it may come again, and is then the same. */
export const proposals = table(
  'proposals',
  {
    /** Made of the chain and the number, so that it is the same whoever indexes it. */
    id: uuid().primaryKey(),
    ...place,
    txHash: bytes().notNull(),
    proposedAt: instant().notNull(),
    /** By which the governor knows it: a hash of all that it says. */
    number: amount().notNull(),
    proposer: bytes().notNull(),
    title: text().notNull(),
    description: text().notNull(),
    /** Of the whole description as it was sent. */
    descriptionHash: bytes().notNull(),
    calls: json<readonly ProposalCall[]>().notNull(),
    /** By which the timelock knows it once it is queued. */
    operationId: bytes().notNull(),
    /** Votes are counted as they were at the end of this block, and taken after it. */
    voteStart: height(),
    /** The last block in which a vote is taken. */
    voteEnd: height(),
    /** Votes that it needs, known from the block at which they are counted on. */
    quorum: amount(),
    status: proposalStatus().notNull(),
    /** Whether neither time nor a reorganisation can give it another status. */
    settled: boolean().notNull().default(false),
    orphanedAt: instant(),
  },
  (t) => [
    unique('proposals_number').on(t.chainId, t.number),
    index('proposals_place').on(t.chainId, t.blockNumber, t.logIndex),
    index('proposals_operation').on(t.chainId, t.operationId),
    index('proposals_unsettled')
      .on(t.chainId)
      .where(sql`not settled`),
    check('proposals_votes', sql`${t.voteEnd} >= ${t.voteStart}`),
  ],
);

/** What happened to a proposal, by its number, or to an operation of the timelock, by its id. */
export const proposalMarks = table(
  'proposal_marks',
  {
    ...place,
    kind: text().$type<ProposalMarkKind>().notNull(),
    number: amount(),
    operationId: bytes(),
    /** From when it may be executed, of QUEUED. */
    eta: instant(),
    txHash: bytes().notNull(),
    markedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.blockNumber, t.logIndex] }),
    index('proposal_marks_number').on(t.chainId, t.number),
    index('proposal_marks_operation').on(t.chainId, t.operationId),
    check(
      'proposal_marks_kind',
      sql`${t.kind} in ('QUEUED', 'EXECUTED', 'CANCELED', 'OPERATION_EXECUTED', 'OPERATION_CANCELED')`,
    ),
    check(
      'proposal_marks_one',
      sql`(${t.kind} like 'OPERATION%') = (${t.number} is null)
      and (${t.number} is null) <> (${t.operationId} is null)`,
    ),
    check('proposal_marks_eta', sql`(${t.kind} = 'QUEUED') = (${t.eta} is not null)`),
  ],
);
export type ProposalMarkKind = 'QUEUED' | 'EXECUTED' | 'CANCELED' | 'OPERATION_EXECUTED' | 'OPERATION_CANCELED';

/** In the order of GovernorCountingSimple.VoteType. */
export const voteSupport = pgEnum('vote_support', ['AGAINST', 'FOR', 'ABSTAIN']);
export type VoteSupport = (typeof voteSupport.enumValues)[number];

/** A vote that was cast. The governor takes one of each address. */
export const proposalVotes = table(
  'proposal_votes',
  {
    ...place,
    number: amount().notNull(),
    voter: bytes().notNull(),
    support: voteSupport().notNull(),
    /** In 10^-18 of a vote. */
    weight: amount().notNull(),
    reason: text().notNull(),
    txHash: bytes().notNull(),
    votedAt: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.blockNumber, t.logIndex] }),
    index('proposal_votes_number').on(t.chainId, t.number, t.blockNumber, t.logIndex),
    index('proposal_votes_voter').on(t.chainId, t.number, t.voter),
  ],
);

/** The sums of `proposal_votes`. */
export const proposalTallies = table(
  'proposal_tallies',
  {
    chainId: integer().notNull(),
    number: amount().notNull(),
    against: amount().notNull(),
    inFavour: amount().notNull(),
    abstaining: amount().notNull(),
    voters: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.number] }),
    check(
      'proposal_tallies_positive',
      sql`${t.against} >= 0 and ${t.inFavour} >= 0 and ${t.abstaining} >= 0 and ${t.voters} >= 0`,
    ),
  ],
);

/** What votes an address had from a log on, and by how much all votes changed by it. */
export const voteMarks = table(
  'vote_marks',
  { ...place, address: bytes().notNull(), votes: amount().notNull(), change: amount().notNull() },
  (t) => [
    primaryKey({ columns: [t.chainId, t.address, t.blockNumber, t.logIndex] }),
    index('vote_marks_block').on(t.chainId, t.blockNumber),
  ],
);

/** How the governor and the timelock were set; of each name the newest row counts. */
export const governanceSettings = table(
  'governance_settings',
  { ...place, name: text().$type<GovernanceSetting>().notNull(), value: amount().notNull() },
  (t) => [
    primaryKey({ columns: [t.chainId, t.blockNumber, t.logIndex] }),
    index('governance_settings_name').on(t.chainId, t.name, t.blockNumber, t.logIndex),
  ],
);
export type GovernanceSetting =
  | 'VOTING_DELAY'
  | 'VOTING_PERIOD'
  | 'PROPOSAL_THRESHOLD'
  | 'QUORUM_PERCENT'
  | 'TIMELOCK_DELAY'
  | 'TIMELOCK';

/**
 * Where a proposal is talked about, as its proposer gave it: the chain does not get it. Of somebody else than the proposer
 * it counts for nothing.
 */
export const proposalDiscussions = table(
  'proposal_discussions',
  {
    chainId: integer().notNull(),
    number: amount().notNull(),
    proposer: bytes().notNull(),
    descriptionHash: bytes().notNull(),
    url: text().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.number, t.proposer] }),
    index('proposal_discussions_age').on(t.createdAt),
    check('proposal_discussions_url', sql`${t.url} ~ '^https://'`),
  ],
);

export type ProposalRow = typeof proposals.$inferSelect;
