import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import { amount, bytes, instant, table } from './columns.ts';

// What follows from the logs of a chain, and from nothing else: sums of what logs moved, and a row for each log that
// says how something stands. No clock and no counter of ours goes in, so an index made anew gives the same rows. What is
// zero has no row. A sum below zero means that a log is missing or was counted twice: the database refuses it.

const height = () => bigint({ mode: 'bigint' }).notNull();
const place = { chainId: integer().notNull(), blockNumber: height(), logIndex: integer().notNull() };

/**
 * What an address has of our token; and under the zero address as token, the ether that the custody holds, as its
 * events tell it. The address zero itself, from which tokens are minted, has no row.
 */
export const tokenBalances = table(
  'token_balances',
  { chainId: integer().notNull(), token: bytes().notNull(), address: bytes().notNull(), balance: amount().notNull() },
  (t) => [
    primaryKey({ columns: [t.chainId, t.address, t.token] }),
    check('token_balances_positive', sql`${t.balance} > 0`),
  ],
);

/** How much of a token was ever minted and burnt. */
export const tokenSupplies = table(
  'token_supplies',
  { chainId: integer().notNull(), token: bytes().notNull(), minted: amount().notNull(), burnt: amount().notNull() },
  (t) => [
    primaryKey({ columns: [t.chainId, t.token] }),
    check('token_supplies_positive', sql`${t.minted} > 0 and ${t.burnt} >= 0 and ${t.burnt} <= ${t.minted}`),
  ],
);

/** What an address has of a batch of credits, in 10^-18 of a tonne. */
export const creditBalances = table(
  'credit_balances',
  {
    chainId: integer().notNull(),
    batchId: amount().notNull(),
    address: bytes().notNull(),
    balance: amount().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.address, t.batchId] }),
    check('credit_balances_positive', sql`${t.balance} > 0`),
  ],
);

/** The credits of one project and vintage. What is retired never comes back but by a reorg. */
export const creditBatches = table(
  'credit_batches',
  {
    chainId: integer().notNull(),
    batchId: amount().notNull(),
    projectKey: bytes().notNull(),
    vintage: integer().notNull(),
    minted: amount().notNull(),
    retired: amount().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.batchId] }),
    index('credit_batches_project').on(t.chainId, t.projectKey, t.vintage),
    check('credit_batches_positive', sql`${t.minted} > 0 and ${t.retired} >= 0 and ${t.retired} <= ${t.minted}`),
  ],
);

/** One issue of credits into a batch, for one serial block of the registry: neither it nor the source comes twice. */
export const creditIssues = table(
  'credit_issues',
  {
    ...place,
    batchId: amount().notNull(),
    recipient: bytes().notNull(),
    amount: amount().notNull(),
    serialBlockHash: bytes().notNull(),
    sourceRef: bytes().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.blockNumber, t.logIndex] }),
    index('credit_issues_batch').on(t.chainId, t.batchId, t.blockNumber, t.logIndex),
    index('credit_issues_source').on(t.chainId, t.sourceRef),
    index('credit_issues_serial').on(t.chainId, t.serialBlockHash),
  ],
);

/** That a project was recorded on the chain. */
export const creditProjects = table(
  'credit_projects',
  { ...place, projectKey: bytes().notNull(), recordId: amount().notNull(), uri: text().notNull() },
  (t) => [primaryKey({ columns: [t.chainId, t.projectKey] })],
);

/** How a project was switched; of each switch the newest row counts. */
export const creditProjectMarks = table(
  'credit_project_marks',
  { ...place, projectKey: bytes().notNull(), transferable: boolean(), suspended: boolean() },
  (t) => [
    primaryKey({ columns: [t.chainId, t.projectKey, t.blockNumber, t.logIndex] }),
    check('credit_project_marks_one', sql`(${t.transferable} is null) <> (${t.suspended} is null)`),
  ],
);

/** What was anchored for a project: sequence 1, 2, 3 and so on. */
export const creditProofs = table(
  'credit_proofs',
  { ...place, projectKey: bytes().notNull(), sequence: amount().notNull(), commitment: bytes().notNull() },
  (t) => [primaryKey({ columns: [t.chainId, t.projectKey, t.sequence] })],
);

/** What an address has staked, what of it is cooling down, and the votes that it has by its own and others' stakes. */
export const stakes = table(
  'stakes',
  {
    chainId: integer().notNull(),
    address: bytes().notNull(),
    staked: amount().notNull(),
    cooling: amount().notNull(),
    votes: amount().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.address] }),
    check(
      'stakes_positive',
      sql`${t.staked} >= 0 and ${t.cooling} >= 0 and ${t.votes} >= 0 and ${t.staked} + ${t.cooling} + ${t.votes} > 0`,
    ),
  ],
);

/** Until when an address cools down and to whom it gave its votes; of each the newest row counts. */
export const stakeMarks = table(
  'stake_marks',
  { ...place, address: bytes().notNull(), availableAt: instant(), delegate: bytes() },
  (t) => [
    primaryKey({ columns: [t.chainId, t.address, t.blockNumber, t.logIndex] }),
    check('stake_marks_one', sql`(${t.availableAt} is null) <> (${t.delegate} is null)`),
  ],
);

/** That the chain did what a reference of ours stands for; a contract does each once. */
export const chainReceipts = table(
  'chain_receipts',
  { ...place, kind: text().notNull(), ref: bytes().notNull(), address: bytes().notNull(), amount: amount().notNull() },
  (t) => [
    primaryKey({ columns: [t.chainId, t.kind, t.ref] }),
    check(
      'chain_receipts_kind',
      sql`${t.kind} in ('PAID_OUT', 'CREDITS_PAID_OUT', 'CREDITS_RETIRED_FOR', 'CARBON_CREDITED', 'CARBON_CONVERTED')`,
    ),
  ],
);

/**
 * By how much a block changed what the custody holds of an asset (`ETH`, `CARBON`, or the id of a batch), and how much
 * of it there is: with it, the state of an earlier block is the newest one less what came after.
 */
export const reserveMoves = table(
  'reserve_moves',
  {
    chainId: integer().notNull(),
    asset: text().notNull(),
    blockNumber: height(),
    custody: amount().notNull(),
    supply: amount().notNull(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.asset, t.blockNumber] })],
);

/** Blocks of one row of `chain_participants`: enough for rows to be few, and few enough to write one anew each block. */
export const SPAN_BLOCKS = 128;

/** A place of `chain_participants` is number * 2^20 + log index. */
export const PLACE_BITS = 20;

/**
 * In which logs an address appears: its history. A row for each log and address would cost as much as the logs, so one row
 * holds all the places (see PLACE_BITS) of an address within a span of blocks (number / SPAN_BLOCKS), in order.
 */
export const chainParticipants = table(
  'chain_participants',
  {
    chainId: integer().notNull(),
    address: bytes().notNull(),
    span: height(),
    places: bigint({ mode: 'bigint' }).array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.address, t.span] })],
);

/** Every table of which each row follows from the logs, for whoever compares one index with another. */
export const POSITION_TABLES = [
  'token_balances',
  'token_supplies',
  'credit_balances',
  'credit_batches',
  'credit_issues',
  'credit_projects',
  'credit_project_marks',
  'credit_proofs',
  'stakes',
  'stake_marks',
  'chain_receipts',
  'reserve_moves',
  'chain_participants',
  'vote_marks',
  'governance_settings',
  'proposal_marks',
  'proposal_votes',
  'proposal_tallies',
] as const;
