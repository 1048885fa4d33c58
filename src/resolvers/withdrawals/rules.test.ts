import { expect, test } from 'vitest';
import { platformAccounts } from '../../db/ledger.ts';
import { withdrawalStatus } from '../../db/withdrawals.ts';
import { mayBecome, withdrawalEntry, withdrawalMachine } from './rules.ts';

test('a withdrawal is decided once; what is sent goes on with the chain', () => {
  const all = withdrawalStatus.enumValues;
  const steps = all.flatMap((from) => all.filter((to) => mayBecome(from, to)).map((to) => `${from} -> ${to}`));
  expect(steps).toEqual([
    'REQUESTED -> APPROVED',
    'REQUESTED -> REJECTED',
    'REQUESTED -> SENDING',
    'SENDING -> SETTLED',
    'SENDING -> FAILED',
    'SETTLED -> SENDING',
    'FAILED -> SENDING',
  ]);
  expect(Object.keys(withdrawalMachine).toSorted()).toEqual([...all].toSorted());
});

test.each([
  ['REQUESTED', 'WITHDRAWAL_HOLD', 1001n, 1002n],
  ['APPROVED', 'WITHDRAWAL_SETTLEMENT', 1002n, platformAccounts.EXTERNAL.ETH],
  ['REJECTED', 'WITHDRAWAL_RELEASE', 1002n, 1001n],
  ['SETTLED', 'WITHDRAWAL_SETTLEMENT', 1002n, platformAccounts.EXTERNAL.ETH],
  ['FAILED', 'WITHDRAWAL_RELEASE', 1002n, 1001n],
  ['UNDONE', 'WITHDRAWAL_HOLD', platformAccounts.EXTERNAL.ETH, 1002n],
  ['RETRIED', 'WITHDRAWAL_HOLD', 1001n, 1002n],
] as const)('%s moves the amount by %s', (step, kind, from, to) => {
  const wallet = {
    asset: 'ETH',
    available: { accountId: 1001n, balance: 9n },
    held: { accountId: 1002n, balance: 9n },
  } as const;
  const moved = { id: 'e', withdrawalId: 'w', amount: 5n, actorId: 'a' };
  expect(withdrawalEntry(step, moved, wallet)).toEqual({
    id: 'e',
    kind,
    referenceId: 'w',
    actorId: 'a',
    legs: [
      { accountId: from, asset: 'ETH', amount: -5n },
      { accountId: to, asset: 'ETH', amount: 5n },
    ],
  });
});
