import type { LockedWallet } from '../../db/ledger.ts';
import type { NewEvent } from '../feed.ts';

/** The event that tells a wallet's owner of a movement. */
export const walletChanged = ({ walletId, ownerId }: LockedWallet): NewEvent => ({
  topic: 'wallet',
  key: walletId,
  payload: { id: walletId, ownerId },
});
