import { v7 as newId } from 'uuid';
import type { BatchAccounts } from '../../db/holdings.ts';
import {
  type Leg,
  type LockedWallet,
  type NewEntry,
  platformAccounts,
  type WalletKey,
  walletKey,
} from '../../db/ledger.ts';
import { PLATFORM_PARTY } from '../../db/parties.ts';
import { type RetirementRow, TONNE } from '../../db/retirements.ts';

/** What of a retirement the ledger has to know. The quantity is in 10^-18 of a tonne, and whole tonnes. */
export type Retired = Pick<RetirementRow, 'id' | 'ownerId' | 'batchId' | 'retiredAsset' | 'quantity' | 'actorId'>;

interface Owners {
  readonly ownerId: string;
  readonly batchId: string;
}

/** A retirement that the platform carries out, whose owner and batch are therefore known. */
function ownersOf({ id, ownerId, batchId }: Retired): Owners {
  if (ownerId === null || batchId === null) throw new Error(`retirement ${id} is none of the custody`);
  return { ownerId, batchId };
}

/** Where the credits lie that are retired: with their owner, or with the platform where CARBON is given for them. */
function holdingOf(retired: Retired): WalletKey & { readonly batchId: string } {
  const { ownerId, batchId } = ownersOf(retired);
  return { ownerId: retired.retiredAsset === 'CARBON' ? PLATFORM_PARTY : ownerId, asset: 'CREDIT', batchId };
}

/** The wallet of the CARBON that is given for it, if it is. */
const carbonOf = (retired: Retired): WalletKey | undefined =>
  retired.retiredAsset === 'CARBON' ? { ownerId: ownersOf(retired).ownerId, asset: 'CARBON' } : undefined;

/** Every wallet that a retirement moves something in. */
export const walletsOf = (retired: Retired): WalletKey[] => {
  const carbon = carbonOf(retired);
  return carbon ? [holdingOf(retired), carbon] : [holdingOf(retired)];
};

export const tonnesOf = ({ quantity }: Pick<RetirementRow, 'quantity'>): bigint => quantity / TONNE;

export type LockedWallets = ReadonlyMap<string, LockedWallet>;

export function mustHave(wallets: LockedWallets, key: WalletKey): LockedWallet {
  const wallet = wallets.get(walletKey(key));
  if (!wallet) throw new Error(`there is no wallet ${walletKey(key)}`);
  return wallet;
}

const move = (asset: string, amount: bigint, from: bigint, to: bigint): Leg[] => [
  { accountId: from, asset, amount: -amount },
  { accountId: to, asset, amount },
];

/** The credits are held for it. CARBON is held apart, since what is given may be more or less than whole tonnes. */
export function holdEntry(retired: Retired, wallets: LockedWallets): NewEntry {
  const { id: referenceId, actorId } = retired;
  const key = holdingOf(retired);
  const { available, held } = mustHave(wallets, key);
  const legs = move(key.batchId, tonnesOf(retired), available.accountId, held.accountId);
  return { id: newId(), kind: 'RETIREMENT_HOLD', referenceId, actorId, legs };
}

/** CARBON that is given, held for its beneficiary until it is whole tonnes and those are retired. */
export function carbonHoldEntry(
  { referenceId, actorId, quantity }: { referenceId: string; actorId: string | null; quantity: bigint },
  { available, held }: LockedWallet,
): NewEntry {
  const legs = move('CARBON', quantity, available.accountId, held.accountId);
  return { id: newId(), kind: 'RETIREMENT_HOLD', referenceId, actorId, legs };
}

/** CARBON that was given and is no whole tonne: free again. */
export function carbonReleaseEntry(
  { referenceId, actorId, quantity }: { referenceId: string; actorId: string | null; quantity: bigint },
  { available, held }: LockedWallet,
): NewEntry {
  const legs = move('CARBON', quantity, held.accountId, available.accountId);
  return { id: newId(), kind: 'RETIREMENT_REVERSAL', referenceId, actorId, legs };
}

/** It is final: what was held is used up, and the CARBON that was given for it too. */
export function retiredEntry(retired: Retired, wallets: LockedWallets, { RETIRED }: BatchAccounts): NewEntry {
  const { id: referenceId, quantity } = retired;
  const [key, carbon] = [holdingOf(retired), carbonOf(retired)];
  const legs = [
    ...move(key.batchId, tonnesOf(retired), mustHave(wallets, key).held.accountId, RETIRED),
    ...(carbon
      ? move('CARBON', quantity, mustHave(wallets, carbon).held.accountId, platformAccounts.RETIRED.CARBON)
      : []),
  ];
  return { id: newId(), kind: 'RETIREMENT', referenceId, actorId: null, legs };
}

/** It did not come to be: what was held is free again. */
export function reversalEntry(retired: Retired, wallets: LockedWallets): NewEntry {
  const { id: referenceId, quantity } = retired;
  const [key, carbon] = [holdingOf(retired), carbonOf(retired)];
  const holding = mustHave(wallets, key);
  const given = carbon && mustHave(wallets, carbon);
  const legs = [
    ...move(key.batchId, tonnesOf(retired), holding.held.accountId, holding.available.accountId),
    ...(given ? move('CARBON', quantity, given.held.accountId, given.available.accountId) : []),
  ];
  return { id: newId(), kind: 'RETIREMENT_REVERSAL', referenceId, actorId: null, legs };
}
