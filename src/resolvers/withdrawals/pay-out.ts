import { v7 as newId } from 'uuid';
import { hasReceipt } from '../../db/chain-position-reads.ts';
import type { Db } from '../../db/client.ts';
import { insertEntries, type LockedWallet, lockWallets, walletKey } from '../../db/ledger.ts';
import { lockWithdrawal, updateSentWithdrawals, type WithdrawalView } from '../../db/withdrawals.ts';
import { InsufficientFunds, NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import type { IntentHandlers } from '../intents/handlers.ts';
import { walletChanged } from '../wallets/rules.ts';
import { refuseDebtor, refuseStrangeAddress } from './over-chain.ts';
import { mayBecome, withdrawalChanged, withdrawalEntry } from './rules.ts';

/**
 * What the fate of its transaction means to a withdrawal. That it was mined means nothing yet: the withdrawal is settled
 * by the custody's own event, once that has its confirmations.
 */
export const payOutHandlers: IntentHandlers<'CUSTODY_PAY_OUT'> = {
  async onGivenUp(tx, _, { chainId, reference, args, status, errorText }) {
    const withdrawal = await lockWithdrawal(tx, reference);
    if (!withdrawal || !mayBecome(withdrawal.status, 'FAILED')) return;
    // It was paid by another transaction of ours than the one that is given up: the event settles it.
    if (await hasReceipt(tx, { chainId, kind: 'PAID_OUT', ref: args.ref })) return;
    const wallet = await move(tx, withdrawal, 'FAILED');
    const reason = errorText ?? `The transaction was ${status.toLowerCase()}.`;
    await updateSentWithdrawals(tx, [withdrawal.id], 'FAILED', reason);
    await tell(tx, [walletChanged(wallet), withdrawalChanged(withdrawal, 'FAILED')]);
  },

  /** Throws NotFound, InsufficientFunds, AddressNotLinked, AddressNotOnChain, DebtOutstanding. */
  async onRetry(tx, _, { reference }) {
    const withdrawal = await lockWithdrawal(tx, reference);
    if (!withdrawal) throw new NotFound('withdrawal');
    if (withdrawal.status === 'SENDING') return;
    await refuseStrangeAddress(tx, withdrawal, { mayBePending: false });
    await refuseDebtor(tx, withdrawal.ownerId);
    const wallet = await move(tx, withdrawal, 'RETRIED');
    await updateSentWithdrawals(tx, [withdrawal.id], 'SENDING');
    await tell(tx, [walletChanged(wallet), withdrawalChanged(withdrawal, 'SENDING')]);
  },
};

async function move(tx: Db, withdrawal: WithdrawalView, step: 'FAILED' | 'RETRIED'): Promise<LockedWallet> {
  const { id: withdrawalId, amount, asset } = withdrawal;
  const wallet = (await lockWallets(tx, [withdrawal])).get(walletKey(withdrawal));
  if (!wallet) throw new Error(`withdrawal ${withdrawalId} is of a wallet that does not exist`);
  const { balance } = wallet.available;
  if (step === 'RETRIED' && balance < amount) throw new InsufficientFunds(asset, balance, amount);
  const entry = withdrawalEntry(step, { id: newId(), withdrawalId, amount, actorId: null }, wallet);
  await insertEntries(tx, [entry], [wallet]);
  return wallet;
}
