import { z } from 'zod';
import { type LockedWallet, type NewEntry, platformAccounts } from '../../db/ledger.ts';
import type { Asset } from '../../db/wallets.ts';
import type { WithdrawalStatus, WithdrawalView } from '../../db/withdrawals.ts';
import type { NewEvent } from '../feed.ts';
import { amountOfAsset, idempotencyKey, nodeId, text } from '../input.ts';
import type { ThingRules } from '../standings.ts';

export const requestWithdrawalInput = z.object({ destination: text(1, 200), idempotencyKey }).and(amountOfAsset);

export const approveWithdrawalInput = z.object({ withdrawalId: nodeId('Withdrawal'), idempotencyKey });

export const rejectWithdrawalInput = z.object({
  withdrawalId: nodeId('Withdrawal'),
  reason: text(1, 500),
  idempotencyKey,
});

/**
 * The state machine of a withdrawal; what is not here cannot happen. SEND is what an approval does where the asset goes
 * over a chain. UNDO: a reorg took the arrival back, and the transaction is on its way again. RETRY: finance has the
 * transaction tried again.
 */
export const withdrawalMachine = {
  REQUESTED: { APPROVE: 'APPROVED', SEND: 'SENDING', REJECT: 'REJECTED' },
  APPROVED: {},
  REJECTED: {},
  SENDING: { SETTLE: 'SETTLED', FAIL: 'FAILED' },
  SETTLED: { UNDO: 'SENDING' },
  FAILED: { RETRY: 'SENDING' },
} as const satisfies Record<WithdrawalStatus, Readonly<Record<string, WithdrawalStatus>>>;

export type WithdrawalDecision = Exclude<(typeof withdrawalMachine)['REQUESTED']['APPROVE' | 'REJECT'], 'SENDING'>;

export const mayBecome = (from: WithdrawalStatus, to: WithdrawalStatus): boolean =>
  Object.values<WithdrawalStatus>(withdrawalMachine[from]).includes(to);

export type WithdrawalAction = 'APPROVE' | 'REJECT';

/** How a withdrawal stands for whoever would decide about it. */
export interface WithdrawalStanding extends Pick<WithdrawalView, 'status'> {
  readonly isOwn: boolean;
}

const decided = (decision: WithdrawalDecision) => ({
  anyone: 'withdrawal.decide' as const,
  when: ({ status, isOwn }: WithdrawalStanding) => !isOwn && mayBecome(status, decision),
});

/** Who may do what to a withdrawal, and when. */
export const withdrawalActions = {
  APPROVE: decided('APPROVED'),
  REJECT: decided('REJECTED'),
} as const satisfies ThingRules<WithdrawalStanding, WithdrawalAction>;

/** What can happen to the amount. UNDONE and RETRIED lead back to SENDING; on the way to it nothing moves. */
type Step = 'REQUESTED' | WithdrawalDecision | 'SETTLED' | 'FAILED' | 'UNDONE' | 'RETRIED';
type Side = 'available' | 'held' | 'outside';
const moves = {
  REQUESTED: { kind: 'WITHDRAWAL_HOLD', from: 'available', to: 'held' },
  APPROVED: { kind: 'WITHDRAWAL_SETTLEMENT', from: 'held', to: 'outside' },
  REJECTED: { kind: 'WITHDRAWAL_RELEASE', from: 'held', to: 'available' },
  SETTLED: { kind: 'WITHDRAWAL_SETTLEMENT', from: 'held', to: 'outside' },
  FAILED: { kind: 'WITHDRAWAL_RELEASE', from: 'held', to: 'available' },
  UNDONE: { kind: 'WITHDRAWAL_HOLD', from: 'outside', to: 'held' },
  RETRIED: { kind: 'WITHDRAWAL_HOLD', from: 'available', to: 'held' },
} as const satisfies Record<Step, { kind: NewEntry['kind']; from: Side; to: Side }>;

/** What moves at each step: into HELD when it is asked for, then out into the world or back. */
export function withdrawalEntry(
  step: Step,
  { id, withdrawalId, amount, actorId }: { id: string; withdrawalId: string; amount: bigint; actorId: string | null },
  { asset, available, held }: Pick<LockedWallet<Asset>, 'asset' | 'available' | 'held'>,
): NewEntry {
  const accounts: Record<Side, bigint> = {
    available: available.accountId,
    held: held.accountId,
    outside: platformAccounts.EXTERNAL[asset],
  };
  const { kind, from, to } = moves[step];
  const legs = [
    { accountId: accounts[from], asset, amount: -amount },
    { accountId: accounts[to], asset, amount },
  ];
  return { id, kind, referenceId: withdrawalId, actorId, legs };
}

/** Which employee decided is no business of the customer. */
export const asOwnerSees = (withdrawal: WithdrawalView): WithdrawalView => ({ ...withdrawal, decidedBy: null });

export const withdrawalChanged = (
  { id, ownerId }: Pick<WithdrawalView, 'id' | 'ownerId'>,
  status: WithdrawalStatus,
): NewEvent => ({
  topic: 'withdrawal',
  key: id,
  payload: { id, ownerId, status },
});
