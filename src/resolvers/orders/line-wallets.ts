import type { Db } from '../../db/client.ts';
import { type LockedWallet, lockWallets, type WalletKey, walletKey } from '../../db/ledger.ts';
import { type OrderLineRow, type OrderRow, ownerOfOrder } from '../../db/orders.ts';
import { creditAsset } from '../amounts.ts';
import type { LineWallets } from './settlement-entries.ts';

export interface OrderWallets {
  readonly all: readonly LockedWallet[];
  of(line: Pick<OrderLineRow, 'sellerId' | 'batchId'>): LineWallets;
}

const creditsKey = (ownerId: string, batchId: string | null): WalletKey => ({
  ownerId,
  asset: creditAsset(batchId),
  batchId,
});

/** Locks every wallet between which an order moves value, in one statement: after its announcements. */
export async function lockOrderWallets(tx: Db, order: OrderRow, lines: readonly OrderLineRow[]): Promise<OrderWallets> {
  const buyerId = ownerOfOrder(order);
  const { currency } = order;
  const keys: WalletKey[] = [
    { ownerId: buyerId, asset: currency },
    ...lines.flatMap(({ sellerId, batchId }): WalletKey[] => [
      { ownerId: sellerId, asset: currency },
      creditsKey(buyerId, batchId),
      creditsKey(sellerId, batchId),
    ]),
  ];
  const wallets = await lockWallets(tx, [...new Map(keys.map((key) => [walletKey(key), key])).values()]);
  const walletOf = (key: WalletKey): LockedWallet => {
    const found = wallets.get(walletKey(key));
    if (!found) throw new Error(`order ${order.id} needs the wallet ${walletKey(key)}, which is not there`);
    return found;
  };
  return {
    all: [...wallets.values()],
    of: ({ sellerId, batchId }) => ({
      buyerMoney: walletOf({ ownerId: buyerId, asset: currency }),
      buyerCredits: walletOf(creditsKey(buyerId, batchId)),
      sellerMoney: walletOf({ ownerId: sellerId, asset: currency }),
      sellerCredits: walletOf(creditsKey(sellerId, batchId)),
    }),
  };
}
