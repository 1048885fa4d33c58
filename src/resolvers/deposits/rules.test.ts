import { expect, test } from 'vitest';
import { platformAccounts } from '../../db/ledger.ts';
import { encodeId } from '../ids.ts';
import { depositEntry, recordDepositInput } from './rules.ts';

const owner = '01900000-0000-7000-8000-000000000000';
const referenceOf = (bankReference: string) =>
  recordDepositInput.safeParse({
    ownerId: encodeId('User', owner),
    asset: 'EUR',
    amount: '1',
    idempotencyKey: 'a-key-of-mine',
    bankReference,
  }).data?.bankReference;

test('takes the references that banks write, with single spaces', () => {
  expect(referenceOf('  NTRF  2026-11-21/0042 ')).toBe('NTRF 2026-11-21/0042');
  expect(referenceOf('RF18 5390 0754 7034')).toBe('RF18 5390 0754 7034');
  expect(referenceOf('x'.repeat(140))).toHaveLength(140);
});

test.each(['', '   ', '---', 'a\u0000b', 'line\nbreak', 'naïve', 'x'.repeat(141), ' '.repeat(399) + 'x'.repeat(10)])(
  'refuses %j',
  (reference) => {
    expect(referenceOf(reference)).toBeUndefined();
  },
);

test('what came in from outside goes to what the owner may use', () => {
  const wallet = { asset: 'EUR', available: { accountId: 1001n, balance: 7n } } as const;
  expect(depositEntry({ id: 'd', amount: 5n, recordedBy: 'clerk' }, wallet)).toEqual({
    id: 'd',
    kind: 'DEPOSIT',
    referenceId: 'd',
    actorId: 'clerk',
    legs: [
      { accountId: platformAccounts.EXTERNAL.EUR, asset: 'EUR', amount: -5n },
      { accountId: 1001n, asset: 'EUR', amount: 5n },
    ],
  });
});
