import { type ChainDepositView, selectChainDepositsById } from '../../../db/chain-deposits.ts';
import type { Db } from '../../../db/client.ts';
import { selectDepositsById } from '../../../db/deposits.ts';
import { selectWithdrawalsById } from '../../../db/withdrawals.ts';
import { formatAmount } from '../../amounts.ts';
import type { FeedEvent } from '../../feed.ts';
import type { NotificationKind } from '../kinds.ts';
import type { Occurrence } from '../audiences.ts';

/** Money that was recorded at the bank. */
export async function occurrencesOfDeposits(tx: Db, events: readonly FeedEvent<'deposit'>[]): Promise<Occurrence[]> {
  const deposits = await selectDepositsById(
    tx,
    events.map(({ payload }) => payload.id),
  );
  return deposits.map(({ id, ownerId, amount, asset }) => ({
    kind: 'DEPOSIT_RECORDED',
    ownerId,
    key: id,
    facts: { amount: formatAmount(amount, asset), currency: asset },
    subject: { type: 'Deposit', id },
  }));
}

/** What came over the chain: seen, in a wallet, taken back. Said as it stands when it is read. */
export async function occurrencesOfChainDeposits(
  tx: Db,
  events: readonly FeedEvent<'chainDeposit'>[],
): Promise<Occurrence[]> {
  const owners = new Map(events.map(({ payload }) => [payload.id, payload.ownerId]));
  const deposits = await selectChainDepositsById(tx, [...owners.keys()]);
  return deposits.flatMap((deposit): Occurrence[] => {
    const { id, amount, asset } = deposit;
    const ownerId = owners.get(id) ?? null;
    const stage = stageOf(deposit);
    if (ownerId === null || !stage) return [];
    const facts = { amount: formatAmount(amount, asset), currency: asset };
    // A block that comes back after a reorganisation brings the same deposit again.
    return [{ ...stage, ownerId, key: `${id} ${stage.key}`, facts, subject: { type: 'ChainDeposit', id } }];
  });
}

function stageOf({
  status,
  creditedAt,
  orphanedAt,
}: ChainDepositView): { kind: NotificationKind; key: string } | undefined {
  if (status === 'PENDING') return { kind: 'CHAIN_DEPOSIT_SEEN', key: '' };
  if (status === 'CREDITED') return { kind: 'CHAIN_DEPOSIT_CREDITED', key: creditedAt?.toISOString() ?? '' };
  if (status === 'UNCLAIMED') return undefined;
  return { kind: 'CHAIN_DEPOSIT_UNDONE', key: orphanedAt?.toISOString() ?? '' };
}

const WITHDRAWN: Readonly<Record<string, NotificationKind>> = {
  REQUESTED: 'WITHDRAWAL_REQUESTED',
  APPROVED: 'WITHDRAWAL_APPROVED',
  SENDING: 'WITHDRAWAL_SENT',
  SETTLED: 'WITHDRAWAL_ARRIVED',
  REJECTED: 'WITHDRAWAL_REJECTED',
  FAILED: 'WITHDRAWAL_FAILED',
};

/** Every step of a withdrawal; one that a reorganisation takes back may be told again. */
export async function occurrencesOfWithdrawals(
  tx: Db,
  events: readonly FeedEvent<'withdrawal'>[],
): Promise<Occurrence[]> {
  const withdrawals = new Map(
    (
      await selectWithdrawalsById(
        tx,
        events.map(({ payload }) => payload.id),
      )
    ).map((withdrawal) => [withdrawal.id, withdrawal]),
  );
  return events.flatMap(({ payload: { id, ownerId, status }, place }): Occurrence[] => {
    const withdrawal = withdrawals.get(id);
    const kind = WITHDRAWN[status];
    if (!withdrawal || !kind) return [];
    const { amount, asset, reason } = withdrawal;
    const facts = { amount: formatAmount(amount, asset), currency: asset, reason: reason ?? '' };
    return [{ kind, ownerId, key: `${id} ${place.position}`, facts, subject: { type: 'Withdrawal', id } }];
  });
}
