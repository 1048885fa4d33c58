import { v7 as newId } from 'uuid';
import type { PositionChanges } from '../../db/chain-position-writes.ts';
import { lockChainDeposits, updateDebts, updateOrphanedDeposits } from '../../db/chain-deposits.ts';
import type { Db } from '../../db/client.ts';
import { lockSettledConversions, updateConversions } from '../../db/conversions.ts';
import { insertEntries, type NewEntry } from '../../db/ledger.ts';
import { selectUsersByAddresses } from '../../db/linked-addresses.ts';
import { lockSettledWithdrawals, updateSentWithdrawals } from '../../db/withdrawals.ts';
import { chainDepositChanged, reversalEntry, senderOf } from '../chain-deposits/rules.ts';
import { tell } from '../feed.ts';
import { walletChanged } from '../wallets/rules.ts';
import { withdrawalChanged, withdrawalEntry } from '../withdrawals/rules.ts';
import { lockAccounts, mustHave, owedIn, walletsOf } from './settle.ts';

interface Undone {
  readonly depositIds: readonly string[];
  readonly receipts: PositionChanges['receipts'];
}

/**
 * Takes back, by inverse entries, what was settled on the strength of logs that are no longer part of the chain: the reorg
 * went deeper than the confirmations. A deposit is taken back as far as it is there, and the rest is owed; a payment
 * counts as under way again. Locks as `settle` does.
 */
export async function undoSettled(tx: Db, { depositIds, receipts }: Undone): Promise<void> {
  const refsOf = (kind: string) => receipts.filter((receipt) => receipt.kind === kind).map(({ ref }) => ref);
  const [paidOut, convertedRefs] = [refsOf('PAID_OUT'), refsOf('CARBON_CONVERTED')];
  const paid = paidOut.length > 0 ? await lockSettledWithdrawals(tx, paidOut) : [];
  const converted = convertedRefs.length > 0 ? await lockSettledConversions(tx, convertedRefs) : [];
  const conversions = converted.map((conversion) => ({ ...conversion, asset: 'CARBON' as const }));
  const deposits = depositIds.length > 0 ? await lockChainDeposits(tx, depositIds) : [];
  const credited = deposits.flatMap(({ ownerId, ...deposit }) =>
    deposit.status === 'CREDITED' && ownerId !== null ? [{ ...deposit, ownerId }] : [],
  );

  const accounts = await lockAccounts(tx, [...paid, ...conversions, ...credited]);
  const entries: NewEntry[] = [];
  for (const each of credited) {
    const moved = { kind: 'CHAIN_DEPOSIT_REVERSAL', referenceId: each.id, amount: each.amount } as const;
    entries.push(reversalEntry(mustHave(accounts, each), moved));
  }
  for (const each of conversions) {
    const moved = { kind: 'CONVERSION', referenceId: each.id, amount: each.carbonAmount } as const;
    entries.push(reversalEntry(mustHave(accounts, each), moved));
  }
  for (const each of paid) {
    const { id: withdrawalId, amount } = each;
    const { wallet } = mustHave(accounts, each);
    entries.push(withdrawalEntry('UNDONE', { id: newId(), withdrawalId, amount, actorId: null }, wallet));
  }
  await insertEntries(tx, entries, walletsOf(accounts));
  await updateDebts(tx, owedIn(accounts));
  const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);
  await updateOrphanedDeposits(tx, ids(deposits));
  if (paid.length > 0) await updateSentWithdrawals(tx, ids(paid), 'SENDING');
  if (converted.length > 0) await updateConversions(tx, ids(converted), 'SENDING');

  const owners = deposits.length > 0 ? await selectUsersByAddresses(tx, deposits.map(senderOf)) : new Map();
  await tell(tx, [
    ...walletsOf(accounts).map(walletChanged),
    ...paid.map((withdrawal) => withdrawalChanged(withdrawal, 'SENDING')),
    ...deposits.map((deposit) =>
      chainDepositChanged(
        { id: deposit.id, address: senderOf(deposit) },
        deposit.ownerId ?? (owners as ReadonlyMap<string, string>).get(senderOf(deposit)) ?? null,
      ),
    ),
  ]);
}
