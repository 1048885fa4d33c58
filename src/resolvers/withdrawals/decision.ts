import { insertEntries, lockWallets, walletKey } from '../../db/ledger.ts';
import { lockWithdrawal, selectWithdrawalsById, updateWithdrawal, type WithdrawalView } from '../../db/withdrawals.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Context } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { once } from '../once.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { walletChanged } from '../wallets/rules.ts';
import { mayBecome, type WithdrawalDecision, withdrawalEntry } from './rules.ts';

export interface Decision {
  readonly actorId: string;
  readonly operation: 'withdrawalApprove' | 'withdrawalReject';
  readonly key: string;
  readonly decision: WithdrawalDecision;
  readonly wish: { readonly withdrawalId: string; readonly reason?: string };
}

/**
 * Carries out what finance decided. Locks the withdrawal, then the wallet, then the end of the audit log: everyone who
 * needs two of them takes them in this order.
 * Throws NotFound, FourEyesRequired, IllegalTransition (it is decided already), IdempotencyConflict.
 */
export async function decideOnce(
  ctx: Context,
  { actorId, operation, key, decision, wish }: Decision,
): Promise<WithdrawalView> {
  const { withdrawalId, reason = null } = wish;
  return once(ctx, {
    actorId,
    operation,
    key,
    input: wish,
    work: async (tx, id) => {
      const withdrawal = await lockWithdrawal(tx, withdrawalId);
      if (!withdrawal) throw new NotFound('withdrawal');
      if (withdrawal.ownerId === actorId) throw new FourEyesRequired();
      const { status, asset, amount, ownerId } = withdrawal;
      if (!mayBecome(status, decision)) throw new IllegalTransition('withdrawal', status, decision);
      const wallet = (await lockWallets(tx, [withdrawal])).get(walletKey(withdrawal));
      if (!wallet) throw new Error(`withdrawal ${withdrawalId} is of a wallet that does not exist`);

      const decided = await updateWithdrawal(tx, {
        id: withdrawalId,
        status: decision,
        decidedBy: actorId,
        reason,
        payoutRef: null,
      });
      await insertEntries(tx, [withdrawalEntry(decision, { id, withdrawalId, amount, actorId }, wallet)], [wallet]);
      await tell(tx, [walletChanged(wallet)]);
      await writeAudit(tx, {
        actorId,
        action: decision === 'APPROVED' ? 'WITHDRAWAL_APPROVED' : 'WITHDRAWAL_REJECTED',
        subjectType: 'Withdrawal',
        subjectId: withdrawalId,
        detail: { walletId: wallet.walletId, ownerId, asset, amount: amount.toString(), reason },
      });
      return { ...decided, ownerId, asset };
    },
    // The key holds the whole input, so its withdrawal is the one of this call; and a decision is final.
    again: async () => (await selectWithdrawalsById(ctx.app.db, [withdrawalId]))[0] as WithdrawalView,
  });
}
