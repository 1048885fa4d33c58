import type { ContractName, Hex } from './client.ts';

/** What an event says, by the names of the ABI: integers as decimal text, addresses checksummed, bytes as hex. */
export type EventArgs = Readonly<Record<string, unknown>>;

/** A log of the chain as it was stored and, where its ABI is known, decoded. Hex is lower case but within `args`. */
export interface DecodedLog {
  readonly chainId: number;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly blockTime: Date;
  readonly logIndex: number;
  readonly txHash: Hex;
  readonly txIndex: number;
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  /** Which contract of ours (or outside token) emitted it; null if its address is not followed any more. */
  readonly contract: string | null;
  /** Null where no ABI in force at this log knows the topic, or the data does not hold what the ABI says. */
  readonly event: string | null;
  readonly args: EventArgs | null;
}

/** What is known of a chain before any of its logs: the same for a whole index. */
export interface ChainMeta {
  readonly chainId: number;
  /** Addresses of our contracts, lower case. */
  readonly contracts: Readonly<Record<ContractName, Hex>>;
  /** How many blocks a deposit must be deep: 1 is the block that holds it. */
  readonly confirmations: number;
}

/** How sure a fact is. It is derived from the chain's cursor whenever it is read, never stored. */
export type Finality = 'PENDING' | 'SAFE' | 'FINALIZED' | 'ORPHANED';

/** How deep the chain says that it is settled. */
export interface FinalityMarks {
  readonly safeBlock: bigint;
  readonly finalizedBlock: bigint;
}

/** The finality of what a block holds. */
export function finalityOf(
  fact: { readonly blockNumber: bigint; readonly orphanedAt: Date | null },
  marks: FinalityMarks,
): Finality {
  if (fact.orphanedAt) return 'ORPHANED';
  if (fact.blockNumber <= marks.finalizedBlock) return 'FINALIZED';
  return fact.blockNumber <= marks.safeBlock ? 'SAFE' : 'PENDING';
}

/** The block up to which everything has the confirmations, when `head` is the newest; below zero if there is none. */
export const confirmedBlock = (head: bigint, { confirmations }: Pick<ChainMeta, 'confirmations'>): bigint =>
  head - BigInt(confirmations) + 1n;
