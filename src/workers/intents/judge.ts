import type { AttemptRow, IntentRow } from '../../db/chain-intents.ts';
import type { Receipt } from './answers.ts';

/** Where the chain stands. */
export interface Heights {
  readonly head: bigint;
  readonly finalized: bigint;
  /** Up to here nothing is expected to be undone: what failed or was replaced there is given up for good. */
  readonly settled: bigint;
}

/** What the chain says of an intent: each receipt beside the attempt (absent for a transaction that was only found). */
export interface Seen {
  readonly receipts: readonly { readonly attempt: AttemptRow | undefined; readonly receipt: Receipt }[];
  /** How many transactions of the signer are mined: at the head, and at the block up to which it is settled. */
  readonly minedNonce: bigint;
  readonly settledNonce: bigint;
}

export type Verdict =
  | { readonly what: 'MINED'; readonly receipt: Receipt }
  /** It was mined and failed; or an empty transaction was mined in its place. */
  | { readonly what: 'REVERTED' | 'CANCELLED'; readonly receipt: Receipt; readonly settled: boolean }
  | { readonly what: 'FINAL' }
  /** No receipt any more, or one of another block. */
  | { readonly what: 'LOST' }
  /** A transaction that is none of ours used its nonce. */
  | { readonly what: 'NONCE_USED'; readonly settled: boolean }
  /** It is not mined: it is the next of its signer, or waits behind others. */
  | { readonly what: 'NEXT' | 'BEHIND' }
  | { readonly what: 'AS_BEFORE' };

/** Decides what became of an intent that is under way or mined. Pure: the same sight gives the same verdict. */
export function judge(intent: IntentRow, seen: Seen, heights: Heights): Verdict {
  return intent.status === 'MINED' ? judgeMined(intent, seen, heights) : judgeUnderWay(intent, seen, heights);
}

function judgeMined(intent: IntentRow, { receipts }: Seen, { finalized }: Heights): Verdict {
  const same = receipts.find(({ receipt }) => receipt.blockHash === hexOf(intent.blockHash) && receipt.status);
  if (!same) return { what: 'LOST' };
  return same.receipt.blockNumber <= finalized ? { what: 'FINAL' } : { what: 'AS_BEFORE' };
}

function judgeUnderWay(intent: IntentRow, seen: Seen, { settled }: Heights): Verdict {
  const [mined] = seen.receipts;
  if (mined) {
    const { receipt } = mined;
    if (mined.attempt?.purpose === 'CANCEL') {
      return { what: 'CANCELLED', receipt, settled: receipt.blockNumber <= settled };
    }
    if (receipt.status) return { what: 'MINED', receipt };
    return { what: 'REVERTED', receipt, settled: receipt.blockNumber <= settled };
  }
  const nonce = intent.nonce ?? 0n;
  if (seen.settledNonce > nonce) return { what: 'NONCE_USED', settled: true };
  if (seen.minedNonce > nonce) return { what: 'NONCE_USED', settled: false };
  return { what: seen.minedNonce === nonce ? 'NEXT' : 'BEHIND' };
}

const hexOf = (bytes: Buffer | null): string | undefined => (bytes ? `0x${bytes.toString('hex')}` : undefined);
