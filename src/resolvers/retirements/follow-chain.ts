import type { PositionChanges } from '../../db/chain-position-writes.ts';
import type { Db } from '../../db/client.ts';
import {
  claimWalletRetirements,
  confirmRetirements,
  insertWalletRetirements,
  undoRetirements,
  type WalletRetirement,
} from '../../db/retirement-chain.ts';
import { addressBytes } from '../../db/linked-addresses.ts';
import type { ChainMeta, DecodedLog } from '../chain/facts.ts';
import { tell } from '../feed.ts';
import { walletRetirementsIn } from './on-chain.ts';
import { retirementChanged, statusesBefore } from './rules.ts';

// What the index of the chain makes of retirements, in the transactions that move its cursor. Nothing of it locks a wallet:
// until a retirement is final nothing moves in the ledger, so a reorg has nothing to move back.

/** Writes down what wallets retired by themselves. To be sent after what tells which batch of the chain is whose. */
export async function insertSeen(tx: Db, chainId: number, seen: readonly WalletRetirement[]): Promise<void> {
  if (seen.length === 0) return;
  const written = await insertWalletRetirements(tx, chainId, seen);
  await tell(tx, written.map(retirementChanged));
}

/** Confirms what the chain has had up to a block that has its confirmations. */
export async function confirmMined(tx: Db, chainId: number, confirmedBlock: bigint): Promise<void> {
  const changed = await confirmRetirements(tx, { chainId, confirmedBlock, from: statusesBefore('CONFIRM') });
  if (changed.length > 0) await tell(tx, changed.map(retirementChanged));
}

interface Gone {
  readonly logs: readonly DecodedLog[];
  readonly receipts: PositionChanges['receipts'];
}

/**
 * Takes back what was in blocks that are no longer part of the chain. A retirement of the custody is on its way again, its
 * credits held as before: the very transaction is sent anew, and gives them back if it is given up. What a wallet retired
 * is REVERTED: whether it comes again is the wallet's business, and would be another one.
 */
export async function undoRetired(tx: Db, chain: ChainMeta, { logs, receipts }: Gone): Promise<void> {
  const refs = receipts.flatMap(({ kind, ref }) => (kind === 'CREDITS_RETIRED_FOR' ? [ref] : []));
  const places = walletRetirementsIn(chain, logs);
  const changed = await undoRetirements(tx, { chainId: chain.chainId, refs, places });
  if (changed.length > 0) await tell(tx, changed.map(retirementChanged));
}

/** Gives what an address retired before anybody had it linked to the user who has just linked it. */
export async function claimRetired(tx: Db, address: string, userId: string): Promise<void> {
  const claimed = await claimWalletRetirements(tx, addressBytes(address), userId);
  if (claimed.length > 0) await tell(tx, claimed.map(retirementChanged));
}
