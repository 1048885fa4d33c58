import { v7 as newId } from 'uuid';
import type { Db } from '../../db/client.ts';
import { insertEntries, type LockedWallet, lockWallets, type WalletKey, walletKey } from '../../db/ledger.ts';
import type { OrderLineRow } from '../../db/orders.ts';
import { releaseReserved } from '../announcements/reserve.ts';
import { creditsOf, holdEntry } from '../announcements/rules.ts';
import { tell } from '../feed.ts';
import { walletChanged } from '../wallets/rules.ts';
import { stockEntry, stockKey } from './stock.ts';

/**
 * Lets go what the lines of an order that is locked have reserved: parts of open announcements can be bought again, those of
 * closed ones go back to their sellers, and the platform's stock is for sale again.
 */
export async function releaseLines(
  tx: Db,
  orderId: string,
  lines: readonly OrderLineRow[],
  actorId: string | null,
): Promise<void> {
  const announced = lines.flatMap(({ announcementId, quantity }) =>
    announcementId === null ? [] : [{ announcementId, quantity }],
  );
  const givenBack = announced.length === 0 ? [] : await releaseReserved(tx, announced);
  const stocked = lines.filter(({ announcementId }) => announcementId === null);
  const keys = new Map<string, WalletKey>(
    [
      ...givenBack.map(({ announcement }) => creditsOf(announcement)),
      ...stocked.map(({ batchId }) => stockKey(batchId as string)),
    ].map((key) => [walletKey(key), key]),
  );
  if (keys.size === 0) return;
  const wallets = await lockWallets(tx, [...keys.values()]);
  const walletOf = (key: WalletKey) => wallets.get(walletKey(key)) as LockedWallet;
  const entries = [
    ...givenBack.map(({ announcement, quantity }) =>
      holdEntry(newId(), announcement, walletOf(creditsOf(announcement)), -quantity, actorId),
    ),
    ...stocked.map(({ batchId, quantity }) =>
      stockEntry(orderId, walletOf(stockKey(batchId as string)), -quantity, actorId),
    ),
  ];
  await insertEntries(tx, entries, wallets.values());
  await tell(tx, [...wallets.values()].map(walletChanged));
}
