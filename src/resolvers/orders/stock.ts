import { v7 as newId } from 'uuid';
import { legAsset, type LockedWallet, type NewEntry, type WalletKey } from '../../db/ledger.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';

/** Where the platform keeps what it has of a batch. */
export const stockKey = (batchId: string): WalletKey => ({ ownerId: PLATFORM_PARTY, asset: 'CREDIT', batchId });

/** What stays out of sale for an order: from available to held (positive), or back (negative). */
export const stockEntry = (
  orderId: string,
  wallet: LockedWallet,
  quantity: bigint,
  actorId: string | null,
): NewEntry => ({
  id: newId(),
  kind: quantity > 0n ? 'ORDER_HOLD' : 'ORDER_RELEASE',
  referenceId: orderId,
  actorId,
  legs: [
    { accountId: wallet.available.accountId, asset: legAsset(wallet), amount: -quantity },
    { accountId: wallet.held.accountId, asset: legAsset(wallet), amount: quantity },
  ],
});
