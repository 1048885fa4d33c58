import { v7 as newId } from 'uuid';
import type { AnnouncementRow } from '../../db/announcements.ts';
import type { Db } from '../../db/client.ts';
import { insertEntries, type LockedWallet, lockWallets, walletKey } from '../../db/ledger.ts';
import { tell } from '../feed.ts';
import { walletChanged } from '../wallets/rules.ts';
import { creditsOf, holdEntry } from './rules.ts';

/** Gives what these locked announcements still hold, and no order has reserved, back to their sellers, and tells them. */
export async function release(
  tx: Db,
  announcements: readonly AnnouncementRow[],
  actorId: string | null,
): Promise<void> {
  const free = announcements.filter(({ remaining, reserved }) => remaining > reserved);
  const keys = new Map(free.map(creditsOf).map((key) => [walletKey(key), key]));
  const wallets = await lockWallets(tx, [...keys.values()]);
  const entries = free.map((announcement) => {
    const wallet = wallets.get(walletKey(creditsOf(announcement))) as LockedWallet;
    return holdEntry(newId(), announcement, wallet, announcement.reserved - announcement.remaining, actorId);
  });
  await insertEntries(tx, entries, wallets.values());
  await tell(tx, [...wallets.values()].map(walletChanged));
}
