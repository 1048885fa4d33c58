import { sql } from 'drizzle-orm';
import { bigint, check, customType, index, integer, jsonb, primaryKey, text } from 'drizzle-orm/pg-core';
import { SPAN_BLOCKS } from './chain-positions.ts';
import { bytes, createdAt, instant, table } from './columns.ts';

const blockBits = customType<{ data: string; driverData: string }>({ dataType: () => `bit(${SPAN_BLOCKS})` });
const height = () => bigint({ mode: 'bigint' });

/** Canonical blocks: those that hold logs of ours, and all of the last ones, as far back as a reorg may reach. */
export const chainBlocks = table(
  'chain_blocks',
  {
    chainId: integer().notNull(),
    number: height().notNull(),
    hash: bytes().notNull(),
    parentHash: bytes().notNull(),
    timestamp: instant().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.number] }),
    check('chain_blocks_hashes', sql`octet_length(${t.hash}) = 32 and octet_length(${t.parentHash}) = 32`),
  ],
);

/**
 * Every log of the contracts that are followed, raw and decoded. Where a block was replaced its logs stay, orphaned. The
 * key begins with the number, so that one index is the identity, the order of the chain, and filled at its end.
 */
export const chainLogs = table(
  'chain_logs',
  {
    chainId: integer().notNull(),
    blockNumber: height().notNull(),
    blockHash: bytes().notNull(),
    logIndex: integer().notNull(),
    txHash: bytes().notNull(),
    txIndex: integer().notNull(),
    address: bytes().notNull(),
    topics: bytes().array().notNull(),
    data: bytes().notNull(),
    contract: text(),
    /** Null where no ABI knows it, or the data does not hold what the ABI says. */
    event: text(),
    /** By the names of the ABI: integers as decimal text, addresses checksummed, bytes as hex. */
    args: jsonb(),
    blockTime: instant().notNull(),
    /** When another block took the place of its block. */
    orphanedAt: instant(),
  },
  (t) => [
    primaryKey({ columns: [t.chainId, t.blockNumber, t.blockHash, t.logIndex] }),
    index('chain_logs_transaction').on(t.txHash),
  ],
);

/**
 * In which blocks a contract told an event, a bit for each of 128 blocks. An index of the logs by contract and event would
 * take a third as long to write as the logs; this takes next to nothing, and leads to the blocks where they are. Bits stay
 * when a block is orphaned: they say where to look, not what is there.
 */
export const chainEventSpans = table(
  'chain_event_spans',
  {
    chainId: integer().notNull(),
    contract: text().notNull(),
    /** Of the blocks number / SPAN_BLOCKS. */
    span: height().notNull(),
    /** Empty for logs that are not understood. */
    event: text().notNull(),
    blocks: blockBits().notNull(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.contract, t.span, t.event] })],
);

/** How far a chain is indexed. It moves in the transaction that writes what was found up to there, never apart. */
export const chainCursors = table(
  'chain_cursors',
  {
    chainId: integer().primaryKey(),
    startBlock: height().notNull(),
    /** The last block whose logs and effects are in; startBlock - 1 before the first. */
    indexedBlock: height().notNull(),
    /** Its hash; null before the first block. */
    indexedHash: bytes(),
    headBlock: height().notNull(),
    safeBlock: height().notNull(),
    finalizedBlock: height().notNull(),
    /** Why nothing is indexed any more until an operator has decided, in words. */
    stoppedReason: text(),
    /** Up to here every block was looked at a second time. */
    gapCheckedBlock: height().notNull(),
    /** Logs that are kept and not understood, and how often the chain was reorganised under us. */
    unknownLogs: height().notNull().default(0n),
    reorgs: integer().notNull().default(0),
    updatedAt: createdAt(),
  },
  (t) => [
    check('chain_cursors_order', sql`${t.finalizedBlock} <= ${t.safeBlock} and ${t.safeBlock} <= ${t.headBlock}`),
    check('chain_cursors_start', sql`${t.indexedBlock} >= ${t.startBlock} - 1`),
  ],
);

/**
 * Which version of its ABI an upgradeable contract speaks after a log (`Upgraded`). Kept apart from the logs, so that a
 * restart knows it without reading them; what a reorg undoes is deleted.
 */
export const chainAbiVersions = table(
  'chain_abi_versions',
  {
    chainId: integer().notNull(),
    address: bytes().notNull(),
    blockNumber: height().notNull(),
    logIndex: integer().notNull(),
    blockHash: bytes().notNull(),
    implementation: bytes().notNull(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.address, t.blockNumber, t.logIndex] })],
);

export type ChainBlockRow = typeof chainBlocks.$inferSelect;
export type ChainLogRow = typeof chainLogs.$inferSelect;
export type ChainCursorRow = typeof chainCursors.$inferSelect;
export type ChainAbiVersionRow = typeof chainAbiVersions.$inferSelect;
