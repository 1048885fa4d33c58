import type { Db } from '../../db/client.ts';
import { insertEntries, type LockedWallet, lockWallets, walletKey } from '../../db/ledger.ts';
import type { ChainAsset } from '../../db/reserves.ts';
import type { Asset } from '../../db/wallets.ts';
import {
  lockWithdrawal,
  selectWithdrawalsById,
  updateWithdrawal,
  type WithdrawalRow,
  type WithdrawalStatus,
  type WithdrawalView,
} from '../../db/withdrawals.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Chain } from '../chain/client.ts';
import type { App, Context } from '../context.ts';
import { IllegalTransition, NotFound } from '../errors.ts';
import { tell } from '../feed.ts';
import { once } from '../once.ts';
import { refuseShort } from '../reserves/check-reserves.ts';
import { isChainAsset } from '../reserves/rules.ts';
import { FourEyesRequired } from '../wallets/errors.ts';
import { walletChanged } from '../wallets/rules.ts';
import { payoutRefOf, refuseDebtor, refuseStrangeAddress, sendWithdrawal } from './over-chain.ts';
import { mayBecome, withdrawalChanged, type WithdrawalDecision, withdrawalEntry } from './rules.ts';

export interface Decision {
  readonly actorId: string;
  readonly operation: 'withdrawalApprove' | 'withdrawalReject';
  readonly key: string;
  readonly decision: WithdrawalDecision;
  readonly wish: { readonly withdrawalId: string; readonly reason?: string };
}

/**
 * Carries out what finance decided. Locks the withdrawal, the link of its destination, the wallet, then the end of the
 * audit log: everyone who needs two of them takes them in this order.
 * Throws NotFound, FourEyesRequired, IllegalTransition (it is decided already), IdempotencyConflict, and for an approval
 * over a chain what `refuseStrangeAddress`, `refuseDebtor` and `refuseShort` throw.
 */
export async function decideOnce(
  ctx: Context,
  { actorId, operation, key, decision, wish }: Decision,
): Promise<WithdrawalView> {
  const { withdrawalId } = wish;
  return once(ctx, {
    actorId,
    operation,
    key,
    input: wish,
    work: async (tx, id) => {
      const withdrawal = await lockWithdrawal(tx, withdrawalId);
      if (!withdrawal) throw new NotFound('withdrawal');
      if (withdrawal.ownerId === actorId) throw new FourEyesRequired();
      const { asset, amount, ownerId } = withdrawal;
      const decided =
        decision === 'APPROVED' && ctx.app.chain && isChainAsset(asset)
          ? await send(tx, ctx.app, { withdrawal, asset, actorId, chain: ctx.app.chain })
          : await decide(tx, { id, withdrawal, decision, actorId, reason: wish.reason ?? null });
      await writeAudit(tx, {
        actorId,
        action: decision === 'APPROVED' ? 'WITHDRAWAL_APPROVED' : 'WITHDRAWAL_REJECTED',
        subjectType: 'Withdrawal',
        subjectId: withdrawalId,
        detail: {
          walletId: withdrawal.walletId,
          ownerId,
          asset,
          amount: amount.toString(),
          reason: wish.reason ?? null,
        },
      });
      return { ...decided, ownerId, asset };
    },
    // The key holds the whole input, so its withdrawal is the one of this call; and a decision is final.
    again: async () => (await selectWithdrawalsById(ctx.app.db, [withdrawalId]))[0] as WithdrawalView,
  });
}

function refuseDecided({ status }: WithdrawalView, to: WithdrawalStatus): void {
  if (!mayBecome(status, to)) throw new IllegalTransition('withdrawal', status, to);
}

async function walletOf(tx: Db, withdrawal: WithdrawalView): Promise<LockedWallet<Asset>> {
  const wallet = (await lockWallets(tx, [withdrawal])).get(walletKey(withdrawal));
  if (!wallet) throw new Error(`withdrawal ${withdrawal.id} is of a wallet that does not exist`);
  return wallet;
}

interface Decided {
  /** Of the entry that moves it. */
  readonly id: string;
  readonly withdrawal: WithdrawalView;
  readonly decision: WithdrawalDecision;
  readonly actorId: string;
  readonly reason: string | null;
}

/** What is decided here and now: out into the world, or back. */
async function decide(tx: Db, { id, withdrawal, decision, actorId, reason }: Decided): Promise<WithdrawalRow> {
  refuseDecided(withdrawal, decision);
  const { id: withdrawalId, amount } = withdrawal;
  const wallet = await walletOf(tx, withdrawal);
  if (decision === 'APPROVED') await refuseDebtor(tx, withdrawal.ownerId);
  const decided = await updateWithdrawal(tx, {
    id: withdrawalId,
    status: decision,
    decidedBy: actorId,
    reason,
    payoutRef: null,
  });
  await insertEntries(tx, [withdrawalEntry(decision, { id, withdrawalId, amount, actorId }, wallet)], [wallet]);
  await tell(tx, [walletChanged(wallet), withdrawalChanged(withdrawal, decided.status)]);
  return decided;
}

interface Sent {
  readonly withdrawal: WithdrawalView;
  readonly asset: ChainAsset;
  readonly actorId: string;
  readonly chain: Chain;
}

/** What goes over a chain stays held until it has arrived. */
async function send(tx: Db, app: App, { withdrawal, asset, actorId, chain }: Sent): Promise<WithdrawalRow> {
  refuseDecided(withdrawal, 'SENDING');
  await refuseStrangeAddress(tx, withdrawal, { mayBePending: false });
  const wallet = await walletOf(tx, withdrawal);
  await refuseDebtor(tx, withdrawal.ownerId);
  await refuseShort(tx, app, asset);
  const decided = await updateWithdrawal(tx, {
    id: withdrawal.id,
    status: 'SENDING',
    decidedBy: actorId,
    reason: null,
    payoutRef: Buffer.from(payoutRefOf(withdrawal.id).slice(2), 'hex'),
  });
  await sendWithdrawal(tx, chain, withdrawal, { asset, approvedBy: actorId });
  await tell(tx, [walletChanged(wallet), withdrawalChanged(withdrawal, decided.status)]);
  return decided;
}
