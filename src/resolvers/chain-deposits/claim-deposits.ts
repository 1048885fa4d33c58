import { lockClaims, lockUnclaimedOf, updateConfirmedDeposits, updateDebts } from '../../db/chain-deposits.ts';
import type { Db } from '../../db/client.ts';
import { insertEntries } from '../../db/ledger.ts';
import { addressBytes } from '../../db/linked-addresses.ts';
import type { Hex } from '../chain/client.ts';
import { credit, lockAccounts, owedIn, walletsOf } from '../chain/settle.ts';
import { tell } from '../feed.ts';
import { walletChanged } from '../wallets/rules.ts';
import { chainDepositChanged } from './rules.ts';

/**
 * Puts what an address has sent, and what has its confirmations, into the wallets of the user who has just linked it. To
 * be called in the transaction that links it, after the link is written and before anything else is locked. Gives how
 * many deposits there were.
 */
export async function claimDeposits(tx: Db, address: Hex, userId: string): Promise<number> {
  // From here on no deposit of anybody becomes unclaimed until the link can be seen.
  await lockClaims(tx);
  const unclaimed = await lockUnclaimedOf(tx, addressBytes(address));
  if (unclaimed.length === 0) return 0;
  const deposits = unclaimed.map((deposit) => ({ ...deposit, ownerId: userId }));
  const accounts = await lockAccounts(tx, deposits);
  const { entries, walletIds } = credit(accounts, deposits);
  await insertEntries(tx, entries, walletsOf(accounts));
  await updateDebts(tx, owedIn(accounts));
  await updateConfirmedDeposits(
    tx,
    deposits.map(({ id }) => ({ id, walletId: walletIds.get(id) ?? null })),
  );
  await tell(tx, [
    ...walletsOf(accounts).map(walletChanged),
    ...deposits.map(({ id }) => chainDepositChanged({ id, address: address.toLowerCase() }, userId)),
  ]);
  return deposits.length;
}
