import { z } from 'zod';
import { type LockedWallet, type NewEntry, platformAccounts } from '../../db/ledger.ts';
import type { WithdrawalStatus, WithdrawalView } from '../../db/withdrawals.ts';
import { amountOfAsset, idempotencyKey, nodeId, text } from '../input.ts';

export const requestWithdrawalInput = z.object({ destination: text(1, 200), idempotencyKey }).and(amountOfAsset);

export const approveWithdrawalInput = z.object({ withdrawalId: nodeId('Withdrawal'), idempotencyKey });

export const rejectWithdrawalInput = z.object({
  withdrawalId: nodeId('Withdrawal'),
  reason: text(1, 500),
  idempotencyKey,
});

/** The state machine of a withdrawal; what is not here cannot happen. */
export const withdrawalMachine = {
  REQUESTED: { APPROVE: 'APPROVED', REJECT: 'REJECTED' },
  APPROVED: {},
  REJECTED: {},
} as const satisfies Record<WithdrawalStatus, Readonly<Record<string, WithdrawalStatus>>>;

export type WithdrawalDecision = (typeof withdrawalMachine)['REQUESTED']['APPROVE' | 'REJECT'];

export const mayBecome = (from: WithdrawalStatus, to: WithdrawalStatus): boolean =>
  Object.values<WithdrawalStatus>(withdrawalMachine[from]).includes(to);

type Step = 'REQUESTED' | WithdrawalDecision;
const kinds = {
  REQUESTED: 'WITHDRAWAL_HOLD',
  APPROVED: 'WITHDRAWAL_SETTLEMENT',
  REJECTED: 'WITHDRAWAL_RELEASE',
} as const satisfies Record<Step, NewEntry['kind']>;

/** What moves at each step: into HELD when it is asked for, then out into the world or back. */
export function withdrawalEntry(
  step: Step,
  { id, withdrawalId, amount, actorId }: { id: string; withdrawalId: string; amount: bigint; actorId: string },
  { asset, available, held }: Pick<LockedWallet, 'asset' | 'available' | 'held'>,
): NewEntry {
  const outside = platformAccounts.EXTERNAL[asset];
  const [from, to] = {
    REQUESTED: [available.accountId, held.accountId] as const,
    APPROVED: [held.accountId, outside] as const,
    REJECTED: [held.accountId, available.accountId] as const,
  }[step];
  const legs = [
    { accountId: from, asset, amount: -amount },
    { accountId: to, asset, amount },
  ];
  return { id, kind: kinds[step], referenceId: withdrawalId, actorId, legs };
}

/** Which employee decided is no business of the customer. */
export const asOwnerSees = (withdrawal: WithdrawalView): WithdrawalView => ({ ...withdrawal, decidedBy: null });
