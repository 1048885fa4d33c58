import type { Db } from '../../db/client.ts';
import type { ChainMeta, DecodedLog } from './facts.ts';

export interface ApplyOptions {
  /** False while the index is far behind the head: nothing is told log by log then. */
  readonly live: boolean;
}

/**
 * Does what logs mean, in the transaction that stores them. They come once each, in the order of the chain, and all are
 * canonical and new: the caller has dropped what was stored before.
 */
export async function applyLogs(
  _tx: Db,
  _chain: ChainMeta,
  _logs: readonly DecodedLog[],
  _options: ApplyOptions,
): Promise<void> {}

/** Takes back what logs did that are no longer part of the chain: newest first, the exact inverse of applyLogs. */
export async function undoLogs(_tx: Db, _chain: ChainMeta, _logs: readonly DecodedLog[]): Promise<void> {}

/** Settles what has reached its confirmations: every block up to `confirmedBlock` has. */
export async function settleConfirmed(_tx: Db, _chain: ChainMeta, _confirmedBlock: bigint): Promise<void> {}
