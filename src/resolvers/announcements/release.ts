import { v7 as newId } from 'uuid';
import { type AnnouncementRow, ownerOf } from '../../db/announcements.ts';
import type { Db } from '../../db/client.ts';
import { insertEntries, type LockedWallet, lockWallets, walletKey } from '../../db/ledger.ts';
import { tell } from '../feed.ts';
import { walletChanged } from '../wallets/rules.ts';
import { holdEntry } from './rules.ts';

const creditsOf = (ownerId: string) => ({ ownerId, asset: 'CARBON' }) as const;

/** Gives what these locked announcements still hold back to their sellers, and tells the sellers. */
export async function release(
  tx: Db,
  announcements: readonly AnnouncementRow[],
  actorId: string | null,
): Promise<void> {
  const owners = [...new Set(announcements.map(ownerOf))];
  const wallets = await lockWallets(tx, owners.map(creditsOf));
  const entries = announcements.map((announcement) => {
    const wallet = wallets.get(walletKey(creditsOf(ownerOf(announcement)))) as LockedWallet;
    return holdEntry(newId(), announcement, wallet, -announcement.remaining, actorId);
  });
  await insertEntries(tx, entries, wallets.values());
  await tell(tx, [...wallets.values()].map(walletChanged));
}
