import {
  type ChainDepositRow,
  hasDueDeposits,
  lockClaims,
  lockDueDeposits,
  selectDebts,
  updateConfirmedBlock,
  updateConfirmedDeposits,
  updateDebts,
} from '../../db/chain-deposits.ts';
import type { Db } from '../../db/client.ts';
import { lockConvertedConversions, updateConversions } from '../../db/conversions.ts';
import { insertEntries, type LockedWallet, lockWallets, type NewEntry, walletKey } from '../../db/ledger.ts';
import { selectUsersByAddresses } from '../../db/linked-addresses.ts';
import { lockPaidWithdrawals, updateSentWithdrawals } from '../../db/withdrawals.ts';
import type { Asset } from '../../db/wallets.ts';
import { type Account, accountOf, arrivalEntry, chainDepositChanged, senderOf } from '../chain-deposits/rules.ts';
import { tell } from '../feed.ts';
import { walletChanged } from '../wallets/rules.ts';
import { withdrawalChanged, withdrawalEntry } from '../withdrawals/rules.ts';
import { v7 as newId } from 'uuid';

/**
 * Settles what the chain did up to a block that has its confirmations. Locks withdrawals, conversions, the claims, then
 * deposits, and in one statement all the wallets that any of them concerns.
 */
export async function settle(tx: Db, chainId: number, confirmedBlock: bigint): Promise<void> {
  const paid = await lockPaidWithdrawals(tx, chainId, confirmedBlock);
  const converted = await lockConvertedConversions(tx, chainId, confirmedBlock);
  const { deposits, users } = await dueDeposits(tx, chainId, confirmedBlock);
  const owned = deposits.map((deposit) => ({ deposit, ownerId: users.get(senderOf(deposit)) }));
  const claimed = owned.flatMap(({ deposit, ownerId }) => (ownerId ? [{ ...deposit, ownerId }] : []));
  const conversions = converted.map((conversion) => ({ ...conversion, asset: 'CARBON' as const }));

  const accounts = await lockAccounts(tx, [...paid, ...conversions, ...claimed]);
  const entries: NewEntry[] = [];
  for (const each of paid) {
    const { id: withdrawalId, amount } = each;
    const { wallet } = mustHave(accounts, each);
    entries.push(withdrawalEntry('SETTLED', { id: newId(), withdrawalId, amount, actorId: null }, wallet));
  }
  for (const each of conversions) {
    const moved = { kind: 'CONVERSION', referenceId: each.id, amount: each.carbonAmount } as const;
    entries.push(arrivalEntry(mustHave(accounts, each), moved));
  }
  const credited = credit(accounts, claimed);
  entries.push(...credited.entries);

  await insertEntries(tx, entries, walletsOf(accounts));
  await Promise.all([
    updateDebts(tx, owedIn(accounts)),
    paid.length > 0 &&
      updateSentWithdrawals(
        tx,
        paid.map(({ id }) => id),
        'SETTLED',
      ),
    converted.length > 0 &&
      updateConversions(
        tx,
        converted.map(({ id }) => id),
        'SETTLED',
      ),
    updateConfirmedDeposits(
      tx,
      deposits.map(({ id }) => ({ id, walletId: credited.walletIds.get(id) ?? null })),
    ),
    updateConfirmedBlock(tx, chainId, confirmedBlock),
  ]);
  await tell(tx, [
    ...walletsOf(accounts).map(walletChanged),
    ...paid.map((withdrawal) => withdrawalChanged(withdrawal, 'SETTLED')),
    ...owned.map(({ deposit, ownerId }) =>
      chainDepositChanged({ id: deposit.id, address: senderOf(deposit) }, ownerId ?? null),
    ),
  ]);
}

/** The deposits that became due, locked, and who has their senders' addresses linked now. */
async function dueDeposits(tx: Db, chainId: number, confirmedBlock: bigint) {
  // Mostly there are none: then nobody who links an address has to wait.
  if (!(await hasDueDeposits(tx, chainId, confirmedBlock))) return { deposits: [], users: new Map<string, string>() };
  await lockClaims(tx);
  const deposits = await lockDueDeposits(tx, chainId, confirmedBlock);
  return { deposits, users: await selectUsersByAddresses(tx, [...new Set(deposits.map(senderOf))]) };
}

type Owned = { readonly ownerId: string; readonly asset: Asset };

/** Locks the wallets of these in one statement, each with what it owes. */
export async function lockAccounts(tx: Db, of: readonly Owned[]): Promise<Map<string, Account>> {
  if (of.length === 0) return new Map();
  const keys = new Map(of.map(({ ownerId, asset }) => [walletKey({ ownerId, asset }), { ownerId, asset }]));
  const wallets = await lockWallets(tx, [...keys.values()]);
  const debts = await selectDebts(
    tx,
    [...wallets.values()].map(({ walletId }) => walletId),
  );
  return new Map([...wallets].map(([key, wallet]) => [key, accountOf(wallet, debts.get(wallet.walletId))]));
}

export function mustHave(accounts: ReadonlyMap<string, Account>, of: Owned): Account {
  const account = accounts.get(walletKey(of));
  if (!account) throw new Error(`there is no ${of.asset} wallet of ${of.ownerId}`);
  return account;
}

export const walletsOf = (accounts: ReadonlyMap<string, Account>): LockedWallet[] =>
  [...accounts.values()].map(({ wallet }) => wallet);

/** What every one of them owes from now on. */
export const owedIn = (accounts: ReadonlyMap<string, Account>): Map<string, bigint> =>
  new Map([...accounts.values()].map(({ wallet, owed }) => [wallet.walletId, owed]));

/** The entries that put deposits into their owners' wallets, and the wallet of each by the deposit's id. */
export function credit(accounts: ReadonlyMap<string, Account>, deposits: readonly (ChainDepositRow & Owned)[]) {
  const walletIds = new Map<string, string>();
  const entries = deposits.map((deposit) => {
    const account = mustHave(accounts, deposit);
    walletIds.set(deposit.id, account.wallet.walletId);
    const { id: referenceId, amount } = deposit;
    return arrivalEntry(account, { kind: 'CHAIN_DEPOSIT', referenceId, amount });
  });
  return { entries, walletIds };
}
